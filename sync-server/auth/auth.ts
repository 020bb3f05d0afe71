/** Signing in and out, over `accounts.sqlite`. */
import { err, ok, type Result } from '#lib/ledger/result.ts';
import { createAccounts, type Accounts } from './accounts.ts';
import { createCovers, type Covers } from './covers.ts';
import { createVersions, openAccountsFile } from './database.ts';
import { hashPassword, isPassword } from './password.ts';
import { createSessions, type Session } from './sessions.ts';
import { accountLimits, addressLimits, createThrottle, createTurns } from './throttle.ts';

export type { Session } from './sessions.ts';
export type { Account, Accounts } from './accounts.ts';
export type { Cover, Covers } from './covers.ts';

export interface Attempt {
	readonly account: string;
	readonly password: string;
	readonly device: string | null;
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
	| { readonly code: 'device' };

export interface Auth {
	readonly accounts: Accounts;
	readonly covers: Covers;
	signIn(attempt: Attempt): Promise<Result<{ readonly token: string; readonly session: Session }, SignInFailure>>;
	/** The session that a token opens, with the grants as they are now; slides its expiry. */
	sessionOf(token: string): Session | null;
	/** A session as it is now, by its id; null when it has ended. For whoever holds a connection open. */
	current(sessionId: string): Session | null;
	end(sessionId: string): void;
	/** Calls back once when `end` ends the session. What another process ends is found by asking `current`. */
	whenEnded(sessionId: string, listener: () => void): () => void;
	/** Calls back when `notice` finds that accounts, grants, devices or sessions have changed; gives what stops it. */
	whenChanged(listener: () => void): () => void;
	/** Looks whether anything was changed since, by this process or another. Costs a look into the file's head. */
	notice(): void;
	close(): void;
}

/** What failures of an attempt are counted by. */
interface Keys {
	readonly own: string;
	/** The address; null when it does not count. */
	readonly shared: string | null;
}

/**
 * @param path the accounts file, or `:memory:`.
 * @throws when the file cannot be opened, or was written by a newer version.
 */
export async function openAuth(path: string, now: () => number = Date.now): Promise<Auth> {
	const file = openAccountsFile(path);
	const accounts = createAccounts(file, now);
	const sessions = createSessions(file, accounts, now);
	const byAccount = createThrottle(accountLimits, now);
	const byAddress = createThrottle(addressLimits, now);
	const watchers = new Map<string, Set<() => void>>();
	const changeListeners = new Set<() => void>();
	const versionOf = createVersions(file);
	let noticed = versionOf();
	// What an unknown account is checked against, so that it takes as long as a known one.
	const nobody = await hashPassword('nobody');

	const inTurn = createTurns();

	const check = async ({ account, password }: Attempt, { own, shared }: Keys): Promise<Result<void, SignInFailure>> => {
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

	return {
		accounts,
		covers: createCovers(file, now),
		signIn: async (attempt) => {
			const { account, device, isLocal } = attempt;
			const keys = keysOf(attempt);
			const turns = [`account ${keys.own}`, ...(keys.shared === null ? [] : [`address ${keys.shared}`])];
			const checked = await inTurn(turns, () => check(attempt, keys));
			if (!checked.ok) return checked;
			if (accounts.get(account)?.demo && !isLocal) return err({ code: 'demo-loopback' });
			const begun = sessions.begin(account, device);
			return begun ? ok(begun) : err({ code: 'device' });
		},
		sessionOf: sessions.of,
		current: sessions.current,
		end: (id) => {
			sessions.end(id);
			const listeners = watchers.get(id) ?? [];
			watchers.delete(id);
			for (const listener of listeners) listener();
		},
		whenEnded: (id, listener) => {
			const listeners = watchers.get(id) ?? new Set();
			watchers.set(id, listeners.add(listener));
			return () => {
				listeners.delete(listener);
				if (listeners.size === 0 && watchers.get(id) === listeners) watchers.delete(id);
			};
		},
		whenChanged: (listener) => {
			changeListeners.add(listener);
			return () => void changeListeners.delete(listener);
		},
		notice: () => {
			const version = versionOf();
			if (version === noticed) return;
			noticed = version;
			for (const listener of changeListeners) listener();
		},
		close: () => file.close(),
	};
}
