import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { proposedToMapping, type Mapping, type Proposal } from '#server/roster/mapping.ts';
import { createEntries, grid } from '#tests/support/entries.ts';
import { community, openApp, type App } from '#tests/support/app.ts';

let server: App;
let token: string;
beforeEach(async () => {
	server = await openApp();
	token = await server.signIn('super01');
});
afterEach(() => server.close());

const card = '120101194605030024';
const file = [
	'朝阳里社区人口登记表,,,,,,',
	'楼号,单元,房号,居民姓名,身份证号,联系电话,备注',
	`3号楼,2单元,501室,张桂兰,${card},12900220001,`,
	'3号楼,2单元,501室,王浩,,,',
	'3号楼,2单元,502室,空户,,,',
].join('\n');

const ask = (method: 'GET' | 'PUT' | 'POST' | 'DELETE', path: string, payload?: object, as = token) =>
	server.ask(as, { method, url: `/api/imports${path}`, ...(payload && { payload }) });
const upload = (text = file, as = token) =>
	server.ask(as, {
		method: 'POST',
		url: `/api/imports?community=${community}&name=${encodeURIComponent('登记表.csv')}`,
		payload: text,
		headers: { 'content-type': 'application/octet-stream' },
	});
/** The mapping that was proposed, with the first grid for the whole file. */
const confirmed = ({ sheets: [sheet] }: Proposal, more: Partial<Mapping> = { grid: '第一网格' }): Mapping => ({
	...proposedToMapping(sheet!),
	...more,
});
const mapped = async (text = file, list = 'roster') => {
	const { body } = await upload(text);
	const preview = await ask('PUT', `/${body.id}/mapping`, { mapping: confirmed(body.proposal), list });
	return { id: body.id as string, proposal: body.proposal, preview: preview.body };
};
const ended = async (id: string) => {
	await expect
		.poll(async () => (await ask('GET', `/${id}`)).body.phase, { timeout: 20_000 })
		.not.toMatch(/preparing|writing/);
	return (await ask('GET', `/${id}`)).body;
};
const start = async (id: string, withoutErrors = false) => {
	expect((await ask('POST', `/${id}/start`, { withoutErrors })).status).toBe(202);
	return ended(id);
};
const records = async (kind: string) => (await server.ask(token, `/api/records?kind=${kind}`)).body.records;

it('[RC13] uploads once, shows what it would do, writes it, and has nothing to say the next time', async () => {
	const { id, proposal, preview } = await mapped();
	expect(proposal.sheets[0].columns.map(({ key }: { key: string }) => key)).toEqual([
		'building',
		'unit',
		'door',
		'name',
		'idCard',
		'phone',
		'note',
	]);
	expect(preview).toMatchObject({
		isEmpty: false,
		counts: { buildings: 1, households: 2, residents: 2, changed: 0, doubtful: 0 },
		creations: {
			total: 5,
			shown: [{ kind: 'place', label: '3号楼' }, { label: '3-2-501' }, { label: '张桂兰 3-2-501' }, {}, {}],
		},
		errors: { total: 0 },
	});
	expect(await records('household')).toEqual([]);
	expect(await start(id)).toMatchObject({ phase: 'done', counts: { households: 2, residents: 2 } });
	expect(await records('household')).toHaveLength(2);
	const again = await mapped();
	expect(again.proposal.sheets[0].isRemembered).toBe(true);
	expect(again.preview).toMatchObject({ isEmpty: true, counts: { unchanged: 4 } });
	const past = (await ask('GET', `?community=${community}`)).body;
	expect(past).toMatchObject({
		running: null,
		imports: [{ id, file: '登记表.csv', byName: '张桂芬', counts: { households: 2 } }],
	});
});

