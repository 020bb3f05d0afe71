/**
 * What lies in the table `lock` of an account's database, and what opens it: the ways to the one key of the space.
 * Works on a database without that key. Rules K4–K7.
 */
import { err, ok, type Result } from '#lib/ledger/result.ts';
import { Ledger } from '#lib/device/database.ts';
import type { Finger } from './authenticator.ts';
import {
	newDeviceKey,
	unwrapByFinger,
	unwrapByKey,
	unwrapByPin,
	wrapByFinger,
	wrapByKey,
	wrapByPin,
	type Key,
} from './keys.ts';
import type { LockValues } from './lock-rows.ts';
import { counted, noTries, waitMs, type Tries } from './tries.ts';

/** A database of the account without its key; closed after the work. */
export async function withVault<Value>(account: string, work: (db: Ledger) => Promise<Value>): Promise<Value> {
	const db = new Ledger(account, 'strict', 'raw');
	try {
		return await work(db);
	} finally {
		db.close();
	}
}

export const readLock = async <Name extends keyof LockValues>(
	db: Ledger,
	name: Name,
): Promise<LockValues[Name] | undefined> => (await db.lock.get(name))?.value as LockValues[Name] | undefined;

export const writeLock = <Name extends keyof LockValues>(
	db: Ledger,
	name: Name,
	value: LockValues[Name],
): PromiseLike<unknown> => db.lock.put({ key: name, value });

export const hasPin = async (db: Ledger): Promise<boolean> => (await db.lock.where('key').equals('pin').count()) > 0;

/** Sets another PIN. What opened the space before still does, but for the PIN of before. */
export async function setPin(db: Ledger, key: Key, pin: string, rounds?: number): Promise<void> {
	const values = await pinValues(db, key, pin, rounds);
	await db.transaction('rw', db.lock, () => putPin(db, values));
}

/** The first PIN of a space; false when another tab has set one meanwhile: its key stands, or what it sealed were lost. */
export async function setFirstPin(db: Ledger, key: Key, pin: string, rounds?: number): Promise<boolean> {
	const values = await pinValues(db, key, pin, rounds);
	return db.transaction('rw', db.lock, async () => {
		if (await hasPin(db)) return false;
		await putPin(db, values);
		return true;
	});
}

type PinValues = Pick<LockValues, 'device' | 'pin'>;

async function pinValues(db: Ledger, key: Key, pin: string, rounds?: number): Promise<PinValues> {
	const device = (await readLock(db, 'device')) ?? (await newDeviceKey());
	return { device, pin: await wrapByPin(key, pin, device, rounds) };
}

const putPin = (db: Ledger, { device, pin }: PinValues): PromiseLike<unknown> =>
	db.lock.bulkPut([
		{ key: 'device', value: device },
		{ key: 'pin', value: pin },
		{ key: 'tries', value: noTries },
	]);

/** `wrong`: how many were wrong since the last right one; `wait`: no PIN is looked at for so long. */
export type PinRefusal =
	{ readonly code: 'wrong'; readonly tries: Tries } | { readonly code: 'wait'; readonly ms: number };

/** The key of the space, for the right PIN. */
export async function openByPin(db: Ledger, pin: string, now: () => number): Promise<Result<Key, PinRefusal>> {
	const begun = await beginTry(db, now());
	if (!begun.ok) return begun;
	const [wrapped, device] = await Promise.all([readLock(db, 'pin'), readLock(db, 'device')]);
	const key = wrapped && device ? await unwrapByPin(wrapped, pin, device) : null;
	if (!key) return err({ code: 'wrong', tries: begun.value });
	await writeLock(db, 'tries', noTries);
	return ok(key);
}

/** Counted and on the disk before the PIN is looked at. Two tabs count together. */
const beginTry = (db: Ledger, nowMs: number): PromiseLike<Result<Tries, PinRefusal>> =>
	db.transaction('rw', db.lock, async () => {
		const tries = (await readLock(db, 'tries')) ?? noTries;
		const ms = waitMs(tries, nowMs);
		if (ms > 0) return err({ code: 'wait', ms } as const);
		const next = counted(tries, nowMs);
		await writeLock(db, 'tries', next);
		return ok(next);
	});

/** Until a PIN is looked at again, in ms. */
export const pinWaitMs = async (db: Ledger, nowMs: number): Promise<number> =>
	waitMs((await readLock(db, 'tries')) ?? noTries, nowMs);

/** Keeps a second way to the key, once the server has what opens it. */
export async function keepServerWrap(db: Ledger, key: Key, id: string, serverKey: Key): Promise<void> {
	await writeLock(db, 'server', { id, ...(await wrapByKey(key, serverKey)) });
}

/** The key of the space, for what the server gave out; null when it opens nothing here. */
export async function openByServer(db: Ledger, serverKey: Key): Promise<Key | null> {
	const wrapped = await readLock(db, 'server');
	return wrapped ? unwrapByKey(wrapped, serverKey) : null;
}

/** Beside the PIN and never in its place; false where no PIN is set. */
export async function keepFinger(db: Ledger, key: Key, finger: Finger, secret: Key): Promise<boolean> {
	const device = await readLock(db, 'device');
	if (!device || !(await hasPin(db))) return false;
	await writeLock(db, 'finger', { ...finger, ...(await wrapByFinger(key, secret, device)) });
	return true;
}

/** The key of the space, for what the authenticator gave; null when it opens nothing here. */
export async function openByFinger(db: Ledger, secret: Key): Promise<Key | null> {
	const [wrapped, device] = await Promise.all([readLock(db, 'finger'), readLock(db, 'device')]);
	return wrapped && device ? unwrapByFinger(wrapped, secret, device) : null;
}

export const dropFinger = (db: Ledger): PromiseLike<void> => db.lock.delete('finger');
