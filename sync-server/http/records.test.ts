import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Entry } from '#lib/ledger/entry.ts';
import { openApp, type App } from '#tests/support/app.ts';
import { createEntries, grid, morning, otherGrid } from '#tests/support/entries.ts';

type View = { id: string; kind: string; hlc: string; subject?: { kind: string; label: string } } & Record<
	string,
	unknown
>;

const dayMs = 24 * 60 * 60 * 1000;
const make = createEntries();
const building = make.make({ kind: 'place', body: { sort: 'building', name: '3号楼' } });
const home = make.make({
	kind: 'household',
	about: building.id,
	body: { label: '3-2-501', building: '3', unit: 2, floor: 5, door: '501' },
});
const resident = make.make({ kind: 'resident', about: home.id, body: { name: '张桂兰', birth: '1942' } });
const elder = make.make({
	kind: 'elder',
	about: resident.id,
	body: { household: home.id, tier: 'high', types: ['alone'], contacts: [] },
});
const visits = Array.from({ length: 5 }, (_, index) => make.make({ about: home.id, ms: morning - index * dayMs }));
const declined = make.make({ about: home.id, body: { outcome: 'declined' } });
const withdrawn = make.make({ about: home.id });
const unseen = make.make({ kind: 'check-in', about: elder.id, body: { outcome: 'not-seen' } });
const problem = make.make({
	kind: 'problem',
	desk: otherGrid,
	by: 'grid02',
	dev: 'device-grid02',
	body: { category: 'safety', where: '楼道', severity: 'normal', handling: 'report' },
});

let server: App;
beforeAll(async () => {
	server = await openApp();
	await server.write(`${grid}/field/register`, building, home, resident);
	await server.write(`${grid}/care/register`, elder);
	await server.write(
		`${grid}/field/2026-11`,
		...visits,
		declined,
		withdrawn,
		make.withdraw(withdrawn),
		make.seen(visits[0]!, [], { dev: 'device-super01' }),
	);
	await server.write(`${grid}/care/2026-11`, unseen);
	await server.write(`${otherGrid}/field/2026-11`, problem);
});
afterAll(() => server.close());

const ask = async (account: string, path: string) => server.ask(await server.signIn(account), path);
const idsOf = async (account: string, query: string): Promise<string[]> =>
	(await ask(account, `/api/records?${query}`)).body.records.map(({ id }: View) => id);
const ids = (...entries: readonly Entry[]) => entries.map(({ id }) => id);

describe('records of an area', () => {
	it('come newest first, without registers and withdrawn ones, with names', async () => {
		const { body } = await ask('super01', '/api/records?area=120101004010');
		const clocks = body.records.map(({ hlc }: View) => hlc);
		expect(clocks).toEqual([...clocks].sort().reverse());
		expect(body.total).toBe(8);
		expect(new Set(body.records.map(({ id }: View) => id))).toEqual(new Set(ids(...visits, declined, unseen, problem)));
		const visit = body.records.find(({ id }: View) => id === visits[1]!.id);
		expect(visit).toMatchObject({
			page: `${grid}/field/2026-11`,
			deskName: '第一网格',
			byName: '王芳',
			state: 'open',
			body: { outcome: 'met' },
			subject: { id: home.id, kind: 'household', label: '3-2-501' },
		});
		expect(visit.arrived).toBe(server.clock.ms);
	});

	it('come in parts by a cursor, each record once', async () => {
		const seen: string[] = [];
		let cursor: string | null = '';
		while (cursor !== null) {
			const { body }: { body: { records: View[]; cursor: string | null; total: number } } = await ask(
				'super01',
				`/api/records?limit=3${cursor && `&cursor=${encodeURIComponent(cursor)}`}`,
			);
			seen.push(...body.records.map(({ id }) => id));
			expect(body.total).toBe(8);
			cursor = body.cursor;
		}
		expect(seen).toHaveLength(8);
		expect(new Set(seen).size).toBe(8);
	});

	it.each([
		['kind', 'kind=problem', [problem]],
		['kinds', 'kind=problem,check-in', [problem, unseen]],
		['register kinds by name', 'kind=household', [home]],
		['state', 'state=seen', [visits[0]!]],
		['states, also withdrawn', 'state=withdrawn', [withdrawn]],
		['author', 'by=grid02', [problem]],
		['subject', `about=${elder.id}`, [unseen]],
		['days', 'from=2026-11-20&to=2026-11-21', [visits[2]!, visits[3]!]],
		['open alarms', 'alarm=1', [unseen]],
		['what is not routine', 'routine=0&kind=visit', [declined]],
		['open problems', 'open=1', [problem]],
		['a grid', `area=${otherGrid}`, [problem]],
		['nothing', 'kind=patrol', []],
	] as const)('are found by %s', async (_, query, expected) => {
		expect(new Set(await idsOf('super01', query))).toEqual(new Set(ids(...expected)));
	});

	it('stay within the desks and books of the caller', async () => {
		expect(await idsOf('grid02', '')).toEqual([problem.id]);
		expect(await idsOf('grid01', 'kind=check-in,problem')).toEqual([unseen.id]);
		expect(await idsOf('street01', 'kind=check-in,problem')).toEqual([problem.id]);
	});

	it('name an elder to those who may read care', async () => {
		const { body } = await ask('super01', '/api/records?kind=check-in');
		expect(body.records[0].subject).toEqual({ id: elder.id, kind: 'elder', label: '张桂兰 3-2-501' });
	});

	it.each([
		['another area', 'grid01', 'area=120102', 403, 'desk'],
		['a role that reads none', 'admin01', '', 403, 'role'],
		['a cursor of another', 'super01', 'cursor=x', 400, 'request'],
		['a limit that is none', 'super01', 'limit=0', 400, 'request'],
		['a day that is none', 'super01', 'from=yesterday', 400, 'request'],
		['a state that is none', 'super01', 'state=lost', 400, 'request'],
	])('are refused for %s', async (_, account, query, status, code) => {
		const answer = await ask(account, `/api/records?${query}`);
		expect([answer.status, answer.body.code]).toEqual([status, code]);
	});
});