it('[RC10] writes no ID-card number to the disk, and knows people by it on other lists', async () => {
	const { id } = await mapped();
	await start(id);
	const files = readdirSync(server.dataDir, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
	for (const { parentPath, name } of files)
		expect([name, readFileSync(join(parentPath, name)).includes(card)]).toEqual([name, false]);
	const list = await mapped(`姓名,身份证号,老人类别\n章桂兰,${card},失能`, 'disability');
	expect(list.preview).toMatchObject({
		counts: { elders: 1, doubtful: 0 },
		creations: { shown: [{ kind: 'elder', body: { types: ['disabled'] } }] },
	});
});

it('[RC7, RC14] takes answers, and leaves out rows with errors only when told to', async () => {
	await start((await mapped()).id);
	const more = `${file.replace('王浩', '王芳')}\n3号楼,2单元,601室,王浩,,,\n3号楼,2单元,602室,某人,123,,`;
	const { id, preview } = await mapped(more);
	expect(preview).toMatchObject({
		doubts: { total: 1, shown: [{ reason: 'no-birth', candidates: [{ label: '3-2-501' }], decision: null }] },
		errors: { total: 1, shown: [{ row: 7, column: '身份证号' }] },
	});
	const [doubt] = preview.doubts.shown;
	const decided = await ask('PUT', `/${id}/decisions`, { decisions: [{ key: doubt.key, type: 'new' }] });
	expect(decided.body).toMatchObject({
		counts: { households: 1, residents: 2, doubtful: 0 },
		doubts: { shown: [{ decision: { type: 'new' } }] },
	});
	expect(await ask('POST', `/${id}/start`, { withoutErrors: false })).toMatchObject({ status: 400 });
	expect(await start(id, true)).toMatchObject({ phase: 'done', counts: { residents: 2 } });
});

it('[RC6] compares anew at the start: what a person entered since the preview stays', async () => {
	await start((await mapped()).id);
	const { id, preview } = await mapped(file.replace('12900220001', '12900220009'));
	expect(preview).toMatchObject({
		counts: { changed: 1, conflicts: 0 },
		changes: { shown: [{ field: 'phone', origin: { byName: '张桂芬', list: 'roster' } }] },
	});
	const zhang = (await records('resident')).find((record: { body: { name: string } }) => record.body.name === '张桂兰');
	const entries = createEntries(0x9000);
	const byHand = entries.make({
		kind: 'amend',
		ms: server.clock.ms,
		re: zhang.id,
		body: { of: 'resident', base: [], set: { phone: '022-1' } },
	});
	await server.write(`${grid}/field/register`, byHand);
	expect(await start(id)).toMatchObject({ phase: 'done', counts: { changed: 0, conflicts: 1 } });
	expect((await records('resident')).find((record: { id: string }) => record.id === zhang.id).body.phone).toBe('022-1');
});

it('[RC11] takes an import back', async () => {
	const { id } = await mapped();
	await start(id);
	expect((await ask('POST', `/${id}/take-back`)).status).toBe(202);
	expect(await ended(id)).toMatchObject({ type: 'take-back', phase: 'done', takenBack: { withdrawn: 5, stayed: [] } });
	expect(await records('household')).toEqual([]);
	expect((await ask('GET', `?community=${community}`)).body.imports).toMatchObject([
		{ takenBack: { withdrawn: 5, by: 'super01' } },
	]);
	await ask('POST', `/${id}/take-back`);
	expect(await ended(id)).toMatchObject({ phase: 'refused', fault: 'taken-back' });
	expect((await mapped()).preview.counts).toMatchObject({ households: 2 });
});

it('[RC14] belongs to who brought it, for an hour, and to those who administer the community', async () => {
	const worker = await server.signIn('grid01');
	expect((await upload(file, worker)).status).toBe(403);
	const { id, proposal } = await mapped();
	for (const [method, path, payload] of [
		['PUT', 'mapping', { mapping: confirmed(proposal), list: 'roster' }],
		['PUT', 'decisions', { decisions: [] }],
		['POST', 'start', { withoutErrors: false }],
		['POST', 'buildings', confirmed(proposal)],
		['GET', 'reading', undefined],
		['POST', 'take-back', undefined],
	] as const)
		expect([path, (await ask(method, `/${id}/${path}`, payload, worker)).status]).toEqual([path, 404]);
	expect((await ask('GET', `?community=${community}`, undefined, worker)).status).toBe(403);
	expect((await ask('POST', `/${id}/buildings`, confirmed(proposal))).body).toEqual({
		buildings: [{ name: '3', grid: null }],
	});
	server.clock.ms += 61 * 60_000;
	expect((await ask('POST', `/${id}/start`, { withoutErrors: false })).status).toBe(404);
});

it('[RC14] can be forgotten, or ended as long as nothing is written; one runs at a time', async () => {
	const { id } = await mapped();
	expect((await ask('DELETE', `/${id}`)).body).toEqual({ cancelled: true });
	expect((await ask('POST', `/${id}/start`, { withoutErrors: false })).status).toBe(404);
	const next = await mapped();
	const [started, second] = await Promise.all([
		ask('POST', `/${next.id}/start`, { withoutErrors: false }),
		ask('POST', `/${next.id}/start`, { withoutErrors: false }),
	]);
	expect([started.status, second.status]).toEqual([202, 409]);
	await ask('DELETE', `/${next.id}`);
	const { phase } = await ended(next.id);
	expect(await records('household')).toHaveLength(phase === 'cancelled' ? 0 : 2);
});

it('says what is wrong with the file or the request', async () => {
	expect(await upload('')).toMatchObject({ status: 422, body: { ok: false, errors: [{ row: 0 }] } });
	const { body } = await upload();
	const mapping = confirmed(body.proposal, {});
	expect((await ask('PUT', `/${body.id}/mapping`, { mapping, list: 'roster' })).body).toMatchObject({
		errors: { total: 1, shown: [{ row: 0 }] },
	});
	expect((await ask('PUT', `/${body.id}/mapping`, { mapping, list: 'party' })).status).toBe(400);
	expect(
		await ask('PUT', `/${body.id}/mapping`, { mapping: confirmed(body.proposal, { grid: '东网格' }), list: 'roster' }),
	).toMatchObject({ status: 422 });
	expect((await ask('POST', `/${body.id}/start`, { withoutErrors: true })).status).toBe(202);
});

it('[RC18] takes over one value that a person entered, as the amendment of who chose it', async () => {
	const first = await mapped();
	await start(first.id);
	const people = await records('resident');
	const zhang = people.find((record: { body: { name: string } }) => record.body.name === '张桂兰');
	const entries = createEntries(0x9000);
	const byHand = (phone: string) =>
		server.write(
			`${grid}/field/register`,
			entries.make({
				kind: 'amend',
				ms: server.clock.ms,
				re: zhang.id,
				body: { of: 'resident', base: [], set: { phone } },
			}),
		);
	const phone = async () => (await records('resident')).find(({ id }: { id: string }) => id === zhang.id).body.phone;
	await byHand('022-1');
	const { id, preview } = await mapped(file.replace('12900220001', '12900220009'));
	const [conflict] = preview.conflicts.shown;
	expect(conflict).toMatchObject({ field: 'phone', before: '022-1', isOpen: true, isTaken: false });
	const take = (isTaken: boolean, key = conflict.key) => ask('PUT', `/${id}/taken-over`, { key, isTaken });
	expect((await take(true, 'nothing/here')).status).toBe(404);
	expect((await take(true)).body).toMatchObject({
		isEmpty: false,
		counts: { changed: 1, conflicts: 0 },
		conflicts: { shown: [{ isTaken: true }] },
	});
	expect((await take(false)).body).toMatchObject({ isEmpty: true, counts: { changed: 0, conflicts: 1 } });
	// Chosen over a value that is another one by now: left alone.
	await take(true);
	server.clock.ms += 1000;
	await byHand('022-2');
	expect(await start(id)).toMatchObject({ phase: 'done', counts: { changed: 0, conflicts: 1 } });
	expect(await phone()).toBe('022-2');
	const next = await mapped(file.replace('12900220001', '12900220009'));
	const [again] = next.preview.conflicts.shown;
	await ask('PUT', `/${next.id}/taken-over`, { key: again.key, isTaken: true });
	server.clock.ms += 1000;
	expect(await start(next.id)).toMatchObject({ phase: 'done', counts: { changed: 1, conflicts: 0 } });
	expect(await phone()).toBe('12900220009');
	// It is a person's now: another file leaves it, and so does taking the import back.
	expect((await mapped()).preview).toMatchObject({ counts: { changed: 0, conflicts: 1 } });
	await ask('POST', `/${next.id}/take-back`);
	await ended(next.id);
	expect(await phone()).toBe('12900220009');
});
