import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Entry } from '#lib/ledger/entry.ts';
import { hlcOf } from '#lib/ledger/clock.ts';
import { checkProjections } from '#server/projections/check.ts';
import { finishImport } from '#server/roster/journal.ts';
import { community, openApp, type App } from '#tests/support/app.ts';
import { createEntries, grid, idOf, morning, otherGrid } from '#tests/support/entries.ts';
import { createClerk } from './clerk.ts';
import { transfer } from './transfers.ts';

const field = `${grid}/field/register`;
const care = `${grid}/care/register`;
const month = `${grid}/field/2026-11`;
const careMonth = `${grid}/care/2026-11`;

let server: App;
let token: string;
let entries: ReturnType<typeof createEntries>;
let block: Entry;
let homes: Entry[];
let people: Entry[];
let elder: Entry;
let promised: Entry;
let problem: Entry;

beforeEach(async () => {
	server = await openApp();
	token = await server.signIn('super01');
	entries = createEntries();
	block = entries.make({ kind: 'place', body: { sort: 'building', name: '3号楼' } });
	homes = ['501', '502'].map((door) =>
		entries.make({ kind: 'household', about: block.id, body: { label: `3-${door}`, building: '3', door } }),
	);
	people = homes.map((home, index) => entries.make({ kind: 'resident', about: home.id, body: { name: `张${index}` } }));
	const about = people[0]!.id;
	elder = entries.make({
		kind: 'elder',
		about,
		body: { household: homes[0]!.id, tier: 'high', types: [], contacts: [] },
	});
	const promise = { text: '带药', due: '2026-12-01' };
	promised = entries.make({ about: homes[0]!.id, body: { outcome: 'met', promise } });
	const body = { category: 'safety', where: '三楼', severity: 'normal', handling: 'report' };
	problem = entries.make({ kind: 'problem', about: block.id, body });
	await server.write(field, block, ...homes, ...people);
	await server.write(care, elder);
	await server.write(month, promised, problem);
});
afterEach(() => server.close());

const order = (part: object = {}) => ({
	id: idOf(800),
	from: grid,
	to: otherGrid,
	places: [block.id],
	day: '2026-11-23',
	dry: false,
	...part,
});
const post = (body: object, by = token) => server.ask(by, { method: 'POST', url: '/api/transfers', payload: body });
const at = async (desk: string, kind: string) => {
	const { body } = await server.ask(token, `/api/records?area=${desk}&kind=${kind}`);
	return body.records as { id: string; about?: string; body: Record<string, any>; standing?: any; rivals: object }[]; // eslint-disable-line @typescript-eslint/no-explicit-any -- what a test looks into
};
const worker = {
	account: 'grid01',
	device: null,
	grants: [{ role: 'worker', desk: grid, books: ['field', 'care'] }],
} as const;
const late = async (page: string, ...these: Entry[]) => {
	const { refused } = await server.rooms.add(
		page,
		these.map(({ dev: _dev, ...entry }) => entry),
		worker,
	);
	expect(refused).toEqual([]);
	await server.clerk.idle();
};
const pagesOf = async (desk: string) =>
	(await server.store.reads.pages([desk])).map(({ id, entries: count }) => [id, count]);

