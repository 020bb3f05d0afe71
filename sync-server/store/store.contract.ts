/** What every store must do; run over each adapter. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { entryToText, type Entry } from '#lib/ledger/entry.ts';
import { recordIdOf } from '#lib/ledger/fold.ts';
import { dayOf } from '#lib/ledger/page.ts';
import type { SignedHeading } from '#lib/proof/heading.ts';
import { runsToUpdate } from '#lib/replica/runs.ts';
import { sorts } from '#lib/registers/rules.ts';
import { recordRow } from '#server/projections/refold.ts';
import { createEntries, grid, idOf, morning, otherGrid } from '#tests/support/entries.ts';
import type { Append, AppendBatch, Question, RecordRow, Store } from './store.ts';

export interface Adapter {
	/** Opens the same store at each call until `destroy`. */
	readonly open: () => Promise<Store>;
	readonly destroy: () => Promise<void>;
	/** Makes every later write fail, as a full disk does. */
	readonly breakDisk: (store: Store) => void;
}

const november = `${grid}/field/2026-11`;
const calendar = { timeZone: 'Asia/Shanghai' } as const;
const headingOf = (epoch: number): SignedHeading => ({
	page: november,
	epoch,
	entries: 1,
	ids: 'digest',
	n: 2,
	head: 'head',
	gone: ['an id'],
	changed: [],
	at: morning,
	why: 'sealed',
	before: '',
	signature: 'signature',
});
const nothing: Question = { ids: [], records: [], devices: [], accounts: [], day: '2026-11-23' };

