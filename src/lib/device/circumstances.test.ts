import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { projectRecord, standingOf } from '#lib/kinds/project.ts';
import type { Body, Entry } from '#lib/ledger/entry.ts';
import { dayMs, scheduleOf } from '#lib/registers/rounds.ts';
import { createEntries, createRandom, grid, morning, otherGrid, shuffled } from '#tests/support/entries.ts';
import { openTestSpace } from '#tests/support/space.ts';
import type { Ledger } from './database.ts';
import { project, projectionTables, removeRows, unproject } from './project.ts';
import { record } from './save.ts';

const register = `${grid}/field/register`;
const careRegister = `${grid}/care/register`;
let spaces = 0;
let db: Ledger;
const open = () => (db = openTestSpace(`circumstances${++spaces}`).db);
afterEach(() => db.close());
const take = (page: string, ...entries: readonly Entry[]) =>
	db.transaction('rw', projectionTables(db), async () => project(db, page, entries));
const dueOf = async ({ id }: Entry) => (await db.records.get(id))?.due;

const rule = (part: Body = {}): Body => ({
	from: '2026-11-23',
	households: { default: 'month' },
	elders: { high: 3, key: 30, general: 90 },
	...part,
});
function people(entries: ReturnType<typeof createEntries>, desk = grid) {
	const home = entries.make({ kind: 'household', desk, body: { label: '3-501', building: '3', door: '501' } });
	const resident = entries.make({ kind: 'resident', desk, about: home.id, body: { name: '张桂兰' } });
	const body = { household: home.id, tier: 'high', types: [], contacts: [] };
	const elder = entries.make({ kind: 'elder', desk, about: resident.id, body });
	const visit = entries.make({ desk, about: home.id, ms: morning - 30 * dayMs });
	const met = entries.make({ kind: 'check-in', desk, about: elder.id, ms: morning - dayMs, body: { outcome: 'met' } });
	return { home, resident, elder, visit, met };
}

describe('rules of rounds', () => {
	it('[D40] move the subjects of their desk when they come, change, and go', async () => {
		open();
		const entries = createEntries();
		const { home, resident, elder, visit, met } = people(entries);
		const there = people(entries, otherGrid);
		await take(register, home, resident);
		await take(careRegister, elder);
		await take(`${grid}/field/2026-10`, visit);
		await take(`${grid}/care/2026-11`, met);
		await take(`${otherGrid}/field/register`, there.home);
		await take(`${otherGrid}/field/2026-10`, there.visit);
		const due = async () => Promise.all([home, elder, there.home].map(dueOf));
		expect(await due()).toEqual(['2027-01-01', '2026-11-29', '2027-01-01']);
		const set = entries.make({ kind: 'rounds', body: rule() });
		await take(register, set);
		expect(await due()).toEqual(['2026-11-23', '2026-11-25', '2027-01-01']);
		const softer = entries.amend(set, [], { elders: { high: 5, key: 30, general: 90 } });
		await take(register, softer);
		expect(await due()).toEqual(['2026-11-23', '2026-11-27', '2027-01-01']);
		await db.transaction('rw', projectionTables(db), async () => unproject(db, set.id, new Set([set.id, softer.id])));
		expect(await due()).toEqual(['2027-01-01', '2026-11-29', '2027-01-01']);
	});

	it('[D40, D41] hold as the server has them, in whatever order and parts all of it came', async () => {
		await fc.assert(
			fc.asyncProperty(fc.integer(), fc.integer({ min: 1, max: 4 }), async (seed, size) => {
				open();
				const entries = createEntries();
				const { home, resident, elder, visit, met } = people(entries);
				const set = entries.make({ kind: 'rounds', body: rule() });
				const next = entries.make({
					kind: 'rounds',
					body: rule({ from: '2026-11-24', elders: { high: 1, key: 1, general: 1 } }),
				});
				const gone = entries.amend(resident, [], { presence: 'hospital', until: '2026-11-30' });
				const away = entries.amend(home, [], { away: { from: '2026-11-20', until: '2026-12-05' } });
				const placed: [string, Entry][] = [
					...[home, resident, set, next, gone, away].map((entry): [string, Entry] => [register, entry]),
					[careRegister, elder],
					[`${grid}/field/2026-10`, visit],
					[`${grid}/care/2026-11`, met],
				];
				const mixed = shuffled(placed, createRandom(seed));
				for (let from = 0; from < mixed.length; from += size) {
					const part = mixed.slice(from, from + size);
					for (const [page, own] of Map.groupBy(part, ([page]) => page))
						await take(page, ...own.map(([, entry]) => entry));
				}
				const schedule = scheduleOf([set, next].map((each) => projectRecord([each])!));
				const person = projectRecord([resident, gone])!;
				const wanted = standingOf(projectRecord([elder])!, [projectRecord([met])!], { schedule, person });
				expect(await db.records.get(elder.id)).toMatchObject({ last: wanted.last, due: wanted.due });
				expect([wanted.due, await dueOf(home)]).toEqual(['2026-12-01', '2026-12-06']);
				db.close();
			}),
			{ numRuns: 20 },
		);
	});
});

