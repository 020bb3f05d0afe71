/**
 * Whether the space of the account that is signed in is open, for all screens. The key lies in this module's memory
 * alone and is overwritten when it locks. Rules K4–K10.
 */
import Dexie from 'dexie';
import { err, ok, type Result } from '#lib/ledger/result.ts';
import { databaseName, openDatabase } from '#lib/device/database.ts';
import { createRemote } from '#lib/device/remote.ts';
import { session, signIn, type SignInFault } from '#lib/device/session.svelte.ts';
import { base64ToBytes } from '#lib/sealing/cipher.ts';
import { tick } from 'svelte';
import { askFinger, forgetFinger, makeFinger, type FingerFault } from './authenticator.ts';
import { prepareEnvelope } from './courier.ts';
import { deposit } from './deposit.ts';
import { createIdle, usualMinutes } from './idle.ts';
import { ciphersOf, newKey, type Key } from './keys.ts';
import type { SpaceCiphers } from './sealing.ts';
import { shareKey, type KeyTabs } from './tabs.ts';
import {
	dropFinger,
	hasPin,
	keepFinger,
	openByFinger,
	openByPin,
	openByServer,
	pinWaitMs,
	readLock,
	setFirstPin,
	setPin,
	withVault,
	writeLock,
	type PinRefusal,
} from './vault.ts';

export const lock = $state({
	/** `none`: there is no PIN; `unset`: one must be chosen first; `busy`: it is just being set or opened. */
	state: 'unknown' as 'unknown' | 'none' | 'unset' | 'locked' | 'busy' | 'open',
	minutes: usualMinutes,
	/** A forgotten PIN can be chosen anew after signing in. */
	isRecoverable: false,
	/** The phone's fingerprint or face opens it too. */
	hasFinger: false,
	/** Counts how often another tab was opened: it can be asked. */
	openings: 0,
});

let held: { readonly account: string; readonly key: Key; readonly ciphers: SpaceCiphers } | null = null;
let tabs: { readonly account: string; readonly share: KeyTabs } | null = null;
/** Of the space that was open last: another is not opened before. */
let closing: Promise<unknown> = Promise.resolve();
const lookMs = 10_000;
const idle = createIdle(() => lock.minutes * 60_000, Date.now);

/** What opens and seals rows; null where there is no PIN. */
export const heldCiphers = (account: string): SpaceCiphers | null => (held?.account === account ? held.ciphers : null);

/**
 * How the space of an account stands; asks the other tabs before it says `locked`.
 * @param must whether a PIN has to be there; where it need not, an account without a database gets none from this
 */
export async function findLock(account: string, must: boolean): Promise<void> {
	await closing;
	if (held && (held.account !== account || idle.isOver())) forgetKey();
	// Whoever closed the space overwrote its keys in use; they follow from the one that is held.
	if (held) held = { ...held, ciphers: await ciphersOf(held.key) };
	if (held) return void (lock.state = 'open');
	if (!must && !(await Dexie.exists(databaseName(account)))) return void (lock.state = 'none');
	const found = await withVault(account, async (db) => {
		// One that does not open is told of by the screens that need it.
		if (!(await openDatabase(db)).ok) return { isSet: false, isBroken: true };
		lock.minutes = (await readLock(db, 'minutes')) ?? usualMinutes;
		lock.isRecoverable = (await readLock(db, 'server')) !== undefined;
		lock.hasFinger = (await readLock(db, 'finger')) !== undefined;
		return { isSet: await hasPin(db), isBroken: false };
	});
	share(account);
	if (!found.isSet) return void (lock.state = must && !found.isBroken ? 'unset' : 'none');
	const key = await tabs!.share.ask();
	if (key) await hold(account, key);
	lock.state = key ? 'open' : 'locked';
}

function share(account: string): void {
	if (tabs?.account === account) return;
	tabs?.share.close();
	tabs = {
		account,
		share: shareKey(new BroadcastChannel(`linli-lock-${account}`), {
			held: () => {
				if (held?.account !== account) return null;
				if (!idle.isOver()) return held.key;
				lockHere();
				return null;
			},
			onLock: lockHere,
			onOpen: () => lock.openings++,
			later: (ms, work) => void setTimeout(work, ms),
			newId: () => crypto.randomUUID(),
		}),
	};
}

async function hold(account: string, key: Key): Promise<void> {
	held = { account, key, ciphers: await ciphersOf(key) };
	idle.touch();
}

function forgetKey(): void {
	held?.key.fill(0);
	held = null;
}

/** Takes what is personal from the screen and the key from memory, in this tab. */
export function lockHere(): void {
	if (!held && lock.state !== 'none' && lock.state !== 'unset') return;
	forgetKey();
	lock.state = 'locked';
}

/** A person locks: all tabs. */
export function lockAll(): void {
	tabs?.share.lockOthers();
	if (held) lockHere();
}

/** Whoever closes a space says when it is done. */
export function noteClosing(work: Promise<unknown>): void {
	closing = Promise.all([closing, work.catch(() => undefined)]);
}

/** @param reopen loads the screens anew, with the key in hand; the lock is off the screen after it. */
export async function unlock(pin: string, reopen: () => Promise<unknown>): Promise<Result<void, PinRefusal>> {
	const { account } = session;
	const opened = await withVault(account, (db) => openByPin(db, pin, Date.now));
	if (!opened.ok) return opened;
	await enter(account, opened.value, reopen);
	return ok(undefined);
}

