import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Entry } from '#lib/ledger/entry.ts';
import { kinds } from '#lib/kinds/index.ts';
import { ruleSchema } from '#lib/registers/rules.ts';
import { checkProjections } from '#server/projections/check.ts';
import { roundsForNewGrid } from '#server/rounds/rounds.ts';
import { community, openApp, type App } from '#tests/support/app.ts';
import { createEntries, grid, idOf, morning, otherGrid } from '#tests/support/entries.ts';

const dayMs = 24 * 60 * 60 * 1000;
const elders = { high: 3, key: 30, general: 90 };
const monthly = { from: '2026-11-24', households: { default: 'month', tenant: 'quarter' }, elders };
const registers = [grid, otherGrid].map((desk) => `${desk}/field/register`);

let server: App;
let make: ReturnType<typeof createEntries>;
beforeEach(async () => {
	server = await openApp();
	make = createEntries();
});
afterEach(() => server.close());

const post = async (account: string, path: string, payload: object) =>
	server.ask(await server.signIn(account), { method: 'POST', url: `/api/rounds${path}`, payload });
const set = (rule: object, id = idOf(500), account = 'super01') => post(account, '', { community, id, rule });
const preview = (rule: object, account = 'super01') => post(account, '/preview', { community, rule });
const get = async (path: string, account = 'super01') => server.ask(await server.signIn(account), path);
const rulesOf = async (account = 'super01') => (await get(`/api/rounds?community=${community}`, account)).body;
const written = async () => (await server.store.reads.rules(community)).map(({ page }) => page).sort();

/** Ten homes that were reached at the end of October, three of them rented, and an elder met three days ago. */
async function people(): Promise<readonly Entry[]> {
	const homes = Array.from({ length: 10 }, (_, index) =>
		make.make({
			kind: 'household',
			body: { label: `3-${index}`, building: '3', door: String(index), ...(index < 3 && { tenure: 'tenant' }) },
		}),
	);
	const resident = make.make({ kind: 'resident', about: homes[0]!.id, body: { name: '张桂兰' } });
	const body = { household: homes[0]!.id, tier: 'high', types: [], contacts: [] };
	const elder = make.make({ kind: 'elder', about: resident.id, body });
	await server.write(registers[0]!, ...homes, resident);
	await server.write(`${grid}/care/register`, elder);
	await server.write(
		`${grid}/field/2026-10`,
		...homes.map((home) => make.make({ about: home.id, ms: morning - 25 * dayMs })),
	);
	const met = make.make({ kind: 'check-in', about: elder.id, ms: morning - 3 * dayMs, body: { outcome: 'met' } });
	await server.write(`${grid}/care/2026-11`, met);
	return homes;
}

