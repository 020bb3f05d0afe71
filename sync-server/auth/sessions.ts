/**
 * Sessions: a random token in the hands of one browser or client. The file holds only its SHA-256, so that whoever reads
 * a backup cannot sign in with it. A token has 256 random bits: a plain hash is enough, and looking it up by the hash
 * tells nothing by its timing.
 */
import { createHash, randomBytes } from 'node:crypto';
import type { Grant } from '#lib/access/policy.ts';
import { err, ok, type Result } from '#lib/ledger/result.ts';
import type { Accounts } from './accounts.ts';
import type { AccountsFile } from './database.ts';

export interface Session {
	/** Hash of the token, in hex: names the session, does not open it. */
	readonly id: string;
	readonly account: string;
	readonly name: string;
	/** All of the account's grants; whether one is in force depends on the day. */
	readonly grants: readonly Grant[];
	readonly device: string | null;
	readonly demo: boolean;
	/** Signed in with a password for one time: nothing opens before it was changed. */
	readonly mustChange: boolean;
}

/** What is left to a revoked device: to hand over what was written before. */
export interface HandOver {
	readonly account: string;
	readonly device: string;
	readonly grants: readonly Grant[];
	/** Unix ms. */
	readonly revoked: number;
}

export interface Sessions {
	/**
	 * Binds the device to the account; `device` when it is another account's. A revoked device gets a token that lets it
	 * hand over, and no session.
	 */
	begin(
		account: string,
		device: string | null,
		deviceName?: string,
	): Result<{ readonly token: string; readonly session: Session }, { readonly code: 'device' } | Revoked>;
	/** Null when the token is no revoked device's. */
	handOver(token: string): HandOver | null;
	/** The account that a device is bound to; null when to none. */
	holderOf(device: string): string | null;
	of(token: string): Session | null;
	/** The session as it is now; null when it has ended. */
	current(id: string): Session | null;
	end(id: string): void;
	/** Those whose time is over. Tells how many. */
	removeExpired(): number;
}

export interface Revoked {
	readonly code: 'revoked';
	readonly token: string;
}

const dayMs = 24 * 60 * 60 * 1000;
/** Without contact for so long, a session ends. */
export const sessionMs = 30 * dayMs;
/** `seen` is written no more often than this: reading should not cost a write. */
const touchMs = dayMs / 24;

interface SessionRow {
	account: string;
	device: string | null;
	seen: number;
	expires: number;
	revoked: number | null;
}

export function createSessions(file: AccountsFile, accounts: Accounts, now: () => number): Sessions {
	const find = file.prepare(
		`SELECT session.account, device, session.seen, expires, revoked
		FROM session LEFT JOIN device ON device.id = session.device WHERE hash = ?`,
	);
	const insert = file.prepare(
		'INSERT INTO session (hash, account, device, made, seen, expires) VALUES (?, ?, ?, ?, ?, ?)',
	);
	const touch = file.prepare('UPDATE session SET seen = ?, expires = ? WHERE hash = ?');
	const remove = file.prepare('DELETE FROM session WHERE hash = ?');
	const removeExpired = file.prepare('DELETE FROM session WHERE expires <= ?');
	const insertDevice = file.prepare(
		'INSERT INTO device (id, account, made, seen) VALUES (?1, ?2, ?3, ?3) ON CONFLICT DO NOTHING',
	);
	const nameDevice = file.prepare('UPDATE device SET name = ?, seen = ? WHERE id = ?');
	const seeDevice = file.prepare('UPDATE device SET seen = ? WHERE id = ?');
	const deviceById = file.prepare('SELECT account, name, revoked FROM device WHERE id = ?');

	const rowOf = (id: string): SessionRow | null => {
		const row = find.get(id) as SessionRow | undefined;
		return row && row.expires > now() ? row : null;
	};
	const grantsOf = (account: string) => accounts.get(account)?.grants.map(({ number: _number, ...grant }) => grant);

	const current = (id: string): Session | null => {
		const row = rowOf(id);
		if (!row || row.revoked !== null) return null;
		// Seen later than now: the clock was ahead, and the session would last as long.
		if (Math.abs(now() - row.seen) > touchMs) {
			touch.run(now(), now() + sessionMs, id);
			if (row.device !== null) seeDevice.run(now(), row.device);
		}
		const account = accounts.get(row.account);
		if (!account || account.closed !== null) return null;
		const { name, demo } = account;
		const grants = grantsOf(account.id)!;
		const mustChange = account.passwordUntil !== null;
		return { id, account: account.id, name, grants, device: row.device, demo, mustChange };
	};

	const deviceOf = (id: string) =>
		(deviceById.get(id) as { account: string; name: string; revoked: number | null } | undefined) ?? null;

	return {
		begin: (account, device, deviceName) => {
			if (device !== null) {
				insertDevice.run(device, account, now());
				if (deviceOf(device)!.account !== account) return err({ code: 'device' });
				nameDevice.run(deviceName ?? deviceOf(device)!.name, now(), device);
			}
			removeExpired.run(now());
			const token = randomBytes(32).toString('base64url');
			const id = tokenToId(token);
			insert.run(id, account, device, now(), now(), now() + sessionMs);
			const session = current(id);
			return session ? ok({ token, session }) : err({ code: 'revoked', token });
		},
		holderOf: (device) => deviceOf(device)?.account ?? null,
		handOver: (token) => {
			const row = rowOf(tokenToId(token));
			const grants = row && row.revoked !== null && row.device !== null ? grantsOf(row.account) : undefined;
			return grants ? { account: row!.account, device: row!.device!, grants, revoked: row!.revoked! } : null;
		},
		of: (token) => current(tokenToId(token)),
		current,
		end: (id) => void remove.run(id),
		removeExpired: () => Number(removeExpired.run(now()).changes),
	};
}

const tokenToId = (token: string): string => createHash('sha256').update(token).digest('hex');
