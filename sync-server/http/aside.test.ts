import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hlcOf } from '#lib/ledger/clock.ts';
import type { Entry } from '#lib/ledger/entry.ts';
import { createEntries, grid, idOf, morning } from '#tests/support/entries.ts';
import { community, openApp, password, type App } from '#tests/support/app.ts';

const fieldPage = `${grid}/field/2026-11`;
const carePage = `${grid}/care/2026-11`;
const day = 86_400_000;

let app: App;
let entries: ReturnType<typeof createEntries>;
beforeEach(async () => {
	app = await openApp();
	entries = createEntries();
});
afterEach(() => app.close());

const post = (token: string, page: string, ...sent: Entry[]) =>
	app.ask(token, { method: 'POST', url: `/api/pages/${page}/entries`, payload: sent });
const onLedger = async (id: string) => (await app.store.reads.entries(id)).map(({ entry }) => entry);

describe('quarantine', () => {
	const list = (token: string, more = '') => app.ask(token, `/api/quarantine?area=${community}${more}`);
	const deal = (token: string, number: number, act: string, payload: object) =>
		app.ask(token, { method: 'POST', url: `/api/quarantine/${number}/${act}`, payload });

	async function refuse(entry: Entry, page = fieldPage): Promise<number> {
		const { body } = await post(await app.signIn('grid01'), page, entry);
		expect(body.refused).toHaveLength(1);
		return (await list(await app.signIn('super01'))).body.packets[0].number as number;
	}
	const stale = () => entries.make({ ms: morning - 500 * day });

	it('[S70] is listed to those who administer the area, latest first, without a text', async () => {
		const entry = stale();
		await refuse(entry);
		await refuse(entries.make({ body: { outcome: '不存在', note: '保密' } }));
		for (const account of ['super01', 'admin01']) {
			const { body } = await list(await app.signIn(account));
			expect(body.packets).toMatchObject([
				{ refusals: [{ code: 'schema' }], name: '王芳', settled: null },
				{ refusals: [{ id: entry.id, code: 'clock' }], page: fieldPage, account: 'grid01' },
			]);
			expect(JSON.stringify(body)).not.toContain('保密');
		}
		for (const account of ['grid01', 'street01']) expect((await list(await app.signIn(account))).status).toBe(403);
		const first = await list(await app.signIn('super01'), '&limit=1');
		expect(first.body.packets).toHaveLength(1);
		const second = await list(await app.signIn('super01'), `&limit=1&cursor=${first.body.cursor}`);
		expect(second.body).toMatchObject({ packets: [{ refusals: [{ code: 'clock' }] }], cursor: null });
	});

	it('[S70] shows its texts to those who also open the book', async () => {
		const entry = stale();
		const number = await refuse(entry);
		const shown = await app.ask(await app.signIn('super01'), `/api/quarantine/${number}`);
		expect(JSON.parse(shown.body.texts[0])).toEqual(entry);
		for (const account of ['admin01', 'grid01', 'street01'])
			expect((await app.ask(await app.signIn(account), `/api/quarantine/${number}`)).status).toBe(404);
		await app.auth.accounts.add({
			id: 'field01',
			name: '外勤书记',
			password,
			grants: [{ role: 'supervisor', desk: community, books: ['field'] }],
		});
		const care = await refuse(entries.make({ kind: 'check-in', body: { outcome: 'x' } }), carePage);
		const field = await app.signIn('field01');
		expect((await app.ask(field, `/api/quarantine/${care}`)).status).toBe(404);
		expect((await deal(field, care, 'discard', { why: '看不到' })).status).toBe(404);
	});

	it('[S71, S72] lets through what was waived and nothing else, by its author, and writes down who said so', async () => {
		const entry = stale();
		const number = await refuse(entry);
		const supervisor = await app.signIn('super01');
		const without = await deal(supervisor, number, 'release', { waive: ['quota'], why: '试一试' });
		expect(without.body.dealing).toMatchObject({ taken: [], refused: [{ id: entry.id, code: 'clock' }] });
		expect(await onLedger(entry.id)).toEqual([]);
		const done = await deal(supervisor, number, 'release', { waive: ['clock', 'period'], why: '补录去年的走访' });
		expect(done.body.dealing).toMatchObject({ by: 'super01', byName: '张桂芬', taken: [entry.id], refused: [] });
		expect(await onLedger(entry.id)).toEqual([entry]);
		expect((await list(supervisor)).body.packets).toEqual([]);
		const [settled] = (await list(supervisor, '&open=0')).body.packets;
		expect(settled).toMatchObject({
			settled: 'released',
			dealings: [
				{ act: 'released', waived: ['quota'], why: '试一试' },
				{ act: 'released', waived: ['clock', 'period'], why: '补录去年的走访', at: morning },
			],
		});
		expect((await deal(supervisor, number, 'discard', { why: '再来' })).status).toBe(409);
	});

	it('[S71] waives neither what an entry is nor whose it is, and writes onto no closed page', async () => {
		const supervisor = await app.signIn('super01');
		const all = ['desk', 'book', 'role', 'device', 'clock', 'period', 'quota'];
		for (const entry of [entries.make({ by: 'grid02' }), entries.make({ body: { outcome: '不存在' } })]) {
			const number = await refuse(entry);
			const { body } = await deal(supervisor, number, 'release', { waive: all, why: '试' });
			expect(body.dealing).toMatchObject({ taken: [] });
			expect(await onLedger(entry.id)).toEqual([]);
		}
		const number = await refuse(entries.make({ kind: 'nonsense' }));
		expect((await deal(supervisor, number, 'release', { waive: ['schema'], why: '试' })).status).toBe(400);
		const late = entries.make({ ms: morning - 500 * day });
		const old = await refuse(late, `${grid}/field/2026-05`);
		const { body } = await deal(supervisor, old, 'release', { waive: all, why: '试' });
		expect(body.dealing).toMatchObject({ taken: [late.id], refused: [] });
		expect((await app.store.reads.entries(late.id)).map(({ page }) => page)).toEqual([fieldPage]);
	});

	it('[S72] discards the bytes and keeps the trace', async () => {
		const number = await refuse(stale());
		const supervisor = await app.signIn('super01');
		expect((await deal(supervisor, number, 'discard', {})).status).toBe(400);
		expect((await deal(supervisor, number, 'discard', { why: '测试数据' })).body.dealing).toMatchObject({
			by: 'super01',
		});
		const shown = await app.ask(supervisor, `/api/quarantine/${number}`);
		expect(shown.body).toMatchObject({
			texts: null,
			packet: { settled: 'discarded', dealings: [{ act: 'discarded', why: '测试数据' }] },
		});
	});
});

