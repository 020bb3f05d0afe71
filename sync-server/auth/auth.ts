/** Signing in and out, over `accounts.sqlite`. */
import { err, ok, type Result } from '#lib/ledger/result.ts';
import { createAccounts, type Accounts } from './accounts.ts';
import { createCovers, type Covers } from './covers.ts';
import { createDeeds, type Deeds } from './deeds.ts';
import { createDevices, type Devices } from './devices.ts';
import { createEnrolments, type Enrolments } from './enrolments.ts';
import { createVersions, openAccountsFile } from './database.ts';
import { hashPassword, isPassword } from './password.ts';
import { createSessions, type HandOver, type Revoked, type Session } from './sessions.ts';
import { createSpaceKeys, type SpaceKeys } from './space-keys.ts';
import { accountLimits, addressLimits, createThrottle, createTurns } from './throttle.ts';

export type { HandOver, Session } from './sessions.ts';
export type { Account, Accounts } from './accounts.ts';
export type { Cover, Covers } from './covers.ts';

export interface Attempt {
	readonly account: string;
	readonly password: string;
	readonly device: string | null;
	/** What the device calls itself. */
	readonly deviceName?: string | undefined;
	/** Where it came from, for throttling. */
	readonly address: string;
	/** Made on the machine itself (caller.ts says how that is told): demonstration accounts sign in only so. */
	readonly isLocal: boolean;
}

export type SignInFailure =
	/** Unknown account or wrong password; never said which. */
	| { readonly code: 'sign-in' }
	| { readonly code: 'slow-down'; readonly retryAfterSeconds: number }
	| { readonly code: 'demo-loopback' }
	/** The device is bound to another account. */
	| { readonly code: 'device' }
	/** The device was revoked, or the account closed: the token lets it hand over what is unsent, and no more. */
	| Revoked
	/** The account is closed; said only to who knows the password. */
	| { readonly code: 'closed' }
	/** The password was for one sign-in, and too long ago. */
	| { readonly code: 'password-late' };

/** A password that was not right, or not to be tried now. */
export type GuessFailure = Extract<SignInFailure, { code: 'sign-in' | 'slow-down' }>;

export interface Enrolment {
	readonly code: string;
	readonly password: string;
	readonly device: string;
	readonly deviceName: string;
	readonly address: string;
	readonly isLocal: boolean;
}

export type EnrolFailure =
	/** No such code, or used, or too late; never said which. */
	| { readonly code: 'enrol-code' }
	| Extract<SignInFailure, { code: 'slow-down' | 'demo-loopback' | 'device' | 'revoked' }>;

export interface Auth {
	readonly accounts: Accounts;
	readonly covers: Covers;
	readonly deeds: Deeds;
	readonly devices: Devices;
	readonly enrolments: Enrolments;
	readonly spaceKeys: SpaceKeys;
	signIn(attempt: Attempt): Promise<Result<{ readonly token: string; readonly session: Session }, SignInFailure>>;
	/** Whom a code is for, so that a person can see whether it is his. A wrong one counts as a guess of that address. */
	lookUp(code: string, address: string): Result<{ readonly account: string; readonly name: string }, EnrolFailure>;
	/** Uses the code up: the password becomes the account's, the device is bound to it and signed in. */
	enrol(enrolment: Enrolment): Promise<Result<{ readonly token: string; readonly session: Session }, EnrolFailure>>;
	/**
	 * The person's own password in place of the one that is used now, which is asked for unless it was for one sign-in. His
	 * other sessions end.
	 */
	changePassword(change: {
		readonly session: Session;
		readonly password: string;
		readonly next: string;
		readonly address: string;
	}): Promise<Result<void, GuessFailure>>;
	/** What is left to a revoked device; null when the token is none of its own. */
	handOverOf(token: string): HandOver | null;
	/** The session that a token opens, with the grants as they are now; slides its expiry. */
	sessionOf(token: string): Session | null;
	/** A session as it is now, by its id; null when it has ended. For whoever holds a connection open. */
	current(sessionId: string): Session | null;
	end(sessionId: string): void;
	/** Ends sessions whose time is over. Tells how many. */
	removeExpired(): number;
	/** Calls back once when `end` ends the session. What another process ends is found by asking `current`. */
	whenEnded(sessionId: string, listener: () => void): () => void;
	/** Calls back each time something of the account has changed here: a seat, a device, its sessions, its password. */
	whenChanged(account: string, listener: () => void): () => void;
	/** Tells those who wait for a change of the account. */
	changed(account: string): void;
	/** Tells everyone who waits for a change when another process has written accounts, seats, devices or sessions since. */
	notice(): void;
	close(): void;
}

/** What failures of an attempt are counted by. */
interface Keys {
	readonly own: string;
	/** The address; null when it does not count. */
	readonly shared: string | null;
}

/** What an unknown account is checked against, so that it takes as long as a known one; one for the process. */
let nobodyHash: Promise<string> | undefined;

/**
 * @param path the accounts file, or `:memory:`.
 * @throws when the file cannot be opened, or was written by a newer version.
 */
