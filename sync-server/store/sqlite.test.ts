import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { openSqliteStore } from './sqlite.ts';
import { storeContract } from './store.contract.ts';

const newFolder = () => mkdtempSync(join(tmpdir(), 'linli-store-'));

storeContract('sqlite', async () => {
	const folder = newFolder();
	const file = join(folder, 'ledger.sqlite');
	return {
		open: async () => openSqliteStore(file),
		destroy: async () => rmSync(folder, { recursive: true }),
		// A full disk as SQLite sees it: no page can be added.
		breakDisk: () => {
			const db = new DatabaseSync(file);
			db.exec(
				`CREATE TRIGGER full BEFORE INSERT ON updates BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END`,
			);
			db.close();
		},
	};
});

it('[S1] writes ahead, syncs at every commit and overwrites what is deleted', async () => {
	const folder = newFolder();
	const file = join(folder, 'ledger.sqlite');
	const store = openSqliteStore(file);
	expect(statSync(`${file}-wal`).isFile()).toBe(true);
	await store.close();
	const db = new DatabaseSync(file);
	expect(db.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
	db.close();
	rmSync(folder, { recursive: true });
});

it('[S7] keeps no more of what one account had refused than a day allows, and what others had all the same', async () => {
	const folder = newFolder();
	const file = join(folder, 'ledger.sqlite');
	const store = openSqliteStore(file);
	const refused = (account: string, size: number) => ({
		page: '120101004010001/field/2026-11',
		account,
		device: null,
		at: 1,
		refusals: [{ id: null, code: 'frame' as const }],
		bytes: new Uint8Array(size),
	});
	await store.quarantine(Array.from({ length: 600 }, () => refused('many', 10)));
	await store.quarantine(Array.from({ length: 20 }, () => refused('large', 1024 * 1024)));
	await store.quarantine([refused('many', 10), refused('grid01', 10)]);
	await store.close();
	const db = new DatabaseSync(file);
	const kept = db.prepare('SELECT account, count(*) AS n FROM quarantine GROUP BY account ORDER BY n').all();
	expect(kept.map(({ account, n }) => [account, n])).toEqual([
		['grid01', 1],
		['large', 16],
		['many', 500],
	]);
	db.close();
	rmSync(folder, { recursive: true });
});

it('[E9] a store from before there were erasures opens with all that is in it, and can remember them', async () => {
	const folder = newFolder();
	const file = join(folder, 'ledger.sqlite');
	const before = openSqliteStore(file);
	await before.quarantine([
		{
			page: '120101004010001/field/2026-11',
			account: 'a1',
			device: null,
			at: 1,
			refusals: [],
			bytes: new Uint8Array(3),
		},
	]);
	await before.close();
	const db = new DatabaseSync(file);
	db.exec('DROP TABLE roll; DROP TABLE erased; DROP TABLE erasures; PRAGMA user_version = 7');
	db.close();
	const store = openSqliteStore(file);
	expect(store.generation).toBe(before.generation);
	expect(await store.shelf.packets({ area: '12', open: true, limit: 9 })).toHaveLength(1);
	const remembered = [{ id: 'x', how: 'gone' as const, desk: '120101004010001' }];
	const shared = { erasure: 'e', at: 1, summary: [], pages: [], packets: [], held: [] };
	await store.erasing.erase({ ...shared, remembered });
	expect(await store.erasing.known(['x', 'y'])).toEqual(new Map([['x', 'gone']]));
	await store.close();
	rmSync(folder, { recursive: true });
});

it('does not open a store of a newer version', () => {
	const folder = newFolder();
	const file = join(folder, 'ledger.sqlite');
	const db = new DatabaseSync(file);
	db.exec('PRAGMA user_version = 99');
	db.close();
	expect(() => openSqliteStore(file)).toThrow(/is of version 99; /);
	rmSync(folder, { recursive: true });
});
