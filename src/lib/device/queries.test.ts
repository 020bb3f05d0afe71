import { beforeEach, describe, expect, it } from 'vitest';
import type { Body, Entry } from '#lib/ledger/entry.ts';
import { hlcOf } from '#lib/ledger/clock.ts';
import { createEntries, grid, morning } from '#tests/support/entries.ts';
import { openTestSpace } from '#tests/support/space.ts';
import { building, buildings } from './buildings.ts';
import { findHouseholds, findPlaces, recentHouseholds } from './find.ts';
import { household, recordView, timelineOf } from './households.ts';
import { ledgerRows } from './ledger-list.ts';
import type { DoorCell } from './matrix.ts';
import { project, projectionTables } from './project.ts';
import { amend, record } from './save.ts';
import { spellResidents } from './spelling.ts';
import { dueState } from '#lib/registers/door-state.ts';
import { today } from './today.ts';

let space: ReturnType<typeof openTestSpace>;
let entries: ReturnType<typeof createEntries>;
let count = 0;
const take = (page: string, all: readonly Entry[]) =>
	space.db.transaction('rw', projectionTables(space.db), async () => project(space.db, page, all));
const field = `${grid}/field/register`;
const care = `${grid}/care/register`;

let block: Entry;
let homes: Entry[];
let elder: Entry;
beforeEach(async () => {
	space = openTestSpace(`queries${++count}`);
	entries = createEntries();
	block = entries.make({ kind: 'place', body: { sort: 'building', name: '3号楼', units: 2, floors: 6, doors: 2 } });
	homes = [1, 2].flatMap((unit) =>
		['101', '501', '502'].map((door) =>
			entries.make({
				kind: 'household',
				about: block.id,
				body: { label: `3-${unit}-${door}`, building: '3', unit, floor: Number(door[0]), door },
			}),
		),
	);
	const people = ['王芳', '曾国强', '单桂兰'].map((name, index) =>
		entries.make({ kind: 'resident', about: homes[index]!.id, body: { name } }),
	);
	elder = entries.make({
		kind: 'elder',
		about: people[2]!.id,
		body: { household: homes[2]!.id, tier: 'high', types: [], contacts: [] },
	});
	const shop = entries.make({ kind: 'place', body: { sort: 'shop', name: '老赵五金店' } });
	await take(field, [block, ...homes, ...people, shop]);
	await take(care, [elder]);
});
const visit = async (index: number, body: object = { outcome: 'met' }) => {
	space.clock.ms += 1000;
	const saved = await record(space, { kind: 'visit', desk: grid, about: homes[index]!.id, body });
	if (!saved.ok) throw new Error(JSON.stringify(saved.error));
	return saved.value.id;
};

describe('finding', () => {
	const labels = async (text: string) => (await findHouseholds(space, text, 10)).map(({ label }) => label);

	it('[D32] finds a household by door, exact first, then in walking order', async () => {
		expect(await labels('3-1-501')).toEqual(['3-1-501']);
		expect(await labels('501')).toEqual(['3-1-501', '3-2-501']);
		expect(await labels('50')).toEqual(['3-1-501', '3-1-502', '3-2-501', '3-2-502']);
		expect(await labels('')).toEqual([]);
		expect(await labels('9-9-999')).toEqual([]);
	});

	it('[D14] finds it by name at once, and by pinyin once names are spelt, surnames as surnames', async () => {
		expect(await labels('曾')).toEqual(['3-1-501']);
		expect(await labels('zgq')).toEqual([]);
		expect(await spellResidents(space)).toBe(3);
		expect(await spellResidents(space)).toBe(0);
		expect(await labels('zgq')).toEqual(['3-1-501']);
		expect(await labels('shanguilan')).toEqual(['3-1-502']);
		expect(await labels('wf')).toEqual(['3-1-101']);
		const [found] = await findHouseholds(space, 'wangf', 1);
		expect(found).toMatchObject({ people: [{ name: '王芳' }], resident: expect.any(String) });
	});

	it('[D14] spells a name again when it has changed', async () => {
		await spellResidents(space);
		const [found] = await findHouseholds(space, 'wf', 1);
		await amend(space, found!.resident!, { set: { name: '李芳' } });
		expect(await labels('wf')).toEqual([]);
		await spellResidents(space);
		expect(await labels('lf')).toEqual(['3-1-101']);
	});

	it('[D32] offers those of late first, each once', async () => {
		await visit(4);
		await visit(0);
		await visit(4, { outcome: 'no-answer' });
		expect((await recentHouseholds(space, 5)).map(({ label }) => label)).toEqual(['3-2-501', '3-1-101']);
		expect((await findPlaces(space, '五金', 5)).map(({ body }) => body.name)).toEqual(['老赵五金店']);
	});
});

