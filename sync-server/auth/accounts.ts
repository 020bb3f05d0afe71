/** Accounts and the seats they hold: who may sign in, and at which desks they sit. */
import type { Grant, Role } from '#lib/access/policy.ts';
import { clerk } from '#lib/registers/leads.ts';
import type { Book } from '#lib/ledger/page.ts';
import { err, ok, type Result } from '#lib/ledger/result.ts';
import type { AccountsFile } from './database.ts';
import { hashPassword } from './password.ts';

export interface Account {
	/** As it stands in `by` of entries. */
	readonly id: string;
	readonly name: string;
	/** Of the demonstration: signs in only on the machine itself. */
	readonly demo: boolean;
	readonly grants: readonly NumberedGrant[];
}

/** A grant with the number by which it is revoked. */
export interface NumberedGrant extends Grant {
	readonly number: number;
}

export interface NewAccount {
	readonly id: string;
	readonly name: string;
	readonly password: string;
	readonly demo?: boolean;
	readonly grants: readonly Grant[];
}

export interface Accounts {
	add(account: NewAccount): Promise<Result<void, 'taken' | 'account-id'>>;
	setPassword(id: string, password: string): Promise<Result<void, 'unknown'>>;
	grant(id: string, grant: Grant): Result<number, 'unknown'>;
	revoke(id: string, number: number): Result<void, 'unknown'>;
	get(id: string): Account | null;
	list(): readonly Account[];
	/** The person's name; the id itself when the account is unknown. */
	nameOf(id: string): string;
	/** Ends all sessions of an account; how many there were. */
	signOut(id: string): number;
	passwordOf(id: string): string | null;
}

const idPattern = /^[a-z0-9][a-z0-9._-]{1,39}$/;
/** Authors of the server itself, which nobody may sign in as. */
const reserved = ['server', 'clerk', 'import', 'seed', 'system'];

/** As people read it where something was carried over from another grid. */
const clerkName = '系统';

const isAccountId = (text: string): boolean => idPattern.test(text) && !reserved.includes(text);

interface AccountRow {
	id: string;
	name: string;
	demo: number;
}
interface SeatRow {
	number: number;
	role: string;
	desk: string;
	books: string;
	first_day: string | null;
	last_day: string | null;
}

export function createAccounts(file: AccountsFile, now: () => number): Accounts {
	const accountById = file.prepare('SELECT id, name, demo FROM account WHERE id = ?');
	const allAccounts = file.prepare('SELECT id, name, demo FROM account ORDER BY id');
	const password = file.prepare('SELECT password FROM account WHERE id = ?');
	const seats = file.prepare(
		'SELECT number, role, desk, books, first_day, last_day FROM seat WHERE account = ? ORDER BY number',
	);
	const insertAccount = file.prepare(
		'INSERT INTO account (id, name, demo, password, made) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
	);
	const insertSeat = file.prepare(
		'INSERT INTO seat (account, role, desk, books, first_day, last_day) VALUES (?, ?, ?, ?, ?, ?)',
	);
	const deleteSeat = file.prepare('DELETE FROM seat WHERE account = ? AND number = ?');
	const updatePassword = file.prepare('UPDATE account SET password = ? WHERE id = ?');
	const deleteSessions = file.prepare('DELETE FROM session WHERE account = ?');

	const seat = (id: string, { role, desk, books, from, to }: Grant): number =>
		Number(insertSeat.run(id, role, desk, books.join(','), from ?? null, to ?? null).lastInsertRowid);
	const withGrants = ({ id, name, demo }: AccountRow): Account => ({
		id,
		name,
		demo: demo === 1,
		grants: (seats.all(id) as unknown as SeatRow[]).map(rowToGrant),
	});
	const find = (id: string) => accountById.get(id) as AccountRow | undefined;

	return {
		add: async ({ id, name, password: secret, demo = false, grants }) => {
			if (!isAccountId(id)) return err('account-id');
			const hash = await hashPassword(secret);
			return inTransaction(file, () => {
				if (insertAccount.run(id, name, demo ? 1 : 0, hash, now()).changes === 0) return err('taken');
				for (const grant of grants) seat(id, grant);
				return ok(undefined);
			});
		},
		setPassword: async (id, secret) => {
			const hash = await hashPassword(secret);
			return inTransaction(file, () => {
				if (updatePassword.run(hash, id).changes === 0) return err('unknown');
				deleteSessions.run(id);
				return ok(undefined);
			});
		},
		grant: (id, grant) => (find(id) ? ok(seat(id, grant)) : err('unknown')),
		revoke: (id, number) => (deleteSeat.run(id, number).changes === 0 ? err('unknown') : ok(undefined)),
		get: (id) => {
			const row = find(id);
			return row ? withGrants(row) : null;
		},
		list: () => (allAccounts.all() as unknown as AccountRow[]).map(withGrants),
		nameOf: (id) => find(id)?.name ?? (id === clerk ? clerkName : id),
		signOut: (id) => Number(deleteSessions.run(id).changes),
		passwordOf: (id) => (password.get(id) as { password: string } | undefined)?.password ?? null,
	};
}

const rowToGrant = ({ number, role, desk, books, first_day: from, last_day: to }: SeatRow): NumberedGrant => ({
	number,
	role: role as Role,
	desk,
	books: books.split(',').filter(Boolean) as Book[],
	...(from === null ? {} : { from }),
	...(to === null ? {} : { to }),
});

function inTransaction<Value>(file: AccountsFile, work: () => Value): Value {
	file.exec('BEGIN IMMEDIATE');
	try {
		const value = work();
		file.exec('COMMIT');
		return value;
	} catch (error) {
		file.exec('ROLLBACK');
		throw error;
	}
}