/** @param adapter a fresh, empty store. */
export function storeContract(name: string, adapter: () => Promise<Adapter>): void {
	describe(name, () => {
		let used: Adapter;
		let store: Store;
		beforeEach(async () => {
			used = await adapter();
			store = await used.open();
		});
		afterEach(async () => {
			await store.close();
			await used.destroy();
		});
		const reopen = async () => {
			await store.close();
			store = await used.open();
		};

		it('[S1] keeps all of a batch over a restart, and its generation', async () => {
			const { make } = createEntries();
			const entry = make();
			const { generation } = store;
			expect(await store.append(batchOf([entry]))).toEqual({ seqs: [1], event: 1 });
			await reopen();
			expect(store.generation).toBe(generation);
			expect((await store.kept(november)).tail.map(({ update }) => update)).toEqual([updateOf([entry])]);
			expect((await store.known({ ...nothing, ids: [entry.id] })).entries.get(entry.id)).toEqual({
				sha256: shaOf(entry),
				page: november,
			});
			expect((await store.reads.rows([entry.id])).get(entry.id)?.projection.body).toEqual(entry.body);
			expect(await store.reads.events(0, 10)).toEqual([
				{ seq: 1, page: november, desk: grid, book: 'field', records: [{ id: entry.id, kind: 'visit' }] },
			]);
			expect((await store.openPages([november])).get(november)?.clients.get(7)).toEqual({
				account: 'grid01',
				device: 'd1',
				clock: 1,
			});
		});

		it('[S1] writes nothing of a batch that cannot be written whole, and says so by throwing', async () => {
			const { make } = createEntries();
			const [first, second] = [make(), make()];
			await store.append(batchOf([first]));
			await expect(store.append(batchOf([second, first], { client: 8 }))).rejects.toThrow();
			expect((await store.known({ ...nothing, ids: [second.id] })).entries.size).toBe(0);
			expect((await store.kept(november)).tail).toHaveLength(1);
			expect(await store.reads.lastEvent()).toBe(1);
			expect((await store.reads.pages([grid]))[0]).toMatchObject({ id: november, entries: 1, epoch: 1 });
		});

		it('[S1] throws when the disk fails', async () => {
			const { make } = createEntries();
			await store.append(batchOf([make()]));
			used.breakDisk(store);
			await expect(store.append(batchOf([make()], { client: 8 }))).rejects.toThrow();
			expect((await store.kept(november)).tail).toHaveLength(1);
		});

		it('[S2] refuses a second entry under one id', async () => {
			const { make } = createEntries();
			const entry = make();
			await store.append(batchOf([entry]));
			const other = { ...entry, body: { outcome: 'nobody' } };
			await expect(store.append(batchOf([other], { client: 8 }))).rejects.toThrow();
		});

		it('counts what a device and an account did on a day', async () => {
			const { make } = createEntries();
			await store.append(batchOf([make(), make()]));
			await store.append(batchOf([make()], { client: 8 }));
			const known = await store.known({
				...nothing,
				accounts: ['grid01', 'grid02'],
				devices: ['device-grid01', 'other'],
			});
			expect(known.clientsToday).toEqual(new Map([['grid01 d1', new Set([7, 8])]]));
			expect(known.entriesToday).toEqual(new Map([['grid01', 3]]));
			expect(known.devices).toEqual(new Map([['device-grid01', 'grid01']]));
			const tomorrow = await store.known({ ...nothing, accounts: ['grid01'], day: '2026-11-24' });
			expect([tomorrow.clientsToday.size, tomorrow.entriesToday.size]).toEqual([0, 0]);
		});

		it('[S6] finds the updates that carry anything beyond given clocks', async () => {
			const { make } = createEntries();
			const entries = [make(), make(), make()];
			for (const [index, entry] of entries.entries()) await store.append(batchOf([entry], { clock: index }));
			await store.append(batchOf([make()], { client: 9 }));
			const count = async (clocks: [number, number][]) => (await store.updatesBeyond(november, new Map(clocks))).length;
			expect(await count([])).toBe(4);
			expect(await count([[7, 2]])).toBe(2);
			expect(await count([[7, 3]])).toBe(1);
			expect(
				await count([
					[7, 3],
					[9, 1],
				]),
			).toBe(0);
			expect(
				await count([
					[7, 900],
					[9, 5],
					[12, 3],
				]),
			).toBe(0);
			expect(await store.updatesBeyond(`${grid}/field/2026-10`, new Map())).toEqual([]);
		});

		it('keeps a snapshot with the tail after it, and never an older one over a newer', async () => {
			const { make } = createEntries();
			for (const clock of [0, 1, 2]) await store.append(batchOf([make()], { clock }));
			await store.keepSnapshot(november, 2, new Uint8Array([2]));
			await store.keepSnapshot(november, 1, new Uint8Array([1]));
			await reopen();
			const kept = await store.kept(november);
			expect(kept.snapshot).toEqual({ seq: 2, update: new Uint8Array([2]) });
			expect(kept.tail.map(({ seq }) => seq)).toEqual([3]);
		});

		it('[S34] writes a page anew under the next epoch, which lasts, and drops what it is told to', async () => {
			const { make } = createEntries();
			const [first, second] = [make(), make()];
			await store.append(batchOf([first]));
			await store.append(batchOf([second], { client: 8 }));
			expect(await store.unsealed('2026-11', 0)).toEqual([]);
			expect(await store.unsealed('2026-12', 0)).toEqual([november]);
			const anew = {
				page: november,
				update: updateOf([first], 77, 0),
				ranges: [{ client: 77, from: 0, to: 1 }],
				entries: 1,
				sealed: morning,
				dropped: [second.id],
				rows: [],
				gone: [second.id],
				heading: headingOf(2),
				day: '2027-01-16',
			};
			await expect(store.rewritePage({ ...anew, heading: headingOf(3) })).rejects.toThrow('its heading of 3');
			expect(await store.rewritePage(anew)).toBe(2);
			await reopen();
			expect(await store.unsealed('2026-12', morning)).toEqual([]);
			// By a clock that was ahead: its time has not come.
			expect(await store.unsealed('2026-12', morning - 1)).toEqual([november]);
			const kept = await store.kept(november);
			expect([kept.epoch, kept.snapshot, kept.tail.map(({ update }) => update)]).toEqual([2, null, [anew.update]]);
			expect((await store.openPages([november])).get(november)).toMatchObject({
				epoch: 2,
				clients: new Map([[77, { account: null, device: null, clock: 1 }]]),
			});
			expect(await store.updatesBeyond(november, new Map())).toEqual([anew.update]);
			expect([...(await store.known({ ...nothing, ids: [first.id, second.id] })).entries.keys()]).toEqual([first.id]);
			expect([...(await store.reads.rows([first.id, second.id])).keys()]).toEqual([first.id]);
			expect(await store.proofs.headings(november)).toEqual([headingOf(2)]);
			await expect(store.rewritePage({ ...anew, page: `${grid}/field/2026-10` })).rejects.toThrow();
		});

		it('[S7] keeps refused bytes, but no flood of them', async () => {
			const refused = {
				page: november,
				account: 'grid01',
				device: null,
				at: morning,
				refusals: [{ id: null, code: 'frame' as const }],
				bytes: new Uint8Array([1, 2]),
			};
			await expect(store.quarantine(Array.from({ length: 600 }, () => refused))).resolves.toBeUndefined();
		});

		it('tells all entries of a record, its row, and the contacts of a subject', async () => {
			const { make, amend } = createEntries();
			const visit = make({ about: idOf(900) });
			const change = amend(visit, [], { note: '下周再来' });
			await store.append(batchOf([visit, change]));
			const record = (await store.known({ ...nothing, records: [visit.id, idOf(901)] })).records.get(visit.id)!;
			expect(record.entries.map(({ entry }) => entry.id).sort()).toEqual([visit.id, change.id].sort());
			expect(record.row?.projection.body.note).toBe('下周再来');
			expect((await store.reads.entry(visit.id))?.entry).toEqual(visit);
			expect(await store.reads.entry(idOf(999))).toBeNull();
			expect(await store.reads.areEntries([visit.id, idOf(999)])).toEqual(new Set([visit.id]));
			expect((await store.reads.entries(visit.id)).map(({ entry, arrived }) => [entry, arrived])).toEqual([
				[visit, morning],
				[change, morning],
			]);
			const subject = (await store.subjects([idOf(900)])).get(idOf(900))!;
			expect(subject.row).toBeNull();
			expect(subject.about).toBeNull();
			expect(subject.contacts).toEqual([
				{ id: visit.id, kind: 'visit', desk: grid, hlc: visit.hlc, facts: { reached: true } },
			]);
		});

		it('[S43, S44] tells what a standing follows from: who an elder is, and the rules of a desk', async () => {
			const { make, withdraw } = createEntries();
			const household = make({ kind: 'household', body: { label: '3-501', building: '3', door: '501' } });
			const gone = make({ kind: 'household', body: { label: '3-502', building: '3', door: '502' } });
			const resident = make({ kind: 'resident', about: household.id, body: { name: '张桂兰', presence: 'hospital' } });
			const rule = make({ kind: 'rounds', body: ruleBody });
			const cared = make({ kind: 'elder', about: resident.id, body: elder('high') });
			const other = make({ kind: 'elder', desk: otherGrid, about: idOf(901), body: elder('key') });
			const place = { page: `${grid}/field/register` };
			await store.append(batchOf([household, gone, withdraw(gone), resident, rule], place));
			await store.append(batchOf([cared], { page: `${grid}/care/register` }));
			await store.append(batchOf([other], { page: `${otherGrid}/care/register` }));
			const subjects = await store.subjects([cared.id, household.id, idOf(902)]);
			expect(subjects.get(cared.id)).toMatchObject({
				row: { projection: { id: cared.id } },
				about: { projection: { id: resident.id, body: { presence: 'hospital' } } },
			});
			expect(subjects.get(household.id)?.about).toBeNull();
			expect(subjects.get(idOf(902))).toEqual({ row: null, about: null, contacts: [] });
			expect((await store.visited({ desks: [grid], people: [] })).sort()).toEqual([household.id, cared.id].sort());
			expect(await store.visited({ desks: [], people: [resident.id, household.id, idOf(902)] })).toEqual([cared.id]);
			expect(await store.visited({ desks: [], people: [] })).toEqual([]);
			const rules = await store.rules([grid, otherGrid]);
			expect([...rules].map(([desk, rows]) => [desk, rows.map(({ projection }) => projection.body)])).toEqual([
				[grid, [ruleBody]],
			]);
			expect((await store.reads.rules('120101004010')).map(({ projection }) => projection.id)).toEqual([rule.id]);
			expect(await store.reads.rules(otherGrid)).toEqual([]);
		});

		it('scans records in order of their id, and drops rows that are told to go', async () => {
			const { make } = createEntries();
			const entries = [make(), make(), make()];
			await store.append(batchOf(entries));
			expect((await store.scan('', 2)).map(({ id }) => id)).toEqual([entries[0]!.id, entries[1]!.id]);
			expect((await store.scan(entries[1]!.id, 2)).map(({ id }) => id)).toEqual([entries[2]!.id]);
			await store.rewrite([], [entries[0]!.id]);
			expect((await store.scan('', 1))[0]).toMatchObject({ id: entries[0]!.id, row: null });
		});

		describe('reads', () => {
			const scope = { desk: '120101004010', books: ['field', 'care'] as const };
			const idsOf = (rows: readonly RecordRow[]) => rows.map(({ projection }) => projection.id);

			it('newest first, page by page, without gaps or repeats', async () => {
				const { make } = createEntries();
				// Two with the same clock: the id decides.
				const entries = [...[1, 2, 2, 3].map((second) => make({ ms: morning + second * 1000 }))];
				await store.append(batchOf(entries));
				const first = await store.reads.records({ scopes: [scope], limit: 2 });
				const { hlc, id } = first.at(-1)!.projection;
				const second = await store.reads.records({ scopes: [scope], limit: 2, before: { hlc, id } });
				expect(idsOf([...first, ...second])).toEqual([3, 2, 1, 0].map((index) => entries[index]!.id));
				expect(await store.reads.count({ scopes: [scope], limit: 2, before: { hlc, id } })).toBe(4);
				const all = await store.reads.records({ scopes: [scope], limit: 10 });
				expect((await store.reads.ids({ scopes: [scope] })).toSorted()).toEqual(
					all.map((row) => row.projection.id).toSorted(),
				);
			});

			it('only what the scopes allow, below the area asked for', async () => {
				const { make } = createEntries();
				const here = make();
				const there = make({ desk: otherGrid });
				const care = make({ kind: 'check-in', body: { outcome: 'met' } });
				await store.append(batchOf([here]));
				await store.append(batchOf([there], { page: `${otherGrid}/field/2026-11` }));
				await store.append(batchOf([care], { page: `${grid}/care/2026-11` }));
				const find = async (query: object) =>
					idsOf(await store.reads.records({ scopes: [scope], limit: 10, ...query }));
				expect(await find({})).toEqual([care.id, there.id, here.id]);
				expect(await find({ area: grid })).toEqual([care.id, here.id]);
				expect(await find({ area: '1202' })).toEqual([]);
				expect(await find({ scopes: [{ desk: grid, books: ['field'] }] })).toEqual([here.id]);
				expect(
					await find({
						scopes: [
							{ desk: grid, books: ['care'] },
							{ desk: otherGrid, books: ['field'] },
						],
					}),
				).toEqual([care.id, there.id]);
				expect(await find({ scopes: [] })).toEqual([]);
			});

			it('by kind, author, subject, day, state and what needs attention', async () => {
				const { make, seen, withdraw } = createEntries();
				const about = idOf(900);
				const visit = make({ about });
				const read = make({ ms: morning - 86_400_000 });
				const gone = make();
				const problem = make({
					kind: 'problem',
					by: 'grid02',
					body: { category: 'other', where: '3 门', severity: 'urgent', handling: 'report' },
				});
				const slow = make({ at: new Date(morning - 3_600_000).toISOString(), ms: morning + 99_000, ...{} });
				const off = { ...slow, at: new Date(morning - 3_600_000).toISOString() };
				const place = make({ kind: 'place', body: { sort: 'building', name: '3 号楼' } });
				await store.append(batchOf([visit, read, gone, problem, off, seen(read), withdraw(gone)]));
				await store.append(batchOf([place], { page: `${grid}/field/register` }));
				const find = async (query: object) =>
					idsOf(await store.reads.records({ scopes: [scope], limit: 10, ...query }));
				expect(await find({})).toEqual([off.id, problem.id, visit.id, read.id]);
				expect(await find({ kinds: ['problem'] })).toEqual([problem.id]);
				expect(await find({ kinds: ['place'] })).toEqual([place.id]);
				expect(await find({ by: 'grid02' })).toEqual([problem.id]);
				expect(await find({ about })).toEqual([visit.id]);
				expect(await find({ from: '2026-11-22', to: '2026-11-22' })).toEqual([read.id]);
				expect(await find({ states: ['seen'] })).toEqual([read.id]);
				expect(await find({ states: ['withdrawn', 'seen'] })).toEqual([gone.id, read.id]);
				expect(await find({ open: true })).toEqual([problem.id]);
				expect(await find({ worth: true })).toEqual([off.id]);
				expect((await store.reads.rowsAbout([about], ['visit'])).map(({ projection }) => projection.id)).toEqual([
					visit.id,
				]);
			});

			it('those that were folded into others, through any number of steps and also in a circle', async () => {
				const { make, amend, withdraw } = createEntries();
				const body = { label: '3-501', building: '3', door: '501' };
				const homes = Array.from({ length: 7 }, () => make({ kind: 'household', body }));
				const [kept, first, second, gone, alone, one, other] = homes as [
					Entry,
					Entry,
					Entry,
					Entry,
					Entry,
					Entry,
					Entry,
				];
				const fold = (which: Entry, into: Entry) => amend(which, [], { sameAs: into.id });
				const folds = [fold(first, kept), fold(second, first), fold(gone, kept), withdraw(gone)];
				const circle = [fold(one, other), fold(other, one)];
				await store.append(batchOf([...homes, ...folds, ...circle], { page: `${grid}/field/register` }));
				const into = async (...ids: string[]) => idsOf(await store.reads.foldedInto(ids));
				expect(await into(kept.id)).toEqual([first.id, second.id]);
				expect(await into(first.id, alone.id)).toEqual([second.id]);
				expect(await into(alone.id)).toEqual([]);
				expect(await into(one.id)).toEqual([other.id]);
			});

			it('events after a number, in order', async () => {
				const { make } = createEntries();
				for (const clock of [0, 1, 2]) await store.append(batchOf([make()], { clock }));
				expect((await store.reads.events(1, 1)).map(({ seq }) => seq)).toEqual([2]);
				expect((await store.reads.events(1, 9)).map(({ seq }) => seq)).toEqual([2, 3]);
				expect(await store.reads.lastEvent()).toBe(3);
			});

			it('pages of given desks alone', async () => {
				const { make } = createEntries();
				await store.append(batchOf([make(), make()]));
				await store.append(batchOf([make({ desk: otherGrid })], { page: `${otherGrid}/field/2026-11` }));
				const bytes = updateOf([]).length;
				expect(await store.reads.pages([grid, '120101004010003'])).toEqual([
					{
						id: november,
						desk: grid,
						book: 'field',
						period: '2026-11',
						epoch: 1,
						entries: 2,
						bytes: expect.any(Number),
					},
				]);
				expect(bytes).toBe(2);
			});

			it('[S45] progress: doors of the round by sort, elders by tier, problems by age, records by day', async () => {
				const { make } = createEntries();
				const rows = [
					subject(make({ kind: 'household', body: { label: '1-1-101', building: '1', door: '101' } }), {
						last: morning,
						alarm: null,
						due: '2027-01-01',
					}),
					subject(make({ kind: 'household', body: { label: '1-1-102', building: '1', door: '102' } }), {
						last: null,
						alarm: null,
						due: null,
					}),
					subject(
						make({ kind: 'household', body: { label: '1-1-103', building: '1', door: '103', tenure: 'vacant' } }),
						{ last: null, alarm: null },
					),
					subject(
						make({ kind: 'household', body: { label: '1-1-104', building: '1', door: '104', tenure: 'tenant' } }),
						{ last: morning - 10 * 86_400_000, alarm: null, due: '2026-11-20' },
					),
					subject(
						make({ kind: 'household', body: { label: '1-1-105', building: '1', door: '105', tenure: 'tenant' } }),
						{ last: morning, alarm: null, due: '2026-12-01' },
					),
					// Away until the end of the month: neither due nor reached in this round.
					subject(make({ kind: 'household', body: { label: '1-1-106', building: '1', door: '106' } }), {
						last: null,
						alarm: null,
						due: '2026-12-01',
					}),
					subject(make({ kind: 'elder', body: elder('high') }), { last: morning, alarm: idOf(77), due: '2026-11-20' }),
					subject(make({ kind: 'elder', body: elder('high') }), { last: morning, alarm: null, due: '2026-11-22' }),
					subject(make({ kind: 'elder', body: elder('high') }), { last: morning, alarm: null, due: '2026-11-23' }),
					subject(make({ kind: 'elder', body: elder('key') }), { last: null, alarm: null, due: null }),
					subject(make({ kind: 'elder', body: elder('key') }), { last: morning, alarm: null }),
				];
				await store.rewrite(rows, []);
				const report = { category: 'other', where: '3 门', severity: 'normal', handling: 'report' };
				const days = [0, 10, 40].map((days) =>
					make({ kind: 'problem', ms: morning - days * 86_400_000, body: report }),
				);
				await store.append(batchOf([make(), ...days]));
				const begins = sorts.map((sort) => ({ desk: '', sort, ms: morning - 1000 }));
				const own = { desk: grid, sort: 'tenant', ms: morning - 60_000 } as const;
				const progress = await store.reads.progress('120101004010', '2026-11-23', [...begins, own]);
				expect(progress.grids).toEqual([
					{
						desk: grid,
						households: {
							total: 4,
							done: 2,
							sorts: { default: { total: 2, done: 1 }, tenant: { total: 2, done: 1 } },
						},
						elders: {
							high: { total: 3, due: 2, overdue: 1 },
							key: { total: 1, due: 1, overdue: 0 },
							general: { total: 0, due: 0, overdue: 0 },
						},
						alarms: 1,
						problems: { open: 3, byAge: { week: 1, month: 1, older: 1 } },
						today: { visit: 1, 'check-in': 0, problem: 1, patrol: 0, change: 0, errand: 0 },
					},
				]);
				expect(progress.days).toEqual([
					{ day: '2026-11-13', problem: 1 },
					{ day: '2026-11-23', problem: 1, visit: 1 },
				]);
			});
		});
	});
}

