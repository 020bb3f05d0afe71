import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Body, Entry } from '#lib/ledger/entry.ts';
import { projectRecord } from '#lib/kinds/project.ts';
import { createEntries, createRandom, grid, morning, otherGrid, shuffled } from '#tests/support/entries.ts';
import { carePage, fieldPage, grantsOf, openHall, type Hall } from '#tests/support/rooms.ts';
import { checkProjections, rebuildProjections } from './check.ts';

const calendar = { timeZone: 'Asia/Shanghai' } as const;
const steward = { account: 'super01', grants: grantsOf.super01!, device: null, steward: true } as const;
const register = `${grid}/field/register`;
const careRegister = `${grid}/care/register`;
const october = `${grid}/field/2026-10`;
const day = 86_400_000;

let hall: Hall;
beforeEach(async () => {
	hall = await openHall();
});
afterEach(() => hall.close());

const add = async (page: string, ...entries: readonly Entry[]) => {
	expect((await hall.rooms.add(page, entries, steward)).refused).toEqual([]);
};
const rowOf = async ({ id }: Entry) => (await hall.store.reads.rows([id])).get(id);
const newSubjects = (entries: ReturnType<typeof createEntries>) => {
	const household = entries.make({ kind: 'household', body: { label: '3-2-501', building: '3', door: '501' } });
	const resident = entries.make({ kind: 'resident', about: household.id, body: { name: '张桂兰' } });
	const elder = entries.make({
		kind: 'elder',
		about: resident.id,
		body: { household: household.id, tier: 'high', types: ['alone'], contacts: [] },
	});
	return { household, resident, elder };
};

describe('the standing of a subject', () => {
	it('[S41] follows its contacts: reached, alarm, answered, and taken back', async () => {
		const entries = createEntries();
		const { elder } = newSubjects(entries);
		await add(careRegister, elder);
		expect((await rowOf(elder))?.standing).toEqual({ last: null, alarm: null, due: null });
		const met = entries.make({ kind: 'check-in', about: elder.id, ms: morning - day, body: { outcome: 'met' } });
		await add(carePage, met);
		expect((await rowOf(elder))?.standing).toEqual({ last: morning - day, alarm: null, due: '2026-11-29' });
		const missed = entries.make({ kind: 'check-in', about: elder.id, ms: morning, body: { outcome: 'not-seen' } });
		await add(carePage, missed);
		expect((await rowOf(elder))?.standing).toEqual({ last: morning - day, alarm: missed.id, due: '2026-11-29' });
		const alarms = { scopes: [{ desk: grid, books: ['care'] }], alarm: true, limit: 5 } as const;
		expect((await hall.store.reads.records(alarms)).map(({ projection }) => projection.id)).toEqual([missed.id]);
		const found = entries.make({
			kind: 'check-in',
			about: elder.id,
			ms: morning + 1000,
			body: { outcome: 'found', how: 'hospital' },
		});
		await add(carePage, found);
		expect((await rowOf(elder))?.standing).toEqual({ last: morning + 1000, alarm: null, due: '2026-11-30' });
		expect(await hall.store.reads.records(alarms)).toEqual([]);
		await add(carePage, entries.withdraw(found));
		expect((await rowOf(elder))?.standing?.alarm).toBe(missed.id);
		await add(careRegister, entries.amend(elder, [], { tier: 'general' }));
		expect((await rowOf(elder))?.standing?.due).toBe('2027-02-20');
		expect((await checkProjections(hall.store, calendar)).differences).toEqual([]);
	});

	it('[S41] counts contacts that came before the subject itself', async () => {
		const entries = createEntries();
		const { household } = newSubjects(entries);
		await add(fieldPage, entries.make({ about: household.id, ms: morning }));
		await add(register, household);
		expect((await rowOf(household))?.standing).toEqual({ last: morning, alarm: null, due: '2027-01-01' });
	});

	it('[S41] counts nothing written at another desk or in another book', async () => {
		const entries = createEntries();
		const { elder } = newSubjects(entries);
		await add(careRegister, elder);
		await add(carePage, entries.make({ kind: 'check-in', about: elder.id, body: { outcome: 'not-seen' } }));
		const { standing } = (await rowOf(elder))!;
		await add(fieldPage, entries.make({ about: elder.id }));
		await add(
			`${otherGrid}/care/2026-11`,
			entries.make({ kind: 'check-in', desk: otherGrid, about: elder.id, body: { outcome: 'met' } }),
		);
		expect((await rowOf(elder))?.standing).toEqual(standing);
		expect((await checkProjections(hall.store, calendar)).differences).toEqual([]);
	});
});

