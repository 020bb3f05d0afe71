/** Accounts and the seats they hold: who may sign in, and at which desks they sit. */
import { handOverDays, type Grant, type Role } from '#lib/access/policy.ts';
import { dayOf, type Book } from '#lib/ledger/page.ts';
import { clerk } from '#lib/registers/leads.ts';
import { err, ok, type Result } from '#lib/ledger/result.ts';
import { operator } from './covers.ts';
import { inTransaction, type AccountsFile } from './database.ts';
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

/** A cover that is over for so long is no grant any more: nothing is handed over under it, and nobody need be told. */
const coverKeptMs = 2 * handOverDays * 24 * 60 * 60 * 1000;

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
	/** Number of the cover that the seat is. */
	cover: number | null;
	ended_day: string | null;
}

export function createAccounts(file: AccountsFile, now: () => number): Accounts {
	const accountById = file.prepare('SELECT id, name, demo FROM account WHERE id = ?');
	const allAccounts = file.prepare('SELECT id, name, demo FROM account ORDER BY id');
	const password = file.prepare('SELECT password FROM account WHERE id = ?');
	const seats = file.prepare(
		`SELECT seat.number, role, seat.desk, seat.books, seat.first_day, seat.last_day, cover.number AS cover, ended_day
		FROM seat LEFT JOIN cover ON cover.seat = seat.number
		WHERE seat.account = ? AND (cover.number IS NULL OR min(cover.last_day, coalesce(ended_day, cover.last_day)) >= ?)
		ORDER BY seat.number`,
	);
	const insertAccount = file.prepare(
		'INSERT INTO account (id, name, demo, password, made) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
	);
	const insertSeat = file.prepare(
		'INSERT INTO seat (account, role, desk, books, first_day, last_day) VALUES (?, ?, ?, ?, ?, ?)',
	);
	const deleteSeat = file.prepare('DELETE FROM seat WHERE account = ? AND number = ?');
	const closeCover = file.prepare(
		`UPDATE cover SET ended = ?1, ended_by = '${operator}', ended_day = ?2
		WHERE account = ?3 AND seat = ?4 AND ended IS NULL`,
	);
	const updatePassword = file.prepare('UPDATE account SET password = ? WHERE id = ?');
	const deleteSessions = file.prepare('DELETE FROM session WHERE account = ?');

	const seat = (id: string, { role, desk, books, from, to }: Grant): number =>
		Number(insertSeat.run(id, role, desk, books.join(','), from ?? null, to ?? null).lastInsertRowid);
	const withGrants = ({ id, name, demo }: AccountRow): Account => ({
		id,
		name,
		demo: demo === 1,
		grants: (seats.all(id, dayOf(now() - coverKeptMs)) as unknown as SeatRow[]).map(rowToGrant),
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
		revoke: (id, number) =>
			inTransaction(file, () => {
				closeCover.run(now(), dayOf(now()), id, number);
				return deleteSeat.run(id, number).changes === 0 ? err('unknown') : ok(undefined);
			}),
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

const rowToGrant = ({ first_day: from, last_day: to, ended_day: ended, cover, ...row }: SeatRow): NumberedGrant => ({
	number: row.number,
	role: row.role as Role,
	desk: row.desk,
	books: row.books.split(',').filter(Boolean) as Book[],
	...(from === null ? {} : { from }),
	...(to === null ? {} : { to }),
	...(cover === null ? {} : { cover: true as const }),
	...(ended === null ? {} : { ended }),
});