describe('a transfer', () => {
	it('[T7] is looked at first, which writes nothing', async () => {
		const before = [await pagesOf(grid), await pagesOf(otherGrid)];
		expect(await post(order({ dry: true }))).toMatchObject({
			status: 200,
			body: { what: '3号楼', doors: 2, people: 2, elders: 1, matters: 2 },
		});
		expect([await pagesOf(grid), await pagesOf(otherGrid)]).toEqual(before);
	});

	it('[T1, T5, T6] brings card, people, elders, contacts and open matters to the other grid, and leaves the old records', async () => {
		expect((await post(order())).status).toBe(200);
		await server.clerk.idle();
		const [home, second] = (await at(otherGrid, 'household')).toReversed();
		expect(home!.body).toMatchObject({ label: '3-501', was: { desk: grid, id: homes[0]!.id } });
		expect(home!.standing).toMatchObject({ last: morning + 7000 });
		expect(second!.standing.last).toBeNull();
		const [old] = (await at(grid, 'household')).toReversed();
		expect(old!.body.movedTo).toEqual({ desk: otherGrid, id: home!.id, day: '2026-11-23' });
		expect(old!.standing).not.toHaveProperty('due');
		const [place] = await at(otherGrid, 'place');
		expect(home!.about).toBe(place!.id);
		const [moved] = await at(otherGrid, 'elder');
		expect(moved!.body).toMatchObject({ household: home!.id, was: { id: elder.id } });
		expect((await at(otherGrid, 'resident')).map(({ id }) => id)).toContain(moved!.about);
		const matters = (await at(otherGrid, 'matter')).toReversed();
		expect(matters.map(({ about, body }) => [about, body.of, body.text])).toEqual([
			[home!.id, 'visit', '带药'],
			[place!.id, 'problem', '公共安全'],
		]);
		expect((await at(grid, 'visit')).map(({ id }) => id)).toEqual([promised.id]);
		const { differences } = await checkProjections(server.store, { timeZone: 'Asia/Shanghai' });
		expect(differences).toEqual([]);
	});

	it('[T2] asked for twice is one', async () => {
		const first = await post(order());
		await server.clerk.idle();
		const pages = [await pagesOf(grid), await pagesOf(otherGrid)];
		expect((await post(order())).body).toMatchObject(first.body);
		await server.clerk.idle();
		expect([await pagesOf(grid), await pagesOf(otherGrid)]).toEqual(pages);
	});

	it('counts an open problem once, where it is now', async () => {
		await post(order());
		await server.clerk.idle();
		const { body } = await server.ask(token, `/api/progress?area=${community}`);
		const open = body.grids.map(({ desk, problems }: any) => [desk, problems.open]); // eslint-disable-line @typescript-eslint/no-explicit-any -- what a test looks into
		expect(open.filter(([desk]: [string]) => desk.length === 15)).toEqual([
			[grid, 0],
			[otherGrid, 1],
		]);
	});

	it('[T7] is refused to who does not administer both, and of what cannot be', async () => {
		const cases = [
			['grid01', {}, 403],
			['street01', {}, 403],
			['super01', { to: grid }, 400],
			['super01', { to: '120101004011001' }, 400],
			['super01', { to: { name: '第二网格' } }, 400],
			['super01', { day: '2026-11-24' }, 400],
			['super01', { places: [idOf(77)] }, 409],
			['super01', { places: [block.id, idOf(77)] }, 409],
			['super01', { id: 'x' }, 400],
		] as const;
		for (const [account, part, status] of cases)
			expect([part, (await post(order(part), await server.signIn(account))).status]).toEqual([part, status]);
		expect(await at(otherGrid, 'household')).toEqual([]);
	});

	it('[T7] of what has gone meanwhile is refused', async () => {
		await post(order());
		expect((await post(order({ id: idOf(801) }))).status).toBe(409);
	});

	it('[T9] to a grid that is to be makes it; all of a grid is merged into another', async () => {
		const made = await post(order({ to: { name: '第三网格' } }));
		expect(made).toMatchObject({ status: 200, body: { to: `${community}003` } });
		expect(server.areas.get(`${community}003`)).toMatchObject({ name: '第三网格', parent: community });
		const { places: _, ...whole } = order({ id: idOf(802), from: `${community}003`, whole: true });
		expect(await post(whole)).toMatchObject({ status: 200, body: { what: '第三网格', doors: 2 } });
		expect((await at(otherGrid, 'household')).map(({ body }) => body.label).sort()).toEqual(['3-501', '3-502']);
	});

	it('[T9] to a grid that is to be lets it begin with the rounds of its neighbours', async () => {
		const elders = { high: 1, key: 7, general: 30 };
		const rule = { from: '2026-11-23', households: { default: 'month' }, elders };
		const ask = { method: 'POST', url: '/api/rounds', payload: { community, id: idOf(500), rule } } as const;
		expect((await server.ask(token, ask)).status).toBe(200);
		await post(order({ to: { name: '第三网格' } }));
		const { body } = await server.ask(token, `/api/rounds?community=${community}`);
		expect(body.rules).toMatchObject([{ rule: { households: { default: 'month' } }, by: 'super01' }]);
		expect(body.unlike).toEqual([]);
	});

	it('[T9] of single doors takes their building along when the other grid has none of its name', async () => {
		const doors = (household: Entry, id: string) => ({
			...order({ id, households: [household.id] }),
			places: undefined,
		});
		expect(await post(doors(homes[0]!, idOf(803)))).toMatchObject({ body: { what: '3-501', doors: 1 } });
		await post(doors(homes[1]!, idOf(804)));
		const places = await at(otherGrid, 'place');
		expect(places.map(({ body }) => body.name)).toEqual(['3号楼']);
		expect((await at(otherGrid, 'household')).map(({ about }) => about)).toEqual([places[0]!.id, places[0]!.id]);
		expect((await at(grid, 'place'))[0]!.body).not.toHaveProperty('movedTo');
	});

	it('[T8] is taken back by another one, with what was written meanwhile', async () => {
		await post(order());
		await server.clerk.idle();
		const [home] = (await at(otherGrid, 'household')).toReversed();
		await server.write(
			`${otherGrid}/field/register`,
			entries.make({
				kind: 'amend',
				desk: otherGrid,
				re: home!.id,
				body: { of: 'household', base: [], set: { caution: '有狗' } },
			}),
		);
		const { places: _, ...back } = order({ id: idOf(805), from: otherGrid, to: grid, undoes: idOf(800) });
		expect(await post(back)).toMatchObject({ status: 200, body: { what: '3号楼', doors: 2, elders: 1, matters: 2 } });
		await server.clerk.idle();
		const here = (await at(grid, 'household')).filter(({ body }) => !body.movedTo);
		expect(here.map(({ body }) => body.label).sort()).toEqual(['3-501', '3-502']);
		expect(here.find(({ body }) => body.label === '3-501')!.body.caution).toBe('有狗');
		expect((await at(grid, 'elder')).filter(({ body }) => !body.movedTo)).toHaveLength(1);
		expect((await post({ ...back, id: idOf(806) })).status).toBe(409);
	});
});