describe('setting rounds', () => {
	it('[S46] writes one rule to every grid of the community, once, and tells who set it', async () => {
		expect(await rulesOf()).toEqual({ day: '2026-11-23', rules: [], unlike: [] });
		expect(await set(monthly)).toEqual({ status: 200, body: { grids: [grid, otherGrid] } });
		expect((await set(monthly)).status).toBe(200);
		expect(await written()).toEqual(registers);
		expect((await rulesOf('grid01')).rules ?? 'none').toBe('none');
		expect(await rulesOf()).toMatchObject({
			rules: [{ from: '2026-11-24', rule: monthly, by: 'super01', byName: '张桂芬' }],
			unlike: [],
		});
	});

	it('[S46] refuses what would reach into the past, what is wrong in itself, and whoever may not', async () => {
		const refusal = async (answer: ReturnType<typeof set>) => {
			const { status, body } = await answer;
			return [status, body.code, body.message];
		};
		expect(await refusal(set({ ...monthly, from: '2026-11-22' }))).toEqual([
			400,
			'request',
			expect.stringMatching(/today/),
		]);
		expect(await refusal(set({ ...monthly, elders: { ...elders, high: 31 } }))).toEqual([400, 'request', 'tier-order']);
		expect((await set({ ...monthly, households: {} })).status).toBe(400);
		expect((await refusal(set(monthly, idOf(1), 'grid01')))[1]).toBe('desk');
		expect((await refusal(set(monthly, idOf(1), 'street01')))[1]).toBe('role');
		expect((await post('super01', '', { community: '120101004999', id: idOf(1), rule: monthly })).status).toBe(400);
		expect(await written()).toEqual([]);
		expect((await set(monthly)).status).toBe(200);
		expect(await refusal(set({ ...monthly, from: '2026-11-25' }))).toEqual([
			400,
			'request',
			expect.stringMatching(/id/),
		]);
		expect((await written()).length).toBe(2);
	});

	it('[S46] finishes what was cut short, and names the grids that are not alike', async () => {
		await set(monthly);
		const first = (await server.store.reads.rules(grid))[0]!.projection;
		await server.close();
		server = await openApp();
		const copy = { ...make.make({ kind: 'rounds', by: 'super01', body: monthly }), id: first.id, dev: undefined };
		await server.write(registers[0]!, copy);
		expect((await rulesOf()).unlike).toMatchObject([{ code: otherGrid, name: '第二网格' }]);
		expect((await set(monthly)).status).toBe(200);
		expect((await rulesOf()).unlike).toEqual([]);
		expect(await written()).toEqual(registers);
	});

	it('shows no more of a rule that was taken back: what holds already is set in its place', async () => {
		const { from: _day, ...rest } = monthly;
		await set(monthly);
		await set({ ...rest, from: '2026-12-24', households: { default: 'half-year' } }, idOf(501));
		expect((await rulesOf()).rules).toHaveLength(2);
		await set({ ...rest, from: '2026-12-24' }, idOf(502));
		expect((await rulesOf()).rules).toMatchObject([{ from: '2026-11-24' }]);
	});

	it('gives a new grid what holds at its neighbours and what comes', async () => {
		await set({ ...monthly, from: '2026-11-23' });
		await set({ from: '2026-12-24', households: { default: 'half-year' }, elders }, idOf(501));
		server.clock.ms += 2 * dayMs;
		const desk = `${community}003`;
		const { areas, store, rooms } = server;
		const deps = { areas, store, rooms, timeZone: 'Asia/Shanghai', now: () => server.clock.ms };
		let number = 700;
		const copies = await roundsForNewGrid(deps, { community, desk, author: 'super01', newId: () => idOf(number++) });
		server.areas.put([{ code: desk, name: '第三网格', level: 'grid', parent: community }]);
		await server.write(`${desk}/field/register`, ...copies);
		expect(copies.map(({ body }) => body.from)).toEqual(['2026-11-23', '2026-12-24']);
		const { rules } = await rulesOf();
		expect(rules.map(({ from }: { from: string }) => from)).toEqual(['2026-11-23', '2026-12-24']);
	});
});

describe('a preview', () => {
	it('[S45, S46] writes nothing, and says what 进度 will say on that day', async () => {
		await people();
		const looked = await preview(monthly);
		expect(looked).toMatchObject({
			status: 200,
			body: {
				now: { households: { total: 10, due: 0 }, elders: { total: 1, due: 0 } },
				then: {
					households: { total: 10, due: 7, sorts: { default: { total: 7, due: 7 }, tenant: { total: 3, due: 0 } } },
					elders: { total: 1, due: 1, tiers: { high: { total: 1, due: 1 } } },
				},
			},
		});
		expect(await written()).toEqual([]);
		await set(monthly);
		const grids = async () => (await get(`/api/progress?area=${community}`)).body.grids;
		expect((await grids())[0]).toMatchObject({
			households: { total: 10, done: 10 },
			setting: { households: { default: 'quarter' } },
		});
		server.clock.ms += dayMs;
		expect((await grids())[0]).toMatchObject({
			households: { total: 10, done: 3, sorts: { default: { total: 7, done: 0 }, tenant: { total: 3, done: 3 } } },
			elders: { high: { total: 1, due: 1, overdue: 0 } },
			setting: { households: { default: 'month', tenant: 'quarter' }, elders },
		});
		expect((await grids())[1]).toMatchObject({ desk: otherGrid, setting: { households: { default: 'month' } } });
		expect((await checkProjections(server.store, { timeZone: 'Asia/Shanghai' })).differences).toEqual([]);
	});

	it('[S46] is for those who may set it', async () => {
		expect((await preview(monthly, 'grid01')).status).toBe(403);
	});
});

it('the rule that the API takes is the body of the kind', () => expect(kinds.rounds.schema).toBe(ruleSchema));