describe('held', () => {
	const list = (token: string, more = '') => app.ask(token, `/api/held?area=${community}${more}`);
	const decide = (token: string, payload: object) =>
		app.ask(token, { method: 'POST', url: '/api/held/decisions', payload });

	/** Who worked at the grid until 20 November; today is the 23rd. */
	async function late01(): Promise<string> {
		await app.auth.accounts.add({
			id: 'late01',
			name: '赵敏',
			password,
			grants: [{ role: 'worker', desk: grid, books: ['field'], to: '2026-11-20' }],
		});
		return app.signIn('late01');
	}
	const written = (daysAgo: number, more = {}) =>
		entries.make({ by: 'late01', dev: 'device-late01', ms: morning - daysAgo * day, ...more });

	it('[S73] is what came after the grant had ended; what was written before is taken, the rest refused', async () => {
		const token = await late01();
		const [before, after] = [written(4), written(2)];
		const bad = written(1, { body: { outcome: '不存在' } });
		const { body } = await post(token, fieldPage, before, after, bad);
		expect(body).toMatchObject({ accepted: [before.id], held: [after.id], refused: [{ id: bad.id, code: 'schema' }] });
		expect(await onLedger(after.id)).toEqual([]);
		expect((await post(token, fieldPage, before, after)).body).toMatchObject({
			accepted: [before.id],
			held: [after.id],
			refused: [],
		});
		expect((await list(await app.signIn('super01'))).body.held).toMatchObject([
			{ id: after.id, name: '赵敏', entry: after, decided: null, lastDay: '2026-11-20' },
		]);
		// Another text under its id, a book that the grant did not open, and what was written too long ago.
		expect((await post(token, fieldPage, { ...after, body: { outcome: 'nobody' } })).body.held ?? []).toEqual([]);
		const care = written(1, { kind: 'check-in', body: { outcome: 'well', how: 'seen' } });
		expect((await post(token, carePage, care)).body.held ?? []).toEqual([]);
		app.clock.ms += 28 * day;
		expect((await post(token, `${grid}/field/2026-12`, written(-27))).body.held ?? []).toEqual([]);
	});

	it('[S74] is seen and let in by a supervisor of the desk alone, onto its page, by its author', async () => {
		const token = await late01();
		const after = written(2);
		const note = entries.amend(
			after,
			[],
			{ note: '补一句' },
			{ by: 'late01', dev: 'device-late01', ms: morning - 2 * day + 9 },
		);
		await post(token, fieldPage, after, note);
		for (const account of ['grid01', 'street01', 'admin01', 'late01']) {
			const other = await app.signIn(account);
			expect((await list(other)).body.held ?? []).toEqual([]);
			expect((await decide(other, { ids: [after.id], verdict: 'released' })).status).toBe(404);
		}
		const supervisor = await app.signIn('super01');
		const both = [after.id, note.id];
		expect((await decide(supervisor, { ids: both, verdict: 'released' })).body.released.sort()).toEqual(both.sort());
		expect((await onLedger(after.id)).map(({ id, by }) => [id, by])).toEqual(both.map((id) => [id, 'late01']));
		expect((await list(supervisor)).body.held ?? []).toEqual([]);
		expect((await list(supervisor, '&open=0')).body.held).toMatchObject([
			{ decided: { verdict: 'released', by: 'super01', byName: '张桂芬', at: morning } },
			{ decided: { verdict: 'released' } },
		]);
		expect((await post(token, fieldPage, after)).body).toMatchObject({ accepted: [after.id], refused: [] });
	});

	it('[S74] [S100] is receipted to who sends it again after its page was closed meanwhile', async () => {
		const after = written(2);
		await post(await late01(), fieldPage, after);
		await decide(await app.signIn('super01'), { ids: [after.id], verdict: 'released' });
		app.clock.ms += 60 * day;
		const { body } = await post(await app.signIn('late01'), fieldPage, after);
		expect(body).toMatchObject({ accepted: [after.id], refused: [] });
		expect((await app.store.reads.entries(after.id)).map(({ page }) => page)).toEqual([fieldPage]);
	});

	it('[S74] [S98] is let in also when the server’s clock was set back since it came', async () => {
		const token = await late01();
		const after = written(2);
		await post(token, fieldPage, after);
		app.clock.ms -= 5 * day;
		const supervisor = await app.signIn('super01');
		const { body } = await decide(supervisor, { ids: [after.id], verdict: 'released' });
		expect(body).toMatchObject({ released: [after.id], refused: [] });
	});

	it('[S74] stays held when another check says no', async () => {
		const token = await late01();
		const visit = written(4);
		await post(token, fieldPage, visit);
		const after = written(2, { kind: 'withdraw', re: idOf(777), body: { reason: '记错了' } });
		await post(token, fieldPage, after);
		// Meanwhile the record that it would take back turns out to be another's.
		await app.write(fieldPage, entries.make({ id: idOf(777), by: 'grid01' }));
		const supervisor = await app.signIn('super01');
		const { body } = await decide(supervisor, { ids: [after.id], verdict: 'released' });
		expect(body).toMatchObject({ released: [], refused: [{ id: after.id, code: 'author' }] });
		expect((await list(supervisor)).body.held).toHaveLength(1);
	});

	it('[S75] declined, it is refused with the reason whenever it comes again, and its text is gone', async () => {
		const token = await late01();
		const after = written(2);
		await post(token, fieldPage, after);
		const supervisor = await app.signIn('super01');
		expect((await decide(supervisor, { ids: [after.id], verdict: 'declined', why: ' ' })).status).toBe(400);
		await decide(supervisor, { ids: [after.id], verdict: 'declined', why: '那天你已经不在这个网格' });
		await decide(supervisor, { ids: [after.id], verdict: 'released' });
		expect(await onLedger(after.id)).toEqual([]);
		expect((await post(token, fieldPage, after)).body).toMatchObject({
			accepted: [],
			refused: [{ id: after.id, code: 'declined', detail: '那天你已经不在这个网格' }],
		});
		expect((await app.ask(supervisor, `/api/quarantine?area=${community}`)).body.packets).toEqual([]);
		expect((await list(supervisor, '&open=0')).body.held).toMatchObject([
			{ entry: null, decided: { verdict: 'declined', why: '那天你已经不在这个网格' } },
		]);
	});

	it('[S73] is told by a clock of the entry, and waits through a change of grants', async () => {
		const token = await late01();
		const after = written(2, { hlc: hlcOf(morning - 2 * day) });
		await post(token, fieldPage, after);
		app.auth.accounts.grant('late01', { role: 'worker', desk: grid, books: ['field'], from: '2026-11-23' });
		// With a seat again it is taken by that; nobody has to decide any more.
		expect((await post(token, fieldPage, after)).body).toMatchObject({ accepted: [after.id], refused: [] });
		expect((await list(await app.signIn('super01'))).body.held ?? []).toEqual([]);
	});
});