export async function openAuth(path: string, now: () => number = Date.now): Promise<Auth> {
	const file = openAccountsFile(path);
	const deeds = createDeeds(file, now);
	const accounts = createAccounts(file, deeds, now);
	const enrolments = createEnrolments(file, deeds, now);
	const sessions = createSessions(file, accounts, now);
	const byAccount = createThrottle(accountLimits, now);
	const byAddress = createThrottle(addressLimits, now);
	const byCode = createThrottle(addressLimits, now);
	const watchers = new Map<string, Set<() => void>>();
	const changeWatchers = new Map<string, Set<() => void>>();
	const versionOf = createVersions(file);
	let noticed = versionOf();
	const nobody = await (nobodyHash ??= hashPassword('nobody'));

	const inTurn = createTurns();

	const check = async ({ account, password }: Attempt, { own, shared }: Keys): Promise<Result<void, GuessFailure>> => {
		const waitMs = Math.max(byAccount.waitMs(own), shared === null ? 0 : byAddress.waitMs(shared));
		if (waitMs > 0) return err({ code: 'slow-down', retryAfterSeconds: Math.ceil(waitMs / 1000) });
		const stored = accounts.passwordOf(account);
		const isRight = await isPassword(password, stored ?? nobody);
		if (stored !== null && isRight) {
			byAccount.forgive(own);
			return ok(undefined);
		}
		byAccount.failed(own);
		if (shared !== null) byAddress.failed(shared);
		return err({ code: 'sign-in' });
	};

	/**
	 * A device on which the account has signed in before is counted by itself: strangers who guess, at this account or from
	 * behind the same address, must not keep people from their work.
	 */
	const keysOf = ({ account, device, address }: Attempt): Keys =>
		device !== null && sessions.holderOf(device) === account
			? { own: `${account} ${device}`, shared: null }
			: { own: account, shared: address };

	const isTooLate = (until: number | null | undefined): boolean => typeof until === 'number' && until < now();

	const lookUp: Auth['lookUp'] = (code, address) => {
		const waitMs = byCode.waitMs(address);
		if (waitMs > 0) return err({ code: 'slow-down', retryAfterSeconds: Math.ceil(waitMs / 1000) });
		const account = enrolments.accountOf(code);
		if (account !== null) return ok({ account, name: accounts.nameOf(account) });
		byCode.failed(address);
		return err({ code: 'enrol-code' });
	};

	const watch = (map: Map<string, Set<() => void>>, key: string, listener: () => void) => {
		const listeners = map.get(key) ?? new Set();
		map.set(key, listeners.add(listener));
		return () => {
			listeners.delete(listener);
			if (listeners.size === 0 && map.get(key) === listeners) map.delete(key);
		};
	};

	return {
		accounts,
		covers: createCovers(file, now),
		deeds,
		devices: createDevices(file, deeds, now),
		enrolments,
		spaceKeys: createSpaceKeys(file, now),
		signIn: async (attempt) => {
			const { account, device, deviceName, isLocal } = attempt;
			const keys = keysOf(attempt);
			const turns = [`account ${keys.own}`, ...(keys.shared === null ? [] : [`address ${keys.shared}`])];
			const checked = await inTurn(turns, () => check(attempt, keys));
			if (!checked.ok) return checked;
			const known = accounts.get(account);
			if (known?.demo && !isLocal) return err({ code: 'demo-loopback' });
			if (isTooLate(known?.passwordUntil)) return err({ code: 'password-late' });
			// A phone on which it was in use still brings what is unsent.
			if (known?.closed !== null && (device === null || sessions.holderOf(device) !== account))
				return err({ code: 'closed' });
			return sessions.begin(account, device, deviceName);
		},
		lookUp,
		enrol: async ({ code, password, device, deviceName, address, isLocal }) => {
			const found = lookUp(code, address);
			if (!found.ok) return found;
			if (accounts.get(found.value.account)?.demo && !isLocal) return err({ code: 'demo-loopback' });
			const holder = sessions.holderOf(device);
			if (holder !== null && holder !== found.value.account) return err({ code: 'device' });
			const account = enrolments.use(code, { device, address });
			if (account === null) return err({ code: 'enrol-code' });
			await accounts.setPassword(account, password, { doer: { account, address } });
			return sessions.begin(account, device, deviceName);
		},
		changePassword: async ({ session, password, next, address }) => {
			const { account, id, mustChange } = session;
			const attempt = { account, password, device: null, address, isLocal: false };
			const checked = mustChange
				? ok(undefined)
				: await inTurn([`account ${account}`], () => check(attempt, { own: `${account} ${id}`, shared: null }));
			if (!checked.ok) return checked;
			await accounts.setPassword(account, next, { keep: id, doer: { account, address } });
			return ok(undefined);
		},
		handOverOf: sessions.handOver,
		sessionOf: sessions.of,
		current: sessions.current,
		removeExpired: sessions.removeExpired,
		end: (id) => {
			sessions.end(id);
			const listeners = watchers.get(id) ?? [];
			watchers.delete(id);
			for (const listener of listeners) listener();
		},
		whenEnded: (id, listener) => watch(watchers, id, listener),
		whenChanged: (account, listener) => watch(changeWatchers, account, listener),
		changed: (account) => {
			for (const listener of changeWatchers.get(account) ?? []) listener();
		},
		notice: () => {
			const version = versionOf();
			if (version === noticed) return;
			noticed = version;
			for (const listeners of changeWatchers.values()) for (const listener of [...listeners]) listener();
		},
		close: () => file.close(),
	};
}