it('rules of rounds are set by nobody who only works at the desk', async () => {
	const space = openTestSpace(`circumstances${++spaces}`);
	db = space.db;
	expect(await record(space, { kind: 'rounds', desk: grid, body: rule() })).toMatchObject({
		ok: false,
		error: 'no-desk',
	});
});

describe('people who are not there', () => {
	it('[D41] are never due and raise no alarm, until they are back', async () => {
		open();
		const entries = createEntries();
		const { home, resident, elder } = people(entries);
		const missed = entries.make({ kind: 'check-in', about: elder.id, body: { outcome: 'not-seen' } });
		await take(careRegister, elder);
		await take(`${grid}/care/2026-11`, missed);
		await take(register, home, resident);
		expect(await db.records.get(elder.id)).toMatchObject({ due: '', alarm: missed.id });
		const died = entries.amend(resident, [], { presence: 'died', since: '2026-11-22' });
		await take(register, died);
		const row = await db.records.get(elder.id);
		expect([row?.due, row?.alarm, row?.last]).toEqual([undefined, undefined, null]);
		expect(await db.records.orderBy('alarm').count()).toBe(0);
		await take(register, entries.amend(resident, [died], { presence: null, since: null }));
		expect(await db.records.get(elder.id)).toMatchObject({ due: '', alarm: missed.id });
	});

	it('[D41] are paused by what is here: a page that goes takes its word with it', async () => {
		open();
		const entries = createEntries();
		const { home, resident, elder } = people(entries);
		const moved = { ...resident, body: { name: '张桂兰', presence: 'moved' } };
		await take(register, home, moved, entries.make({ kind: 'rounds', body: rule() }));
		await take(careRegister, elder);
		expect(await dueOf(elder)).toBeUndefined();
		await db.transaction('rw', projectionTables(db), async () =>
			removeRows(db, await db.records.where('page').equals(register).toArray()),
		);
		expect(await dueOf(elder)).toBe('');
	});

	it('[D41] of another desk say nothing', async () => {
		open();
		const entries = createEntries();
		const { resident, elder } = people(entries);
		const foreign = { ...resident, desk: otherGrid, body: { name: '张桂兰', presence: 'died' } };
		await take(`${otherGrid}/field/register`, foreign);
		await take(careRegister, elder);
		expect(await dueOf(elder)).toBe('');
	});
});

describe('what a save costs', () => {
	it('[D4, D40] is the same with many rows beside it: what it reads and writes does not grow', async () => {
		const cost = async (beside: number) => {
			open();
			const entries = createEntries();
			const { home, resident, elder } = people(entries);
			const others = Array.from({ length: beside }, (_, index) =>
				entries.make({ kind: 'household', body: { label: `5-${index}`, building: '5', door: String(index) } }),
			);
			await take(register, home, resident, ...others, entries.make({ kind: 'rounds', body: rule() }));
			await take(careRegister, elder);
			const written: string[] = [];
			db.records.hook('creating', (key) => void written.push(key));
			db.records.hook('updating', (_, key) => void written.push(key));
			let read = 0;
			db.records.hook('reading', (row) => (read++, row));
			await take(`${grid}/field/2026-11`, entries.make({ about: home.id }));
			await take(`${grid}/care/2026-11`, entries.make({ kind: 'check-in', about: elder.id, body: { outcome: 'met' } }));
			await take(register, entries.amend(resident, [], { note: '耳背' }));
			return { written: written.length, read };
		};
		const few = await cost(5);
		expect(await cost(500)).toEqual(few);
		expect(few.written).toBeLessThanOrEqual(6);
	});
});