const ruleBody = { from: '2026-12-01', households: { default: 'month' }, elders: { high: 7, key: 30, general: 90 } };
const elder = (tier: string) => ({ household: idOf(5), tier, types: [], contacts: [] });

/** A row of a subject with a standing made up. */
const subject = (entry: Entry, standing: RecordRow['standing']): RecordRow => ({
	...recordRow(
		[{ entry, page: `${grid}/${entry.kind === 'elder' ? 'care' : 'field'}/register`, arrived: morning }],
		calendar,
	)!,
	standing,
});

const shaOf = (entry: Entry): string => `sha of ${entry.id}`;
const updateOf = (entries: readonly Entry[], client = 7, clock = 0): Uint8Array =>
	runsToUpdate(
		entries.length === 0
			? []
			: [{ client, clock, origin: clock === 0 ? null : { client, clock: clock - 1 }, texts: entries.map(entryToText) }],
	);

interface Place {
	readonly page?: string;
	readonly client?: number;
	readonly clock?: number;
}

function batchOf(entries: readonly Entry[], { page = november, client = 7, clock = 0 }: Place = {}): AppendBatch {
	const byRecord = Map.groupBy(entries, recordIdOf);
	const stored = (own: readonly Entry[]) => own.map((entry) => ({ entry, page, arrived: morning }));
	const rows = [...byRecord.values()].map((own) => recordRow(stored(own), calendar)).filter((row) => row !== null);
	const isFirst = clock === 0 && client === 7 && page === november;
	const append: Append = {
		page,
		update: updateOf(entries, client, clock),
		ranges: [{ client, from: clock, to: clock + entries.length }],
		clients: clock === 0 ? [{ client, account: 'grid01', device: 'd1' }] : [],
		devices: isFirst ? [{ device: 'device-grid01', account: 'grid01' }] : [],
		receipt: null,
		entries: entries.map((entry) => ({
			id: entry.id,
			record: recordIdOf(entry),
			sha256: shaOf(entry),
			text: entryToText(entry),
		})),
		written: { account: 'grid01', entries: entries.length },
		changed: rows.map(({ projection }) => ({ id: projection.id, kind: projection.kind })),
		now: morning,
		day: dayOf(morning),
	};
	return { appends: [append], rows };
}
