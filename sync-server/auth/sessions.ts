/**
 * Sessions: a random token in the hands of one browser or client. The file holds only its SHA-256, so that whoever reads
 * a backup cannot sign in with it. A token has 256 random bits: a plain hash is enough, and looking it up by the hash
 * tells nothing by its timing.
 */
import { createHash, randomBytes } from 'node:crypto';
import type { Grant } from '#lib/access/policy.ts';
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
}

export interface Sessions {
	/** Binds the device to the account; null when it is another account's. */
	begin(account: string, device: string | null): { token: string; session: Session } | null;
	/** The account that a device is bound to; null when to none. */
	holderOf(device: string): string | null;
	of(token: string): Session | null;
	/** The session as it is now; null when it has ended. */
	current(id: string): Session | null;
	end(id: string): void;
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
}

export function createSessions(file: AccountsFile, accounts: Accounts, now: () => number): Sessions {
	const find = file.prepare('SELECT account, device, seen, expires FROM session WHERE hash = ?');
	const insert = file.prepare(
		'INSERT INTO session (hash, account, device, made, seen, expires) VALUES (?, ?, ?, ?, ?, ?)',
	);
	const touch = file.prepare('UPDATE session SET seen = ?, expires = ? WHERE hash = ?');
	const remove = file.prepare('DELETE FROM session WHERE hash = ?');
	const removeExpired = file.prepare('DELETE FROM session WHERE expires <= ?');
	const insertDevice = file.prepare('INSERT INTO device (id, account) VALUES (?, ?) ON CONFLICT DO NOTHING');
	const deviceOwner = file.prepare('SELECT account FROM device WHERE id = ?');

	const current = (id: string): Session | null => {
		const row = find.get(id) as SessionRow | undefined;
		if (!row || row.expires <= now()) return null;
		if (now() - row.seen > touchMs) touch.run(now(), now() + sessionMs, id);
		const account = accounts.get(row.account);
		if (!account) return null;
		const grants = account.grants.map(({ number: _number, ...grant }) => grant);
		return { id, account: account.id, name: account.name, grants, device: row.device, demo: account.demo };
	};

	const holderOf = (device: string) => (deviceOwner.get(device) as { account: string } | undefined)?.account ?? null;

	return {
		begin: (account, device) => {
			if (device !== null) {
				insertDevice.run(device, account);
				if (holderOf(device) !== account) return null;
			}
			removeExpired.run(now());
			const token = randomBytes(32).toString('base64url');
			const id = tokenToId(token);
			insert.run(id, account, device, now(), now(), now() + sessionMs);
			return { token, session: current(id)! };
		},
		holderOf,
		of: (token) => current(tokenToId(token)),
		current,
		end: (id) => void remove.run(id),
	};
}

const tokenToId = (token: string): string => createHash('sha256').update(token).digest('hex');