describe('what comes late', () => {
	beforeEach(async () => {
		await post(order());
		await server.clerk.idle();
	});

	it('[T3] an amendment of the old card is made on the new one, once', async () => {
		await late(field, entries.amend(homes[0]!, [], { caution: '有狗' }));
		const card = async () => (await at(otherGrid, 'household')).find(({ body }) => body.label === '3-501')!;
		expect((await card()).body.caution).toBe('有狗');
		const pages = await pagesOf(otherGrid);
		await late(month, entries.make({ about: block.id, body: { outcome: 'met' } }));
		expect(await pagesOf(otherGrid)).toEqual(pages);
	});

	it('[T5] a late 没见到 raises the alarm at the new desk, a late 找到了 ends it', async () => {
		const alarm = async () => (await at(otherGrid, 'elder'))[0]!.standing.alarm;
		const missed = entries.make({ kind: 'check-in', about: elder.id, body: { outcome: 'not-seen' } });
		await late(careMonth, missed);
		expect(await alarm()).toBe(missed.id);
		await late(careMonth, entries.make({ kind: 'check-in', about: elder.id, body: { outcome: 'found', how: 'home' } }));
		expect(await alarm()).toBeNull();
	});

	it('[T4] a late visit counts, and no more once it is withdrawn', async () => {
		const last = async () => (await at(otherGrid, 'household'))[0]!.standing.last;
		const visit = entries.make({ about: homes[1]!.id });
		await late(month, visit);
		expect(await last()).toBe(Number(visit.hlc.slice(0, 15)));
		await late(month, entries.withdraw(visit));
		expect(await last()).toBeNull();
	});

	it('[T3, T6] a person, an elder and a promise that were written before anybody knew, follow', async () => {
		const person = entries.make({ kind: 'resident', about: homes[1]!.id, body: { name: '新来的' } });
		await late(field, person);
		const old = entries.make({
			kind: 'elder',
			about: person.id,
			body: { household: homes[1]!.id, tier: 'key', types: [], contacts: [] },
		});
		await late(care, old);
		await late(
			month,
			entries.make({ about: homes[1]!.id, body: { outcome: 'met', promise: { text: '修灯', due: '2026-12-02' } } }),
		);
		await late(month, entries.amend(promised, [], { kept: '2026-11-23' }));
		expect((await at(otherGrid, 'resident')).map(({ body }) => body.name)).toContain('新来的');
		expect(await at(otherGrid, 'elder')).toHaveLength(2);
		const matters = (await at(otherGrid, 'matter')).map(({ body }) => [body.text, body.done]);
		expect(matters).toContainEqual(['修灯', undefined]);
		expect(matters).toContainEqual(['带药', '2026-11-23']);
	});

	it('[T3] a door that was added to the building follows it', async () => {
		await late(
			field,
			entries.make({ kind: 'household', about: block.id, body: { label: '3-601', building: '3', door: '601' } }),
		);
		expect((await at(otherGrid, 'household')).map(({ body }) => body.label)).toContain('3-601');
	});
});