/** With the finger or the face that the phone knows. */
export async function unlockByFinger(reopen: () => Promise<unknown>): Promise<Result<void, FingerFault>> {
	const { account } = session;
	const opened = await withVault(account, async (db): Promise<Result<Key, FingerFault>> => {
		const finger = await readLock(db, 'finger');
		const secret = finger ? await askFinger(finger) : err('unable' as const);
		if (!secret.ok) return secret;
		const key = await openByFinger(db, secret.value);
		return key ? ok(key) : err('unable');
	});
	if (!opened.ok) return opened;
	await enter(account, opened.value, reopen);
	return ok(undefined);
}

/** Lets the phone's fingerprint or face open it too, while it is open; whoever asks has just shown the PIN. */
export async function addFinger(): Promise<Result<void, FingerFault>> {
	if (!held) return err('unable');
	const { account, key } = held;
	const made = await makeFinger(account, session.name);
	if (!made.ok) return made;
	const { finger, secret } = made.value;
	// It may have locked while the phone asked: its key is overwritten then, and may be at any moment.
	const own = held?.key === key ? key.slice() : null;
	const isKept = own !== null && (await withVault(account, (db) => keepFinger(db, own, finger, secret)));
	own?.fill(0);
	if (!isKept) await forgetFinger(finger);
	lock.hasFinger ||= isKept;
	return isKept ? ok(undefined) : err('dismissed');
}

export async function removeFinger(): Promise<void> {
	await withVault(session.account, async (db) => {
		const finger = await readLock(db, 'finger');
		await dropFinger(db);
		if (finger) await forgetFinger(finger);
	});
	lock.hasFinger = false;
}

/** Whether it is the PIN, while the space is open: counted like any other try. */
export async function checkPin(pin: string): Promise<Result<void, PinRefusal>> {
	const opened = await withVault(session.account, (db) => openByPin(db, pin, Date.now));
	if (!opened.ok) return opened;
	opened.value.fill(0);
	return ok(undefined);
}

async function enter(account: string, key: Key, reopen: () => Promise<unknown>): Promise<void> {
	await hold(account, key);
	await reopen();
	lock.state = 'open';
	tabs?.share.tellOpen();
}

/** Another tab may be open: then nobody is asked. For a tab that comes back into sight. */
export async function askTabs(reopen: () => Promise<unknown>): Promise<void> {
	const { account } = session;
	const key = lock.state === 'locked' && tabs?.account === account ? await tabs.share.ask() : null;
	if (key && lock.state === 'locked') await enter(account, key, reopen);
}

/** Chooses a PIN, the first or another; all that lies here is sealed from then on. `key`: recovered, where it was not held. */
export async function choosePin(pin: string, reopen: () => Promise<unknown>, key: Key | null = null): Promise<void> {
	const { account } = session;
	const isFirst = !held && !key;
	const own = key ?? held?.key ?? newKey();
	if (isFirst) {
		// What is open without a key is closed first: it could not read what is sealed from here on.
		lock.state = 'busy';
		await tick();
		await closing;
	}
	const isSet = await withVault(account, async (db) => {
		if (isFirst) return setFirstPin(db, own, pin);
		await setPin(db, own, pin);
		return true;
	});
	share(account);
	if (!isSet) return void (lock.state = 'locked');
	if (isFirst) tabs!.share.lockOthers();
	if (!held) await enter(account, own, reopen);
}

/** How long no PIN is looked at, in ms. */
export const waitOf = (account: string): Promise<number> => withVault(account, (db) => pinWaitMs(db, Date.now()));

export type ForgottenFault = SignInFault | 'unknown-key';

/** The key of the space for the account's password, from what the server keeps. Signs in anew by the way. */
export async function recover(password: string): Promise<Result<Key, ForgottenFault>> {
	const { account } = session;
	return withVault(account, async (db) => {
		const kept = await readLock(db, 'server');
		const signed = await signIn(account, password, kept?.id);
		if (!signed.ok) return signed;
		const key = signed.value.spaceKey ? await openByServer(db, base64ToBytes(signed.value.spaceKey)) : null;
		return key ? ok(key) : err('unknown-key');
	});
}

/** What the server is given once: a second way to the key, and the key of own texts sealed for it. Without a network, later. */
export async function provide(): Promise<void> {
	if (!held) return;
	const { account, key } = held;
	const remote = createRemote();
	await withVault(account, async (db) => {
		lock.isRecoverable = await deposit(db, key, remote);
		await prepareEnvelope(db, key, session, remote);
	});
}

export async function chooseMinutes(minutes: number): Promise<void> {
	lock.minutes = minutes;
	await withVault(session.account, async (db) => writeLock(db, 'minutes', minutes));
}

/** Locks by itself after a while without a touch, or out of sight. Ends with what it returns. */
export function watchIdle(): () => void {
	const end = new AbortController();
	const { signal } = end;
	const look = () => held && idle.isOver() && lockHere();
	idle.touch();
	for (const event of ['pointerdown', 'keydown', 'scroll', 'input'])
		addEventListener(event, () => (look(), idle.touch()), { signal, passive: true, capture: true });
	document.addEventListener('visibilitychange', look, { signal });
	const timer = setInterval(look, lookMs);
	signal.addEventListener('abort', () => clearInterval(timer));
	return () => end.abort();
}
