import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Entry } from '#lib/ledger/entry.ts';
import { projectRecord, standingOf } from '#lib/kinds/project.ts';
import { createEntries, grid, idOf, shuffled, createRandom } from '#tests/support/entries.ts';
import { openTestSpace } from '#tests/support/space.ts';
import type { Ledger } from './database.ts';
import { project, projectionTables, unproject } from './project.ts';

const month = `${grid}/field/2026-11`;
const register = `${grid}/field/register`;
let spaces = 0;
const open = () => openTestSpace(`project${++spaces}`).db;
const take = (db: Ledger, page: string, entries: readonly Entry[]) =>
	db.transaction('rw', projectionTables(db), async () => project(db, page, entries));

/** A household, visits to it, and what people did with them. */
function story() {
	const entries = createEntries();
	const home = entries.make({
		kind: 'household',
		id: idOf(9001),
		body: { label: '3-2-501', building: '3', door: '501' },
	});
	const met = entries.make({ about: home.id });
	const missed = entries.make({ about: home.id, body: { outcome: 'no-answer' } });
	const phoned = entries.make({
		about: home.id,
		body: { outcome: 'phone', promise: { text: '送药', due: '2026-11-25' } },
	});
	const changed = entries.amend(phoned, [], { outcome: 'declined' });
	const kept = entries.amend(phoned, [changed], { kept: '2026-11-24' });
	const returned = entries.returned(met);
	const answer = entries.amend(met, [returned], { note: '补上了' });
	const gone = entries.make({ about: home.id });
	const withdrawn = entries.withdraw(gone);
	return { home, all: [met, missed, phoned, changed, kept, returned, answer, gone, withdrawn] };
}

describe('projecting', () => {
	it('[D10] gives the same rows whatever the order, the batches and the copies', async () => {
		const { home, all } = story();
		const records = [...Map.groupBy(all, (entry) => entry.re ?? entry.id).values()].map((group) =>
			projectRecord(group)!,
		);
		// Fields that say nothing are not kept everywhere.
		const said = (record: object) => JSON.parse(JSON.stringify(record)) as object;
		const expected = new Map(records.map((record) => [record.id, said(record)]));
		await fc.assert(
			fc.asyncProperty(fc.integer(), fc.integer({ min: 1, max: 5 }), async (seed, size) => {
				const db = open();
				const order = shuffled([home, ...all, ...all.slice(0, 3)], createRandom(seed));
				for (let from = 0; from < order.length; from += size) {
					const batch = order.slice(from, from + size);
					await take(
						db,
						register,
						batch.filter((entry) => entry.id === home.id),
					);
					await take(
						db,
						month,
						batch.filter((entry) => entry.id !== home.id),
					);
				}
				for (const row of await db.records.where('page').equals(month).toArray())
					expect(row).toMatchObject(expected.get(row.id)!);
				expect(await db.records.count()).toBe(records.length + 1);
				const { last, due } = standingOf(projectRecord([home])!, records);
				expect(await db.records.get(home.id)).toMatchObject({ last, due });
				db.close();
			}),
			{ numRuns: 15 },
		);
	});

	it('[D11] keeps an entry whose root has not come, and folds it when it does', async () => {
		const db = open();
		const entries = createEntries();
		const root = entries.make();
		const amendment = entries.amend(root, [], { note: '先到' });
		await take(db, month, [amendment]);
		expect(await db.records.count()).toBe(0);
		await take(db, month, [root]);
		expect(await db.records.get(root.id)).toMatchObject({ body: { note: '先到' }, page: month });
	});

	it('[D12] says of an elder when last reached, when due, and whether one was not seen', async () => {
		const db = open();
		const entries = createEntries();
		const care = { register: `${grid}/care/register`, month: `${grid}/care/2026-11` };
		const elder = entries.make({
			kind: 'elder',
			about: idOf(77),
			body: { household: idOf(9001), tier: 'high', types: [], contacts: [] },
		});
		const seen = entries.make({ kind: 'check-in', about: elder.id, body: { outcome: 'met' } });
		const missed = entries.make({ kind: 'check-in', about: elder.id, body: { outcome: 'not-seen' } });
		const found = entries.make({ kind: 'check-in', about: elder.id, body: { outcome: 'found', how: 'hospital' } });
		await take(db, care.register, [elder]);
		expect(await db.records.get(elder.id)).toMatchObject({ last: null, due: '' });
		await take(db, care.month, [seen]);
		expect(await db.records.get(elder.id)).toMatchObject({ due: '2026-11-30' });
		await take(db, care.month, [missed]);
		expect(await db.records.get(elder.id)).toMatchObject({ alarm: missed.id });
		await take(db, care.month, [found]);
		expect((await db.records.get(elder.id))!.alarm).toBeUndefined();
		await take(db, care.month, [entries.withdraw(found)]);
		expect(await db.records.get(elder.id)).toMatchObject({ alarm: missed.id });
		await take(db, care.month, [entries.withdraw(missed), entries.withdraw(seen)]);
		expect(await db.records.get(elder.id)).toMatchObject({ last: null, due: '' });
	});

	it('[D12] knows of contacts that came before their subject', async () => {
		const db = open();
		const { home, all } = story();
		await take(db, month, all);
		await take(db, register, [home]);
		const row = await db.records.get(home.id);
		expect(row!.last).toBeGreaterThan(0);
		expect(row!.due).toBe('2027-01-01');
	});

	it('[D9] takes refused entries out again', async () => {
		const db = open();
		const entries = createEntries();
		const root = entries.make({ about: idOf(9001) });
		const amendment = entries.amend(root, [], { outcome: 'declined' });
		await take(db, month, [root, amendment]);
		const without = (ids: string[]) =>
			db.transaction('rw', projectionTables(db), async () => unproject(db, root.id, new Set(ids)));
		await without([amendment.id]);
		expect(await db.records.get(root.id)).toMatchObject({ body: { outcome: 'met' }, amends: [] });
		await without([root.id]);
		expect(await db.records.count()).toBe(0);
		expect((await db.contacts.get(idOf(9001)))!.reached).toBeUndefined();
	});
});