describe('the clerk', () => {
	it('[T2] looks at its start for what came while it was away', async () => {
		await post(order());
		await server.clerk.stop();
		await server.write(field, entries.amend(homes[0]!, [], { caution: '有狗' }));
		await server.write(month, entries.make({ about: homes[1]!.id }));
		const card = async () => (await at(otherGrid, 'household')).find(({ body }) => body.label === '3-501')!;
		expect((await card()).body).not.toHaveProperty('caution');
		const { store, rooms } = server;
		const fail = (error: unknown) => expect.fail(String(error));
		const next = createClerk({ store, rooms, fanOut: { subscribe: () => () => {} }, onError: fail });
		next.start();
		await next.idle();
		expect((await card()).body.caution).toBe('有狗');
		expect((await at(otherGrid, 'household')).every(({ standing }) => standing.last !== null)).toBe(true);
		await next.stop();
	});

	it('[T3] carries over what comes while a transfer is being written', async () => {
		const { rooms, areas, identities } = server;
		const dataDir = mkdtempSync(join(tmpdir(), 'transfer-'));
		let written = 0;
		const add: typeof rooms.add = async (...given) => {
			const part = { caution: `第${++written}页之前` };
			await server.write(
				field,
				entries.amend(homes[0]!, [], part),
				entries.amend(people[1]!, [], { note: String(written) }),
			);
			return rooms.add(...given);
		};
		const author = { account: 'super01', device: null, grants: server.auth.accounts.get('super01')!.grants };
		const deps = {
			store: server.store,
			areas,
			identities,
			dataDir,
			timeZone: 'Asia/Shanghai',
			now: () => server.clock.ms,
			rooms: { add },
		};
		await server.clerk.aside(() => transfer(deps, { ...order(), author }));
		await server.clerk.idle();
		const card = (await at(otherGrid, 'household')).find(({ body }) => body.label === '3-501')!;
		expect(card.body.caution).toBe(`第${written}页之前`);
		expect(Object.values(card.rivals).flat()).toHaveLength(written - 1);
		expect((await at(otherGrid, 'resident')).map(({ body }) => body.note)).toContain(String(written));
		rmSync(dataDir, { recursive: true });
	});

	it('[T2] a transfer that was cut short is finished at the next start', async () => {
		const { rooms, areas, identities } = server;
		const [dataDir, request] = [mkdtempSync(join(tmpdir(), 'transfer-')), order()];
		let left = 2;
		const add: typeof rooms.add = (...given) => {
			if (left-- === 0) throw new Error('the power went');
			return rooms.add(...given);
		};
		const author = { account: 'super01', device: null, grants: server.auth.accounts.get('super01')!.grants };
		const deps = {
			store: server.store,
			areas,
			identities,
			dataDir,
			timeZone: 'Asia/Shanghai',
			now: () => server.clock.ms,
		};
		await expect(transfer({ ...deps, rooms: { add } }, { ...request, author })).rejects.toThrow('the power went');
		expect(await finishImport({ rooms, areas, identities, dataDir })).toBe(true);
		expect(await finishImport({ rooms, areas, identities, dataDir })).toBe(false);
		await server.clerk.idle();
		expect((await at(grid, 'household')).every(({ body }) => body.movedTo)).toBe(true);
		expect(await at(otherGrid, 'household')).toHaveLength(2);
		rmSync(dataDir, { recursive: true });
	});
});

