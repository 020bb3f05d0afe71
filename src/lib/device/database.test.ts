import 'fake-indexeddb/auto';
import Dexie from 'dexie';
import { describe, expect, it } from 'vitest';
import { entryToText } from '#lib/ledger/entry.ts';
import { createAppender } from '#lib/replica/append.ts';
import { createEntries, grid } from '#tests/support/entries.ts';
import { openTestSpace } from '#tests/support/space.ts';
import { databaseName, openDatabase, storedDevice } from './database.ts';
import { outboxCounts } from './outbox.ts';
import { amend } from './save.ts';

const page = `${grid}/field/2026-11`;

/** The first version, as it was declared. */
function openFirstVersion(account: string): Dexie {
	const db = new Dexie(databaseName(account));
	db.version(1).stores({
		pages: 'id',
		updates: '++seq, [page+seq]',
		records: 'id, page, about, [kind+hlc], [by+hlc], [kind+due]',
		contacts: 'id',
		outbox: 'id, state, [page+state], [record+state]',
		refused: 'id, page, record',
		meta: 'key',
	});
	return db;
}

describe('the schema', () => {
	it('[D31] opens a database of the version before with nothing lost', async () => {
		const account = 'old01';
		const old = openFirstVersion(account);
		const entry = createEntries().make({ by: account, dev: 'device-old01' });
		const text = entryToText(entry);
		const row = {
			...entry,
			page,
			book: 'field',
			mark: 'phone',
			waiting: 1,
			state: 'open',
			changed: entry.hlc,
			heads: [],
			amends: [],
		};
		await old
			.table('pages')
			.add({ id: page, epoch: 1, generation: 'g', rebuilt: 2, projected: true, snapshot: new Uint8Array([0, 0]) });
		await old.table('updates').add({ page, bytes: createAppender(7).append([text]), own: 1 });
		await old.table('records').bulkAdd([
			{ ...row, facts: {}, rivals: {} },
			{ ...row, id: 'elder', kind: 'elder', alarm: 'check', facts: {}, rivals: {} },
			{
				...row,
				id: 'home',
				kind: 'household',
				about: 'block',
				body: { building: '4' },
				log: [{ ...entry, id: 'home', body: { building: '3' } }],
				facts: {},
				rivals: {},
			},
			{ ...row, id: 'back', returned: { reason: '请补充', by: 'super01', at: entry.at }, facts: {}, rivals: {} },
		]);
		await old
			.table('outbox')
			.add({ id: entry.id, page, record: entry.id, text, seq: 1, state: 'waiting', attempts: 0 });
		await old.table('refused').add({ id: 'r', page, record: 'r', text, code: 'schema', at: 1 });
		await old.table('meta').add({ key: 'device', value: 'device-old01' });
		old.close();

		const space = openTestSpace(account);
		expect(await openDatabase(space.db)).toEqual({ ok: true, value: undefined });
		const counts = await Promise.all(space.db.tables.map(async (table) => [table.name, await table.count()] as const));
		expect(Object.fromEntries(counts)).toEqual({
			pages: 1,
			updates: 1,
			records: 4,
			contacts: 0,
			outbox: 1,
			refused: 1,
			keys: 0,
			chains: 0,
			receipts: 0,
			meta: 1,
			orphans: 0,
			snapshots: 1,
			kept: 0,
			lock: 0,
			photos: 0,
			photoBytes: 0,
		});
		expect(await space.db.pages.get(page)).toEqual({
			id: page,
			epoch: 1,
			generation: 'g',
			rebuilt: 2,
			projected: true,
		});
		expect((await space.db.snapshots.get(page))!.bytes).toEqual(new Uint8Array([0, 0]));
		expect((await space.db.records.orderBy('alarm').toArray()).map(({ id }) => id)).toEqual(['elder']);
		expect((await space.db.records.orderBy('returned.at').toArray()).map(({ id }) => id)).toEqual(['back']);
		expect(await space.db.records.where('byDoor').equals(1).primaryKeys()).toEqual(['home']);
		expect((await outboxCounts(space.db)).waiting).toBe(1);
		const changed = await amend(space, entry.id, { set: { note: '还在' } });
		expect(changed.ok).toBe(true);
		expect(await space.db.records.get(entry.id)).toMatchObject({ waiting: 2, body: { note: '还在' } });
	});

	it('[D31] says when a later version of the app has been here', async () => {
		const later = new Dexie(databaseName('new01'));
		later.version(99).stores({ meta: 'key' });
		await later.open();
		later.close();
		expect(await openDatabase(openTestSpace('new01').db)).toEqual({ ok: false, error: 'newer' });
	});

	it('[D17] knows the device of an account again when only the database is left', async () => {
		const kept = new Map<string, string>();
		Object.assign(globalThis, { localStorage: { getItem: (key: string) => kept.get(key) ?? null } });
		const space = openTestSpace('back01');
		await space.db.meta.put({ key: 'device', value: 'device-back01' });
		expect(await storedDevice('back01')).toBe('device-back01');
		expect(await storedDevice('never01')).toBeNull();
	});
});
