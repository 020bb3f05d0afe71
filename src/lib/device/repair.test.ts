import 'fake-indexeddb/auto';
import Dexie from 'dexie';
import { beforeEach, describe, expect, it } from 'vitest';
import { entryToText, type Entry } from '#lib/ledger/entry.ts';
import { runsToUpdate, snapshotToRuns } from '#lib/replica/runs.ts';
import { createEntries, grid } from '#tests/support/entries.ts';
import { openTestSpace } from '#tests/support/space.ts';
import { startAfresh } from './afresh.ts';
import { databaseName, Ledger, NewerError, openDatabase, reopening } from './database.ts';
import { actsLost, forgetLost, noteUnsent } from './lost.ts';
import { textsToBatches } from './pen.ts';
import { rebuildRows } from './repair.ts';
import { rescueRaw } from './rescue.ts';
import { amend, record } from './save.ts';
import { takeCopy } from './sync/copies.ts';
import { receive, refuse } from './sync/receipts.ts';

const page = `${grid}/field/2026-11`;
const register = `${grid}/field/register`;
let space: ReturnType<typeof openTestSpace>;
let entries: ReturnType<typeof createEntries>;
let count = 0;
beforeEach(() => {
	space = openTestSpace(`repair${++count}`);
	entries = createEntries();
});

let number = 1;
const copyOf = (all: readonly Entry[]) => {
	const batches = textsToBatches(all.map(entryToText), () => number++, Infinity);
	return { bytes: runsToUpdate(batches.flatMap(({ bytes }) => snapshotToRuns(bytes))), epoch: 1, generation: 'g' };
};
async function visit(about?: string): Promise<string> {
	const saved = await record(space, { kind: 'visit', desk: grid, about, body: { outcome: 'met' } });
	if (!saved.ok) throw new Error(JSON.stringify(saved.error));
	return saved.value.id;
}
/** A home, visits of others and own ones in every state. */
async function lived() {
	const home = entries.make({ kind: 'household', body: { label: '3-501', building: '3', door: '501' } });
	await takeCopy(space, register, copyOf([home]));
	await takeCopy(space, page, copyOf([entries.make({ by: 'grid02', about: home.id })]));
	const [sent, waiting, changed, bad, good] = [
		await visit(home.id),
		await visit(home.id),
		await visit(),
		await visit(),
		await visit(),
	];
	await amend(space, changed, { set: { note: '改过' } });
	await amend(space, good, { set: { note: '没收下的改动' } });
	await receive(space.db, [sent, good]);
	const amendment = (await space.db.outbox.where('record').equals(good).toArray()).find(({ id }) => id !== good);
	await refuse(space, page, [
		{ id: bad, code: 'desk' },
		...(amendment ? [{ id: amendment.id, code: 'schema' as const }] : []),
	]);
	return { home: home.id, sent, waiting };
}
/** A root that stands in its row alone does not say its device. */
const rowsHere = async () =>
	new Map(
		(await space.db.records.toArray()).map(({ log, ...row }) => [
			row.id,
			{ ...row, log: log?.map(({ id, body }) => ({ id, body })) },
		]),
	);

describe('rows that cannot be read', () => {
	it('[D172] are computed anew and show what they showed before', async () => {
		await lived();
		const before = await rowsHere();
		expect(before.size).toBe(7);
		const raw = new Ledger(space.account, 'strict', 'raw');
		await raw
			.table('records')
			.toCollection()
			.modify({ body: null, sealed: new Uint8Array([1]) });
		raw.close();
		const told: string[] = [];
		await rebuildRows(space, (done, total) => told.push(`${done}/${total}`));
		const after = await rowsHere();
		for (const [id, row] of before) expect(after.get(id), row.kind).toEqual(row);
		expect(after.size).toBe(before.size);
		expect(told.at(-1)).toBe('2/2');
	});

	it('[D172] a damaged page costs itself alone, and what is unsent of it comes from the outbox', async () => {
		const { home, waiting } = await lived();
		await space.db.snapshots.put({ page, bytes: new Uint8Array([9, 9, 9]) });
		await space.db.updates.toCollection().modify({ bytes: new Uint8Array([7]) });
		await rebuildRows(space);
		expect(await space.db.records.get(waiting)).toMatchObject({ mark: 'phone', waiting: 1, about: home });
		expect(await space.db.records.get(home)).toMatchObject({ kind: 'household' });
		expect(await space.db.pages.get(page)).toMatchObject({ stale: true });
		expect((await space.db.pages.get(register))!.stale).toBeUndefined();
	});
});