describe('the gate', () => {
	it('[S60] lets nobody but the clerk say that a record went to another desk, what it carries, or that a transfer was', async () => {
		const movedTo = { desk: otherGrid, id: idOf(5), day: '2026-11-23' };
		const of = { of: 'household', base: [] };
		const wrong = [
			entries.make({ kind: 'amend', re: homes[0]!.id, body: { ...of, set: { movedTo } } }),
			entries.make({ kind: 'amend', re: homes[0]!.id, body: { ...of, set: { carried: { last: hlcOf(morning) } } } }),
			entries.make({ kind: 'household', body: { label: '1', building: '1', door: '1', movedTo } }),
			entries.make({ kind: 'matter', body: { of: 'visit', text: 'x', was: { desk: grid, id: idOf(5) } } }),
		].map(({ dev: _dev, ...entry }) => entry);
		const { refused } = await server.rooms.add(field, wrong, worker);
		expect(refused.map(({ code }) => code)).toEqual(['role', 'role', 'role', 'role']);
	});
});

describe('a household whose door tells another building', () => {
	let other: Entry;
	const renamed = (home: Entry, building: string) =>
		entries.amend(home, [], { building, label: `${building}-${home.body.door as string}` }, { by: 'grid01' });
	beforeEach(async () => {
		other = entries.make({ kind: 'place', body: { sort: 'building', name: '4号楼' } });
		await server.write(field, other);
	});
	const standing = async (desk: string) =>
		(await at(desk, 'household')).filter(({ body }) => !body.movedTo).map(({ body }) => body.label as string);

	it('[T12] stays when the building goes that it was entered under, and goes along with its own', async () => {
		await late(field, renamed(homes[0]!, '4'));
		expect((await post(order({ dry: true }))).body).toMatchObject({ doors: 1, people: 1, elders: 0 });
		expect((await post(order())).status).toBe(200);
		await server.clerk.idle();
		expect([await standing(grid), await standing(otherGrid)]).toEqual([['4-501'], ['3-502']]);
		// What comes late about it is written here, and carries it nowhere.
		await late(field, entries.amend(homes[0]!, [], { caution: '有狗' }, { by: 'grid01' }));
		expect(await standing(grid)).toEqual(['4-501']);

		const second = { ...order({ id: idOf(801), places: [other.id] }) };
		expect((await post(second)).body).toMatchObject({ doors: 1, people: 1, elders: 1 });
		await server.clerk.idle();
		expect(await standing(grid)).toEqual([]);
		const [place] = (await at(otherGrid, 'place')).filter(({ body }) => body.name === '4号楼');
		const [there] = (await at(otherGrid, 'household')).filter(({ body }) => body.label === '4-501');
		expect(there!.about).toBe(place!.id);

		const back = { id: idOf(802), from: otherGrid, to: grid, undoes: idOf(801), places: undefined };
		expect((await post(order(back))).body).toMatchObject({ doors: 1, elders: 1 });
		await server.clerk.idle();
		expect([await standing(grid), await standing(otherGrid)]).toEqual([['4-501'], ['3-502']]);
		const result = await checkProjections(server.store, { timeZone: 'Asia/Shanghai' });
		expect(result).toMatchObject({ differences: [] });
	});

	it('[T11, T12] comes back with it also when the other grid had a building of that name', async () => {
		await server.write(
			`${otherGrid}/field/register`,
			entries.make({ kind: 'place', desk: otherGrid, body: { sort: 'building', name: '4号楼' } }),
		);
		await late(field, renamed(homes[1]!, '4'));
		expect((await post(order({ places: [other.id] }))).body).toMatchObject({ doors: 1 });
		await server.clerk.idle();
		expect(await standing(otherGrid)).toEqual(['4-502']);
		const back = { id: idOf(802), from: otherGrid, to: grid, undoes: idOf(800), places: undefined };
		expect((await post(order(back))).body).toMatchObject({ doors: 1 });
		await server.clerk.idle();
		expect([(await standing(grid)).sort(), await standing(otherGrid)]).toEqual([['3-501', '4-502'], []]);
	});
});