describe('what a standing follows from', () => {
	const rule = (part: Body = {}): Body => ({
		from: '2026-11-23',
		households: { default: 'month' },
		elders: { high: 3, key: 30, general: 90 },
		...part,
	});
	const stands = async () => expect((await checkProjections(hall.store, calendar)).differences).toEqual([]);

	it('[S43] rules of the desk, before or after the subjects and their contacts', async () => {
		const entries = createEntries();
		const { household, resident, elder } = newSubjects(entries);
		await add(register, household, resident);
		await add(careRegister, elder);
		await add(october, entries.make({ about: household.id, ms: morning - 30 * day }));
		await add(
			carePage,
			entries.make({ kind: 'check-in', about: elder.id, ms: morning - day, body: { outcome: 'met' } }),
		);
		expect((await rowOf(household))?.standing?.due).toBe('2027-01-01');
		await add(register, entries.make({ kind: 'rounds', body: rule() }));
		expect((await rowOf(household))?.standing?.due).toBe('2026-11-23');
		expect((await rowOf(elder))?.standing?.due).toBe('2026-11-25');
		await stands();
		const later = entries.make({ kind: 'household', body: { label: '3-2-502', building: '3', door: '502' } });
		await add(fieldPage, entries.make({ about: later.id }));
		await add(register, later);
		expect((await rowOf(later))?.standing?.due).toBe('2026-12-01');
		const tenants = rule({ from: '2026-12-10', households: { default: 'half-year' } });
		await add(register, entries.make({ kind: 'rounds', body: tenants }));
		expect((await rowOf(household))?.standing?.due).toBe('2026-11-23');
		expect((await rowOf(later))?.standing?.due).toBe('2026-12-01');
		await stands();
	});

	it('[S43] never of another desk, and only from who may set them', async () => {
		const entries = createEntries();
		const { household } = newSubjects(entries);
		await add(register, household);
		await add(october, entries.make({ about: household.id, ms: morning - 30 * day }));
		await add(`${otherGrid}/field/register`, entries.make({ kind: 'rounds', desk: otherGrid, body: rule() }));
		expect((await rowOf(household))?.standing?.due).toBe('2027-01-01');
		const worker = { account: 'grid01', grants: grantsOf.grid01!, device: null };
		const own = entries.make({ kind: 'rounds', dev: undefined, body: rule() });
		expect((await hall.rooms.add(register, [own], worker)).refused).toMatchObject([{ id: own.id, code: 'role' }]);
		const supervisor = { account: 'super01', grants: grantsOf.super01!, device: null };
		const set = entries.make({ kind: 'rounds', by: 'super01', dev: undefined, body: rule() });
		expect((await hall.rooms.add(register, [set], supervisor)).refused).toEqual([]);
		const amended = entries.amend(set, [], { households: { default: 'quarter' } }, { dev: undefined });
		expect((await hall.rooms.add(register, [amended], worker)).refused).toMatchObject([{ code: 'role' }]);
		await stands();
	});

	it('[S44] the resident that an elder is, whichever comes first', async () => {
		const entries = createEntries();
		const { household, resident, elder } = newSubjects(entries);
		await add(careRegister, elder);
		const missed = entries.make({ kind: 'check-in', about: elder.id, body: { outcome: 'not-seen' } });
		await add(carePage, missed);
		await add(register, household, { ...resident, body: { ...resident.body, presence: 'died' } });
		expect((await rowOf(elder))?.standing).toEqual({ last: null, alarm: null });
		await stands();
		const alive = entries.amend(resident, [], { presence: 'hospital', until: '2026-12-24' });
		await add(register, alive);
		expect((await rowOf(elder))?.standing).toEqual({ last: null, alarm: missed.id, due: '2026-12-25' });
		await add(register, entries.amend(resident, [alive], { presence: null, until: null }));
		expect((await rowOf(elder))?.standing).toEqual({ last: null, alarm: missed.id, due: null });
		const second = entries.make({ kind: 'elder', about: resident.id, body: elder.body });
		await add(register, entries.amend(resident, [], { presence: 'moved' }));
		await add(careRegister, second);
		expect((await rowOf(second))?.standing).toEqual({ last: null, alarm: null });
		await add(register, entries.amend(household, [], { away: { from: '2026-11-20', until: '2026-12-01' } }));
		expect((await rowOf(household))?.standing?.due).toBe('2026-12-02');
		await stands();
	});

	it('[S43, S44] a write reads and touches what depends on it, however much lies beside it', async () => {
		const entries = createEntries();
		const { household, resident, elder } = newSubjects(entries);
		await add(register, household, resident);
		await add(careRegister, elder);
		const others = Array.from({ length: 60 }, (_, index) =>
			entries.make({
				kind: 'household',
				desk: otherGrid,
				body: { label: `5-${index}`, building: '5', door: String(index) },
			}),
		);
		await add(`${otherGrid}/field/register`, ...others);
		const rewritten = async (page: string, entry: Entry) => {
			hall.file.exec('DROP TABLE IF EXISTS touched; CREATE TABLE touched (id TEXT)');
			hall.file.exec('CREATE TRIGGER touch AFTER UPDATE ON records BEGIN INSERT INTO touched VALUES (new.id); END');
			await add(page, entry);
			const ids = hall.file
				.prepare('SELECT DISTINCT id FROM touched')
				.all()
				.map(({ id }) => id);
			hall.file.exec('DROP TRIGGER touch');
			return ids.sort();
		};
		expect(await rewritten(fieldPage, entries.make({ about: household.id }))).toEqual([household.id]);
		expect(await rewritten(register, entries.amend(resident, [], { note: '耳背' }))).toEqual([resident.id]);
		const away = entries.amend(resident, [], { presence: 'away' });
		expect(await rewritten(register, away)).toEqual([elder.id, resident.id].sort());
		const set = entries.make({ kind: 'rounds', body: rule() });
		expect(await rewritten(register, set)).toEqual([elder.id, household.id].sort());
	});
});

