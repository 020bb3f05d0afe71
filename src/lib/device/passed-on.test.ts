/** What a phone shows of households that went to another grid, came from one, or were folded into another. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Entry } from '#lib/ledger/entry.ts';
import type { Body } from '#lib/ledger/entry.ts';
import { hlcOf } from '#lib/ledger/clock.ts';
import { createEntries, grid, idOf, morning, otherGrid } from '#tests/support/entries.ts';
import { openTestSpace } from '#tests/support/space.ts';
import { building, buildings } from './buildings.ts';
import { recordChange, takeBack } from './changes.ts';
import { findHouseholds, findPlaces, recentHouseholds } from './find.ts';
import { household } from './households.ts';
import { project, projectionTables } from './project.ts';
import { today } from './today.ts';

let space: ReturnType<typeof openTestSpace>;
let entries: ReturnType<typeof createEntries>;
let count = 0;
const take = (page: string, ...all: readonly Entry[]) =>
	space.db.transaction('rw', projectionTables(space.db), async () => project(space.db, page, all));
const field = `${grid}/field/register`;
const care = `${grid}/care/register`;
const amend = (target: Entry, set: Body) => entries.amend(target, [], set, { by: 'clerk', dev: undefined });

let block: Entry;
let homes: Entry[];
let people: Entry[];
let elder: Entry;
beforeEach(async () => {
	space = openTestSpace(`passed${++count}`);
	entries = createEntries();
	block = entries.make({ kind: 'place', body: { sort: 'building', name: '3号楼' } });
	homes = ['501', '502'].map((door) =>
		entries.make({ kind: 'household', about: block.id, body: { label: `3-${door}`, building: '3', door } }),
	);
	people = homes.map((home, index) => entries.make({ kind: 'resident', about: home.id, body: { name: `张${index}` } }));
	const body = { household: homes[0]!.id, tier: 'high', types: [], contacts: [] };
	elder = entries.make({ kind: 'elder', about: people[0]!.id, body });
	await take(field, block, ...homes, ...people);
	await take(care, elder);
});
const labels = async (text: string) => (await findHouseholds(space, text, 10)).map(({ label }) => label);

describe('a household that went', () => {
	const movedTo = { desk: otherGrid, id: idOf(700), day: '2026-11-23' };
	beforeEach(async () => {
		const visit = entries.make({
			about: homes[0]!.id,
			by: space.account,
			body: { outcome: 'met', promise: { text: '带药', due: '2026-11-22' } },
		});
		const missed = entries.make({ kind: 'check-in', about: elder.id, body: { outcome: 'not-seen' } });
		await take(`${grid}/field/2026-11`, visit);
		await take(`${grid}/care/2026-11`, missed);
		expect(await today(space)).toMatchObject({
			promises: { count: 1 },
			alarms: { count: 1 },
			households: { count: 1 },
		});
		await take(care, amend(elder, { movedTo }));
		await take(field, ...[homes[0]!, people[0]!].map((record) => amend(record, { movedTo })));
	});

	it('[T10] leaves the lists, the matrix, 今日 and the search', async () => {
		expect(await today(space)).toMatchObject({
			promises: { count: 0 },
			alarms: { count: 0 },
			elders: { count: 0 },
			households: { count: 1 },
		});
		expect(await labels('501')).toEqual([]);
		expect(await labels('张0')).toEqual([]);
		expect(await recentHouseholds(space, 5)).toEqual([]);
		expect((await buildings(space))[0]).toMatchObject({ households: 1, elders: 0 });
		const doors = (await building(space, block.id))!.floors.flatMap(({ cells }) => cells.flat());
		expect(doors.map(({ door }) => door)).toEqual(['502']);
	});

	it('[T10] is still found in the history, with who lived there and what was recorded', async () => {
		const view = (await household(space, homes[0]!.id))!;
		expect(view.household.body.movedTo).toEqual(movedTo);
		expect(view.people.map(({ body }) => body.name)).toEqual(['张0']);
		expect(view.timeline).toHaveLength(2);
	});

	it('[T10] takes its building along from the lists', async () => {
		await take(field, amend(block, { movedTo }));
		expect(await buildings(space)).toEqual([]);
		expect(await findPlaces(space, '3号楼', 5)).toEqual([]);
	});
});

describe('a household that came', () => {
	it('[T6, T10] shows what was recorded before, and what came along as what it is', async () => {
		const was = { desk: otherGrid, id: idOf(701) };
		const old = entries.make({
			id: was.id,
			kind: 'household',
			desk: otherGrid,
			body: { label: '3-601', building: '3', door: '601' },
		});
		const visit = entries.make({ desk: otherGrid, about: was.id });
		const here = entries.make({
			kind: 'household',
			about: block.id,
			body: { label: '3-601', building: '3', door: '601', was, carried: { last: hlcOf(morning) } },
		});
		const matters = ['visit', 'problem'].map((of) =>
			entries.make({ kind: 'matter', about: here.id, body: { of, text: of, due: '2026-11-22', was } }),
		);
		await take(`${otherGrid}/field/register`, old);
		await take(`${otherGrid}/field/2026-11`, visit);
		await take(field, here, ...matters);
		const view = (await household(space, here.id))!;
		expect(view.household).toMatchObject({ last: morning, due: '2027-01-01' });
		expect(view.timeline.map(({ id }) => id)).toContain(visit.id);
		expect(view.open.map(({ body }) => body.text)).toEqual(['problem', 'visit']);
		const piles = await today(space);
		expect(piles.promises.rows.map(({ row }) => row.id)).toEqual([matters[0]!.id]);
		expect(piles.problems.rows.map(({ row, called }) => [row.id, called?.label])).toEqual([[matters[1]!.id, '3-601']]);
		await take(field, amend(matters[0]!, { done: '2026-11-23' }));
		expect((await today(space)).promises.count).toBe(0);
	});
});

describe('a household that was folded into another', () => {
	beforeEach(async () => {
		await take(`${grid}/field/2026-11`, entries.make({ about: homes[0]!.id, by: space.account }));
		await take(
			field,
			amend(homes[0]!, { sameAs: homes[1]!.id }),
			amend(homes[1]!, { carried: { same: [homes[0]!.id] } }),
		);
	});

	it('[U3] is shown as the other one: people, elders, records, search and matrix', async () => {
		const view = (await household(space, homes[1]!.id))!;
		expect(view.people.map(({ body }) => body.name).sort()).toEqual(['张0', '张1']);
		expect(view.elders).toHaveLength(1);
		expect(view.timeline).toHaveLength(1);
		expect(await labels('张0')).toEqual(['3-502']);
		expect(await labels('50')).toEqual(['3-502']);
		expect((await recentHouseholds(space, 5)).map(({ label }) => label)).toEqual(['3-502']);
		expect((await buildings(space))[0]).toMatchObject({ households: 1, elders: 1 });
		const doors = (await building(space, block.id))!.floors.flatMap(({ cells }) => cells.flat());
		expect(doors.map(({ door, elder: state }) => [door, state])).toEqual([['502', 'due']]);
	});

	it('[U3] is shown as the last one when that was folded too', async () => {
		const body = { label: '3-503', building: '3', door: '503' };
		const last = entries.make({ kind: 'household', about: block.id, body });
		await take(field, last);
		await take(field, amend(homes[1]!, { sameAs: last.id }), amend(last, { carried: { same: [homes[1]!.id] } }));
		const view = (await household(space, last.id))!;
		expect(view.people.map(({ body: { name } }) => name).sort()).toEqual(['张0', '张1']);
		expect(view.elders).toHaveLength(1);
		expect(await labels('张0')).toEqual(['3-503']);
		expect((await recentHouseholds(space, 5)).map(({ label }) => label)).toEqual(['3-503']);
		expect((await buildings(space))[0]).toMatchObject({ households: 1, elders: 1 });
	});

	it('[U3] stands by itself again when they are separated', async () => {
		await take(field, amend(homes[0]!, { sameAs: null }), amend(homes[1]!, { carried: null }));
		expect(await labels('张0')).toEqual(['3-501']);
		expect((await household(space, homes[1]!.id))!.timeline).toEqual([]);
	});
});

describe('a person who was entered behind two doors', () => {
	it('[U6] is on the visiting list behind the door of the one that was kept, however many steps lead there', async () => {
		const between = entries.make({ kind: 'resident', about: homes[0]!.id, body: { name: '张又' } });
		await take(field, between, amend(people[0]!, { sameAs: between.id }), amend(between, { sameAs: people[1]!.id }));
		const view = (await household(space, homes[1]!.id))!;
		expect(view.people.map(({ body }) => body.name)).toEqual(['张1']);
		expect(view.elders.map(({ id, about }) => [id, about])).toEqual([[elder.id, people[1]!.id]]);
		expect((await household(space, homes[0]!.id))!.elders).toEqual([]);
		const [item] = (await today(space)).elders.rows;
		expect(item!.called).toMatchObject({ name: '张1', label: '3-502', household: homes[1]!.id });
		const doors = (await building(space, block.id))!.floors.flatMap(({ cells }) => cells.flat());
		expect(doors.map(({ door, elder: state }) => [door, state])).toEqual([
			['501', undefined],
			['502', 'due'],
		]);
		const checked = entries.make({ kind: 'check-in', about: elder.id, body: { outcome: 'met' } });
		await take(`${grid}/care/2026-11`, checked);
		expect((await household(space, homes[1]!.id))!.timeline.map(({ id }) => id)).toEqual([checked.id]);

		await take(field, amend(between, { sameAs: null }));
		expect((await household(space, homes[1]!.id))!.elders).toEqual([]);
		expect((await household(space, homes[0]!.id))!.elders).toMatchObject([{ id: elder.id, about: between.id }]);
	});
});

describe('a household whose door tells another building', () => {
	const doorsOf = async (place: Entry) =>
		(await building(space, place.id))!.floors.flatMap(({ cells }) => cells.flat().map(({ door }) => door));

	it('[T11] stands there: in the matrix, the count, the search and the walking order, and back again when taken back', async () => {
		const other = entries.make({ kind: 'place', body: { sort: 'building', name: '4号楼' } });
		await take(field, other);
		const view = (await household(space, homes[0]!.id))!;
		const door = { building: '4', door: '501' };
		const choice = { what: 'wrong-door', day: '2026-11-22', people: [], newcomers: [], door } as const;
		const saved = await recordChange(space, view, choice);
		if (!saved.ok) throw new Error('not saved');
		const counts = async () =>
			(await buildings(space)).map(({ name, households, elders }) => [name, households, elders]);
		expect(await doorsOf(other)).toEqual(['501']);
		expect(await doorsOf(block)).toEqual(['502']);
		expect(await counts()).toEqual([
			['3号楼', 1, 0],
			['4号楼', 1, 1],
		]);
		expect(await labels('4-501')).toEqual(['4-501']);
		expect(await labels('50')).toEqual(['3-502', '4-501']);
		await takeBack(space, saved.value.id, 'undo');
		expect(await doorsOf(other)).toEqual([]);
		expect(await doorsOf(block)).toEqual(['501', '502']);
		expect(await counts()).toEqual([
			['3号楼', 2, 1],
			['4号楼', 0, 0],
		]);
	});

	it('[T11] waits where it is for a building that is entered later', async () => {
		await take(field, amend(homes[0]!, { building: '4', label: '4-501' }));
		expect(await doorsOf(block)).toEqual(['501', '502']);
		const other = entries.make({ kind: 'place', body: { sort: 'building', name: '4号楼' } });
		await take(field, other);
		expect(await doorsOf(other)).toEqual(['501']);
		expect(await doorsOf(block)).toEqual(['502']);
	});
});