describe('the screens', () => {
	it('[D33] 今日 shows each pile with what its rows are called', async () => {
		await visit(0, { outcome: 'met', promise: { text: '带药', due: '2026-11-22' } });
		const missed = await record(space, {
			kind: 'check-in',
			desk: grid,
			about: elder.id,
			body: { outcome: 'not-seen' },
		});
		expect(missed.ok).toBe(true);
		const piles = await today(space);
		expect(piles.day).toBe('2026-11-23');
		expect(piles.alarms).toMatchObject({ count: 1, rows: [{ called: { name: '单桂兰', label: '3-1-502' } }] });
		expect(piles.elders.count).toBe(0);
		expect(piles.promises).toMatchObject({ count: 1, rows: [{ called: { label: '3-1-101' } }] });
		expect(piles.households).toMatchObject({ count: 5 });
		expect(piles.households.rows[0]).toMatchObject({ row: { last: null }, called: { label: '3-1-501' } });
	});

	it('[D33] 今日 counts all elders who are due and shows the first, none of them twice', async () => {
		const others = Array.from({ length: 30 }, () =>
			entries.make({
				kind: 'elder',
				about: homes[0]!.id,
				body: { household: homes[0]!.id, tier: 'key', types: [], contacts: [] },
			}),
		);
		await take(care, others);
		const missed = [others[0]!, others[7]!, others[29]!].map(({ id }) =>
			entries.make({ kind: 'check-in', about: id, body: { outcome: 'not-seen' } }),
		);
		await take(`${grid}/care/2026-11`, missed);
		const { alarms, elders } = await today(space);
		expect(alarms.count).toBe(3);
		expect(elders).toMatchObject({ count: 28 });
		expect(elders.rows).toHaveLength(20);
		expect(elders.rows.filter(({ row }) => missed.some(({ about }) => about === row.id))).toEqual([]);
	});

	it('[D42] 今日 names the round that holds, as the rules say', async () => {
		const quarter = { default: 'quarter', owner: 'quarter', tenant: 'quarter', public: 'quarter', other: 'quarter' };
		expect((await today(space)).rounds).toEqual(quarter);
		const rule = (from: string, households: Body) =>
			entries.make({ kind: 'rounds', body: { from, households, elders: { high: 7, key: 30, general: 90 } } });
		await take(field, [
			rule('2026-11-23', { default: 'month', owner: 'half-year' }),
			rule('2026-12-01', { default: 'quarter' }),
		]);
		expect((await today(space)).rounds).toMatchObject({ default: 'month', owner: 'half-year', tenant: 'month' });
		expect((await today(space, Date.UTC(2026, 11, 1))).rounds).toEqual(quarter);
	});

	it('[D33] 今日 shows own records that came back, and theirs alone', async () => {
		const id = await visit(0);
		const own = (await recordView(space, id))!.entries[0]!;
		const other = entries.make({ by: 'someone' });
		await take(`${grid}/field/2026-11`, [
			other,
			entries.returned(own, [], { ms: morning + 60_000 }),
			entries.returned(other),
		]);
		expect((await today(space)).returned).toMatchObject({
			count: 1,
			rows: [{ row: { id, returned: { reason: '请补充' } } }],
		});
	});

	it('[D33] 楼栋 draws floors and doors with what is due', async () => {
		await visit(0);
		await visit(1, { outcome: 'no-answer' });
		expect(await buildings(space)).toEqual([
			{ id: block.id, desk: grid, name: '3号楼', households: 6, due: 5, elders: 1 },
		]);
		const matrix = (await building(space, block.id))!;
		expect(matrix.units).toEqual([
			{ unit: 1, slots: ['01', '02'] },
			{ unit: 2, slots: ['01', '02'] },
		]);
		expect(matrix.floors.map(({ floor }) => floor)).toEqual([5, 1]);
		const doorsOf = (floor: number) => matrix.floors[floor]!.cells.map((doors) => doors.map(({ door }) => door));
		expect(doorsOf(0)).toEqual([['501'], ['502'], ['501'], ['502']]);
		expect(doorsOf(1)).toEqual([['101'], [], ['101'], []]);
		const [[first], [second]] = matrix.floors[0]!.cells as [[DoorCell], [DoorCell]];
		expect(first).toMatchObject({ due: 'due', last: null, tried: morning + 2000 });
		expect(second).toMatchObject({ elder: 'due' });
		expect(matrix.floors[1]!.cells[0]![0]).toMatchObject({ due: 'later', last: morning + 1000 });
		expect(await building(space, homes[0]!.id)).toBeNull();
	});

	it('[D33] 住户 shows who lives there, what was recorded, and what is open', async () => {
		const promised = await visit(2, { outcome: 'met', promise: { text: '带药', due: '2026-12-01' } });
		space.clock.ms += 1000;
		const seen = await record(space, { kind: 'check-in', desk: grid, about: elder.id, body: { outcome: 'met' } });
		const view = (await household(space, homes[2]!.id))!;
		expect(view.people.map(({ body }) => body.name)).toEqual(['单桂兰']);
		expect(view.elders.map(({ id }) => id)).toEqual([elder.id]);
		expect(view.timeline.map(({ id }) => id)).toEqual([seen.ok && seen.value.id, promised]);
		expect(view.open.map(({ id }) => id)).toEqual([promised]);
		expect(await timelineOf(space, elder.id)).toHaveLength(1);
		expect(await household(space, block.id)).toBeNull();
	});

	it('[D33] 台账 pages through own records without losing or doubling one', async () => {
		const ids: string[] = [];
		for (let number = 0; number < 12; number++) ids.unshift(await visit(number % 3));
		const first = await ledgerRows(space, { limit: 5 });
		const rest = await ledgerRows(space, { limit: 50, before: first.at(-1)!.row.hlc });
		expect([...first, ...rest].map(({ row }) => row.id)).toEqual(ids);
		expect(await ledgerRows(space, { limit: 5, kind: 'patrol' })).toEqual([]);
		expect(await ledgerRows(space, { limit: 50, mark: 'phone', text: '3-1-501' })).toHaveLength(4);
		expect((await ledgerRows(space, { limit: 50, text: '3-1-501' }))[0]!.called).toMatchObject({ label: '3-1-501' });
	});

	it("[D33] 台账 shows everyone's over many of the same clock", async () => {
		const hlc = hlcOf(morning);
		const others = Array.from({ length: 450 }, (_, number) =>
			entries.make({ by: 'someone', hlc: number < 420 ? hlc : hlcOf(morning - number) }),
		);
		await take(`${grid}/field/2026-11`, others);
		const seen = new Set<string>();
		for (let before: string | undefined, page = 0; page < 10; page++) {
			const rows = await ledgerRows(space, { limit: 50, before, everyone: true });
			for (const { row } of rows) seen.add(row.id);
			before = rows.at(-1)?.row.hlc;
			if (rows.length === 0) break;
		}
		expect(seen.size).toBe(450);
	});

	it('says where a row stands on a day', () => {
		expect(dueState({ due: '' }, '2026-11-23')).toBe('due');
		expect(dueState({ due: '2026-11-22' }, '2026-11-23')).toBe('overdue');
		expect(dueState({ due: '2026-11-24' }, '2026-11-23')).toBe('later');
		expect(dueState({}, '2026-11-23')).toBe('never');
		expect(dueState({ alarm: 'x', due: '' }, '2026-11-23')).toBe('alarm');
	});
});