describe('rows', () => {
	it('[S26, S40] take nothing from another book, though it came first', async () => {
		const entries = createEntries();
		const checkIn = entries.make({ kind: 'check-in', body: { outcome: 'met' } });
		await add(fieldPage, entries.withdraw(checkIn));
		await add(carePage, checkIn);
		expect((await rowOf(checkIn))?.projection.state).toBe('open');
		expect((await checkProjections(hall.store, calendar)).differences).toEqual([]);
	});

	it('[S40] are what the entries fold to, in whatever order and parts they came', async () => {
		await fc.assert(
			fc.asyncProperty(fc.integer(), fc.integer({ min: 1, max: 6 }), async (seed, size) => {
				await hall.close();
				hall = await openHall();
				const random = createRandom(seed);
				const entries = createEntries();
				const { household, resident, elder } = newSubjects(entries);
				const moved = entries.amend(resident, [], { presence: 'away', until: '2026-12-20' });
				const set = entries.make({
					kind: 'rounds',
					body: { from: '2026-11-25', households: { default: 'month' }, elders: { high: 2, key: 30, general: 90 } },
				});
				const visit = entries.make({ about: household.id });
				const change = entries.amend(visit, [], { note: '一' });
				const rival = entries.amend(visit, [], { note: '二', outcome: 'phone' });
				const missed = entries.make({ kind: 'check-in', about: elder.id, body: { outcome: 'not-seen' } });
				const met = entries.make({ kind: 'check-in', about: elder.id, body: { outcome: 'met' } });
				const placed: [string, Entry][] = [
					[register, household],
					[register, resident],
					[register, moved],
					[register, set],
					[careRegister, elder],
					...[
						visit,
						change,
						rival,
						entries.returned(visit, [], { dev: undefined }),
						entries.amend(visit, [change], { note: '三' }),
					].map((entry): [string, Entry] => [fieldPage, entry]),
					...[missed, met, entries.withdraw(met)].map((entry): [string, Entry] => [carePage, entry]),
				];
				const mixed = shuffled(placed, random);
				for (let index = 0; index < mixed.length; index += size) {
					await Promise.all(mixed.slice(index, index + size).map(([page, entry]) => add(page, entry)));
				}
				expect((await checkProjections(hall.store, calendar)).differences).toEqual([]);
				const visits = placed.filter(([page]) => page === fieldPage).map(([, entry]) => entry);
				const row = (await rowOf(visit))!;
				expect(row.projection).toEqual(JSON.parse(JSON.stringify(projectRecord(visits))));
				expect((await rowOf(elder))?.standing).toMatchObject({ last: null, alarm: missed.id });
			}),
			{ numRuns: 25 },
		);
	});

	it('[S40] that went wrong are found, and mended by a rebuild', async () => {
		const entries = createEntries();
		const { household, resident, elder } = newSubjects(entries);
		const visits = Array.from({ length: 5 }, () => entries.make({ about: household.id }));
		const away = { ...resident, body: { ...resident.body, presence: 'away', until: '2026-12-24' } };
		const set = entries.make({
			kind: 'rounds',
			body: { from: '2026-11-23', households: { default: 'month' }, elders: { high: 1, key: 1, general: 1 } },
		});
		await add(register, household, away, set);
		await add(careRegister, elder);
		await add(fieldPage, ...visits);
		expect(await checkProjections(hall.store, calendar)).toEqual({ records: 9, differences: [] });
		hall.file.exec(`
			DELETE FROM records WHERE id = '${visits[0]!.id}';
			UPDATE records SET json = replace(json, '"met"', '"phone"') WHERE id = '${visits[1]!.id}';
			UPDATE records SET id = '019ab000-0000-7000-8000-00000000ffff' WHERE id = '${visits[2]!.id}';
			UPDATE records SET last = 7 WHERE id = '${household.id}';
			UPDATE records SET due = '' WHERE id = '${elder.id}';
		`);
		const { differences } = await checkProjections(hall.store, calendar);
		expect(differences.toSorted((a, b) => (a.id < b.id ? -1 : 1))).toEqual([
			{ id: household.id, type: 'different' },
			{ id: elder.id, type: 'different' },
			{ id: visits[0]!.id, type: 'missing' },
			{ id: visits[1]!.id, type: 'different' },
			{ id: visits[2]!.id, type: 'missing' },
			{ id: '019ab000-0000-7000-8000-00000000ffff', type: 'stray' },
		]);
		expect(await rebuildProjections(hall.store, calendar)).toBe(9);
		expect((await rowOf(elder))?.standing?.due).toBe('2026-12-25');
		expect((await rowOf(household))?.standing?.due).toBe('2026-12-01');
		expect((await checkProjections(hall.store, calendar)).differences).toEqual([]);
	});
});