describe('a grid that went whole', () => {
	const whole = { places: undefined, whole: true };
	const listed = async (query = '') => {
		const { body } = await server.ask(token, `/api/areas?under=${community}${query}`);
		return (body.areas as { code: string; closedFrom?: string }[]).find(({ code }) => code === grid);
	};
	const figures = async () => {
		const { body } = await server.ask(token, `/api/progress?area=${community}`);
		return (body.grids as { desk: string }[]).map(({ desk }) => desk);
	};
	const cover = { account: 'grid02', desk: grid, books: ['field'], to: '2026-12-01' };
	const setCover = () => server.ask(token, { method: 'POST', url: '/api/cover', payload: cover });

	it('[T13] is closed from that day on, and is read as before', async () => {
		expect((await post(order({ ...whole, dry: true }))).body).toMatchObject({ doors: 2, closes: true });
		expect(await listed()).toMatchObject({ code: grid });
		expect((await post(order(whole))).status).toBe(200);
		await server.clerk.idle();
		expect(await listed()).toBeUndefined();
		expect(await listed('&closed=1')).toMatchObject({ code: grid, closedFrom: '2026-11-23' });
		expect(await figures()).not.toContain(grid);
		expect(await figures()).toContain(otherGrid);
		expect(await setCover()).toMatchObject({ status: 422, body: { code: 'cover-closed' } });
		const into = order({ id: idOf(803), from: otherGrid, to: grid, whole: true, places: undefined });
		expect((await post(into)).status).toBe(400);
		expect((await at(grid, 'visit')).map(({ id }) => id)).toEqual([promised.id]);
		// What its worker had not sent yet is taken, and follows.
		await late(field, entries.amend(homes[0]!, [], { caution: '有狗' }, { by: 'grid01' }));
		const there = (await at(otherGrid, 'household')).find(({ body }) => body.label === '3-501');
		expect(there!.body.caution).toBe('有狗');
	});

	it('[T13] is open again when that is taken back, and closed when that is', async () => {
		await post(order(whole));
		await server.clerk.idle();
		const back = { from: otherGrid, to: grid, undoes: idOf(800), places: undefined };
		expect((await post(order({ ...back, id: idOf(801) }))).body).toMatchObject({ doors: 2, opens: true });
		await server.clerk.idle();
		expect(await listed()).toEqual({ code: grid, name: expect.any(String), level: 'grid' });
		expect(await figures()).toContain(grid);
		expect((await setCover()).status).toBe(200);
		expect((await post(order({ id: idOf(802), places: undefined, undoes: idOf(801) }))).body).toMatchObject({
			doors: 2,
			closes: true,
		});
		expect(await listed()).toBeUndefined();
	});

	it('[T13] is not closed by a transfer of some of it, nor opened by another', async () => {
		expect((await post(order())).body).not.toHaveProperty('closes');
		expect(await listed()).toMatchObject({ code: grid });
	});
});