describe('a database that does not open', () => {
	/** Fails the first openings with an error of this name. */
	function failing(db: Dexie, name: string, times: number) {
		const open = db.open.bind(db);
		let left = times;
		db.open = (() =>
			left-- > 0 ? Dexie.Promise.reject(Object.assign(new Error(name), { name })) : open()) as typeof db.open;
		return () => times - left;
	}
	const opening = { pausesMs: [0, 0] };

	it('[D170] is tried three times before it is said', async () => {
		const tries = failing(space.db, 'UnknownError', 2);
		expect(await openDatabase(space.db, opening)).toEqual({ ok: true, value: undefined });
		expect(tries()).toBe(3);
		const worse = openTestSpace();
		failing(worse.db, 'UnknownError', 3);
		expect(await openDatabase(worse.db, opening)).toEqual({ ok: false, error: 'unreadable' });
	});

	it('[D171] says apart what is full and what a later version wrote', async () => {
		failing(space.db, 'QuotaExceededError', 1);
		expect(await openDatabase(space.db, opening)).toEqual({ ok: false, error: 'full' });
		const other = openTestSpace();
		failing(other.db, 'VersionError', 1);
		expect(await openDatabase(other.db, opening)).toEqual({ ok: false, error: 'newer' });
	});

	it('[D171] says that another tab holds on to it, and opens when that lets go', async () => {
		const old = await new Promise<IDBDatabase>((done) => {
			const asked = indexedDB.open(databaseName(space.account), 10);
			asked.onupgradeneeded = () => {
				for (const [name, keyPath] of Object.entries({ pages: 'id', records: 'id', contacts: 'id', refused: 'id' }))
					asked.result.createObjectStore(name, { keyPath });
				asked.result.createObjectStore('outbox', { keyPath: 'id' });
				asked.result.createObjectStore('meta', { keyPath: 'key' });
				asked.result.createObjectStore('updates', { keyPath: 'seq', autoIncrement: true });
			};
			asked.onsuccess = () => done(asked.result);
		});
		const late = Promise.withResolvers<void>();
		const opened = await openDatabase(space.db, { blockedMs: 1, onLate: late.resolve });
		expect(opened).toEqual({ ok: false, error: 'blocked' });
		old.close();
		await late.promise;
		expect(space.db.isOpen()).toBe(true);
	});

	it('[D176] lets go when a later version wants it, saves nothing more, and says so', async () => {
		await visit();
		let isTold = false;
		space.db.onOutdated = () => (isTold = true);
		const later = await new Promise<IDBDatabase>((done) => {
			const asked = indexedDB.open(databaseName(space.account), 9990);
			asked.onsuccess = () => done(asked.result);
		});
		expect(isTold).toBe(true);
		const saved = await record(space, { kind: 'visit', desk: grid, body: { outcome: 'met' } });
		expect(saved).toEqual({ ok: false, error: 'newer' });
		await expect(reopening(space.db, () => space.db.outbox.count())).rejects.toBeInstanceOf(NewerError);
		later.close();
		const raw = await rescueRaw(space.account, space.device);
		expect(raw).toMatchObject({ acts: 1, lost: 0 });
	});
});

describe('what is unsent, carried out without the app’s own way', () => {
	const contentOf = async (file: Blob) =>
		JSON.parse(await file.text()) as { waiting: { text?: string; sealed?: string }[]; refused: object[]; lost: number };

	it('[D173] row by row, whatever the version', async () => {
		await lived();
		const rescued = (await rescueRaw(space.account, space.device))!;
		expect(rescued).toMatchObject({ acts: 3, lost: 0 });
		const { waiting, refused } = await contentOf(rescued.file);
		expect(waiting).toHaveLength(3);
		expect(refused).toHaveLength(2);
		for (const row of waiting) expect(process.env.SEALED ? row.sealed : row.text).toBeTruthy();
	});

	it('[D173] without what cannot be read, which is counted; and nothing where there is nothing', async () => {
		await lived();
		const get = IDBObjectStore.prototype.get;
		let asked = 0;
		IDBObjectStore.prototype.get = function (key) {
			if (this.name === 'outbox' && asked++ === 1) throw new DOMException('damaged', 'UnknownError');
			return get.call(this, key);
		};
		try {
			const rescued = (await rescueRaw(space.account, space.device))!;
			expect(rescued.lost).toBe(1);
			expect((await contentOf(rescued.file)).lost).toBe(1);
		} finally {
			IDBObjectStore.prototype.get = get;
		}
		expect(await rescueRaw('nobody', 'device')).toBeNull();
		const getAllKeys = IDBObjectStore.prototype.getAllKeys;
		IDBObjectStore.prototype.getAllKeys = () => {
			throw new DOMException('damaged', 'UnknownError');
		};
		try {
			// Nobody can say what is unsent: not that nothing is.
			expect(await rescueRaw(space.account, space.device)).toBeNull();
		} finally {
			IDBObjectStore.prototype.getAllKeys = getAllKeys;
		}
		expect(await Dexie.exists(databaseName('nobody'))).toBe(false);
	});
});

/** As a browser's own. */
function storage(): Storage {
	const kept = new Map<string, string>();
	return {
		getItem: (key: string) => kept.get(key) ?? null,
		setItem: (key: string, value: string) => void kept.set(key, value),
		removeItem: (key: string) => void kept.delete(key),
	} as unknown as Storage;
}

it('[D175] when the system has cleared the data, it is told how much was unsent, until it was read', async () => {
	const local = storage();
	await visit();
	noteUnsent(local, space.account, 3);
	expect(await actsLost(local, space.account, space.db)).toBe(0);
	await space.db.delete();
	await space.db.open();
	expect(await actsLost(local, space.account, space.db)).toBe(3);
	noteUnsent(local, space.account, 0);
	expect(await actsLost(local, space.account, space.db)).toBe(3);
	forgetLost(local, space.account);
	expect(await actsLost(local, space.account, space.db)).toBe(0);
});

it('[D174] starting afresh takes the database and nothing else, and nothing counts as lost by the system then', async () => {
	const local = storage();
	await visit();
	noteUnsent(local, space.account, 1);
	local.setItem(`linli-half:${space.account}:visit:`, '{}');
	await startAfresh(space.account, local);
	expect(await Dexie.exists(databaseName(space.account))).toBe(false);
	const again = openTestSpace(space.account);
	expect(await actsLost(local, space.account, again.db)).toBe(0);
	expect(local.getItem(`linli-half:${space.account}:visit:`)).toBe('{}');
});