describe('one record', () => {
	it('comes with history, subject and who lives there', async () => {
		const { body } = await ask('super01', `/api/records/${visits[0]!.id}`);
		expect(body.record).toMatchObject({ id: visits[0]!.id, state: 'seen', seenBy: 'super01' });
		expect(body.entries.map(({ kind, byName }: View) => [kind, byName])).toEqual([
			['visit', '王芳'],
			['review', '张桂芬'],
		]);
		expect(body.subject).toMatchObject({ id: home.id, kind: 'household' });
		expect(body.people.map(({ id }: View) => id)).toEqual([resident.id]);
	});

	it('leads from an elder to the people of the door', async () => {
		const { body } = await ask('super01', `/api/records/${unseen.id}`);
		expect(body.subject).toMatchObject({ id: elder.id, standing: { alarm: unseen.id } });
		expect(body.people.map(({ id }: View) => id)).toEqual([resident.id]);
	});

	it('is unknown to those who may not read it', async () => {
		expect((await ask('grid02', `/api/records/${visits[0]!.id}`)).status).toBe(404);
		expect((await ask('street01', `/api/records/${unseen.id}`)).status).toBe(404);
		expect((await ask('super01', '/api/records/019ab000-0000-7000-8000-00000000ffff')).status).toBe(404);
		expect((await ask('super01', '/api/records/x')).status).toBe(400);
	});
});

describe('progress', () => {
	it('counts by grid and day', async () => {
		const { body } = await ask('super01', '/api/progress?area=120101004010');
		expect(body).toMatchObject({ day: '2026-11-23', round: { from: '2026-10-01', next: '2027-01-01' } });
		expect(body.grids).toMatchObject([
			{
				desk: grid,
				name: '第一网格',
				households: { total: 1, done: 1 },
				elders: { high: { total: 1, due: 0 } },
				alarms: 1,
				problems: { open: 0 },
				today: { visit: 2, 'check-in': 1 },
			},
			{ desk: otherGrid, name: '第二网格', problems: { open: 1, byAge: { week: 1 } } },
		]);
		expect(body.days).toHaveLength(30);
		expect(body.days.at(-1)).toEqual({
			day: '2026-11-23',
			visit: 2,
			'check-in': 1,
			patrol: 0,
			problem: 1,
			change: 0,
			errand: 0,
		});
		expect(body.days.at(-2)).toMatchObject({ day: '2026-11-22', visit: 1, 'check-in': 0 });
	});

	it('tells nothing of elders to those who may not read care', async () => {
		const { body } = await ask('street01', '/api/progress?area=120101004010');
		expect(body.grids[0].elders).toBeUndefined();
		expect(body.grids[0].alarms).toBeUndefined();
		expect(body.grids[0].today['check-in']).toBe(0);
		expect(body.days.at(-1)['check-in']).toBe(0);
	});

	it("is a worker's own for his own grid, and nobody's elsewhere", async () => {
		expect((await ask('grid01', '/api/progress')).body.grids.map(({ desk }: { desk: string }) => desk)).toEqual([grid]);
		expect((await ask('grid01', '/api/progress?area=120101004010')).status).toBe(403);
		expect((await ask('admin01', '/api/progress')).status).toBe(403);
	});
});

describe('what one book says about an id of another', () => {
	it('stays unknown to those who may not read it, also when it came first', async () => {
		const late = make.make({ about: home.id });
		const body = { of: 'check-in', base: [], set: { note: '血压很高' } };
		const change = make.amend(late, [], {}, { body });
		await server.write(`${grid}/care/2026-11`, change);
		await server.write(`${grid}/field/2026-11`, late);
		const historyOf = async (account: string) => ids(...(await ask(account, `/api/records/${late.id}`)).body.entries);
		expect(await historyOf('street01')).toEqual([late.id]);
		expect(await historyOf('super01')).toEqual(ids(late, change));
	});
});
