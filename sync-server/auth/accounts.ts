/** Accounts and the seats they hold: who may sign in, and at which desks they sit. */
import { handOverDays, type Grant, type Role } from '#lib/access/policy.ts';
import { dayOf, type Book } from '#lib/ledger/page.ts';
import { clerk } from '#lib/registers/leads.ts';
import { err, ok, type Result } from '#lib/ledger/result.ts';
import { operator } from './covers.ts';
import type { Deeds, Doer } from './deeds.ts';
import { inTransaction, type AccountsFile } from './database.ts';
import { hashPassword } from './password.ts';

export interface Account {
	/** As it stands in `by` of entries. */
	readonly id: string;
	readonly name: string;
	/** Of the demonstration: signs in only on the machine itself. */
	readonly demo: boolean;
	/** Desk where it belongs while nobody sits anywhere with it: the first, or where it was made. */
	readonly home: string | null;
	/** Nobody signs in with it any more, since when (unix ms). */
	readonly closed: number | null;
	/** The password holds for one sign-in, and until then (unix ms), and must be changed there. */
	readonly passwordUntil: number | null;
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
	/** Where it is made; the desk of its first grant when absent. */
	readonly home?: string;
	/** Unix ms until which the password may be used for one sign-in; absent when it is the person's own. */
	readonly passwordUntil?: number;
	readonly grants: readonly Grant[];
}

export interface Accounts {
	add(account: NewAccount, doer?: Doer): Promise<Result<void, 'taken' | 'account-id'>>;
	/**
	 * Ends all its sessions, but for `keep` and those by which a revoked device still hands over.
	 *
	 * @param until as `passwordUntil`
	 */
	setPassword(
		id: string,
		password: string,
		options?: { readonly until?: number; readonly keep?: string; readonly doer?: Doer },
	): Promise<Result<void, 'unknown'>>;
	rename(id: string, name: string, doer: Doer): Result<void, 'unknown'>;
	/** Ends all its seats and sessions, and revokes its devices. */
	close(id: string, doer: Doer): Result<void, 'unknown'>;
	grant(id: string, grant: Grant, doer?: Doer): Result<number, 'unknown'>;
	/** Its days from now on; one that has ended stays as it is. */
	changeGrant(id: string, number: number, days: Pick<Grant, 'from' | 'to'>, doer: Doer): Result<void, 'unknown'>;
	/** It opens nothing any more; what was written under it is still handed over. */
	endGrant(id: string, number: number, doer?: Doer): Result<void, 'unknown'>;
	/** As if it had never been, for the command line: a seat that was given by mistake. What still comes under it is refused. */
	takeBack(id: string, number: number, doer?: Doer): Result<void, 'unknown'>;
	get(id: string): Account | null;
	list(): readonly Account[];
	/** The person's name; the id itself when the account is unknown. */
	nameOf(id: string): string;
	/** Ends all sessions of an account, but for those by which a revoked device still hands over; how many there were. */
	signOut(id: string, doer?: Doer): number;
	passwordOf(id: string): string | null;
}

const idPattern = /^[a-z0-9][a-z0-9._-]{1,39}$/;
/** Authors of the server itself, which nobody may sign in as. */
const reserved = ['server', 'clerk', 'import', 'seed', 'system'];

/** A seat that was ended, and a cover that is over, for so long is no grant any more: nothing is handed over under it, and nobody need be told. */
const coverKeptMs = 2 * handOverDays * 24 * 60 * 60 * 1000;

/** As people read it where something was carried over from another grid. */
const clerkName = '系统';

const isAccountId = (text: string): boolean => idPattern.test(text) && !reserved.includes(text);

interface AccountRow {
	id: string;
	name: string;
	demo: number;
	home: string | null;
	closed: number | null;
	password_until: number | null;
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

export function createAccounts(file: AccountsFile, deeds: Deeds, now: () => number): Accounts {
	const columns = 'id, name, demo, home, closed, password_until';
	const accountById = file.prepare(`SELECT ${columns} FROM account WHERE id = ?`);
	const allAccounts = file.prepare(`SELECT ${columns} FROM account ORDER BY id`);
	const password = file.prepare('SELECT password FROM account WHERE id = ?');
	const seats = file.prepare(
		`SELECT seat.number, role, seat.desk, seat.books, seat.first_day, seat.last_day, cover.number AS cover,
			coalesce(cover.ended_day, seat.ended_day) AS ended_day
		FROM seat LEFT JOIN cover ON cover.seat = seat.number
		WHERE seat.account = ?1
			AND (cover.number IS NULL OR min(cover.last_day, coalesce(cover.ended_day, cover.last_day)) >= ?2)
			AND (seat.ended_day IS NULL OR seat.ended_day >= ?2)
		ORDER BY seat.number`,
	);
	const insertAccount = file.prepare(
		`INSERT INTO account (id, name, demo, password, made, home, password_until) VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT DO NOTHING`,
	);
	const insertSeat = file.prepare(
		'INSERT INTO seat (account, role, desk, books, first_day, last_day) VALUES (?, ?, ?, ?, ?, ?)',
	);
	const deleteSeat = file.prepare('DELETE FROM seat WHERE account = ? AND number = ?');
	const closeCover = file.prepare(
		`UPDATE cover SET ended = ?1, ended_by = ?5, ended_day = ?2
		WHERE account = ?3 AND seat = ?4 AND ended IS NULL`,
	);
	const updatePassword = file.prepare('UPDATE account SET password = ?, password_until = ? WHERE id = ?');
	const updateName = file.prepare('UPDATE account SET name = ? WHERE id = ?');
	const closeAccount = file.prepare('UPDATE account SET closed = ? WHERE id = ? AND closed IS NULL');
	const updateDays = file.prepare(
		'UPDATE seat SET first_day = ?, last_day = ? WHERE account = ? AND number = ? AND ended_day IS NULL',
	);
	const endSeat = file.prepare('UPDATE seat SET ended_day = ? WHERE account = ? AND number = ? AND ended_day IS NULL');
	const endSeats = file.prepare('UPDATE seat SET ended_day = ? WHERE account = ? AND ended_day IS NULL');
	const revokeDevices = file.prepare('UPDATE device SET revoked = ? WHERE account = ? AND revoked IS NULL');
	const deleteCodes = file.prepare('DELETE FROM enrolment WHERE account = ?');
	// A session of a revoked device opens nothing, but lets it hand over what is unsent.
	const deleteSessions = file.prepare(
		`DELETE FROM session WHERE account = ?1 AND hash <> ?2
		AND NOT EXISTS (SELECT 1 FROM device WHERE device.id = session.device AND device.revoked IS NOT NULL)`,
	);

	const seat = (id: string, { role, desk, books, from, to }: Grant): number =>
		Number(insertSeat.run(id, role, desk, books.join(','), from ?? null, to ?? null).lastInsertRowid);
	const withGrants = ({ id, name, demo, home, closed, password_until }: AccountRow): Account => ({
		id,
		name,
		demo: demo === 1,
		home,
		closed,
		passwordUntil: password_until,
		grants: (seats.all(id, dayOf(now() - coverKeptMs)) as unknown as SeatRow[]).map(rowToGrant),
	});
	const find = (id: string) => accountById.get(id) as AccountRow | undefined;

	const closeCovers = (id: string, number: number, doer: Doer) =>
		closeCover.run(now(), dayOf(now()), id, number, doer.account);

	return {
		add: async ({ id, name, password: secret, demo = false, home, passwordUntil, grants }, doer = operatorDoer) => {
			if (!isAccountId(id)) return err('account-id');
			const hash = await hashPassword(secret);
			const place = home ?? grants[0]?.desk ?? null;
			return inTransaction(file, () => {
				const row = [id, name, demo ? 1 : 0, hash, now(), place, passwordUntil ?? null] as const;
				if (insertAccount.run(...row).changes === 0) return err('taken');
				const numbers = grants.map((grant) => seat(id, grant));
				// The demonstration makes itself; nobody did it.
				if (demo) return ok(undefined);
				deeds.note(doer, 'account-made', id, place, { name });
				grants.forEach((grant, index) =>
					deeds.note(doer, 'grant-given', id, grant.desk, seatDetail(numbers[index]!, grant)),
				);
				return ok(undefined);
			});
		},
		setPassword: async (id, secret, { until, keep = '', doer = operatorDoer } = {}) => {
			const hash = await hashPassword(secret);
			return inTransaction(file, () => {
				if (updatePassword.run(hash, until ?? null, id).changes === 0) return err('unknown');
				deleteSessions.run(id, keep);
				const isOwn = doer.account === id && until === undefined;
				deeds.note(doer, isOwn ? 'password-changed' : 'password-reset', id, find(id)!.home);
				return ok(undefined);
			});
		},
		rename: (id, name, doer) =>
			inTransaction(file, () => {
				const before = find(id);
				if (!before) return err('unknown');
				updateName.run(name, id);
				deeds.note(doer, 'account-renamed', id, before.home, { from: before.name, to: name });
				return ok(undefined);
			}),
		close: (id, doer) =>
			inTransaction(file, () => {
				const row = find(id);
				if (!row) return err('unknown');
				if (closeAccount.run(now(), id).changes === 0) return ok(undefined);
				for (const { number } of withGrants(row).grants) closeCovers(id, number, doer);
				endSeats.run(dayOf(now()), id);
				revokeDevices.run(now(), id);
				deleteCodes.run(id);
				deleteSessions.run(id, '');
				deeds.note(doer, 'account-closed', id, row.home);
				return ok(undefined);
			}),
		grant: (id, grant, doer = operatorDoer) =>
			inTransaction(file, () => {
				if (!find(id)) return err('unknown');
				const number = seat(id, grant);
				deeds.note(doer, 'grant-given', id, grant.desk, seatDetail(number, grant));
				return ok(number);
			}),
		changeGrant: (id, number, { from, to }, doer) =>
			inTransaction(file, () => {
				const before = find(id) && withGrants(find(id)!).grants.find((grant) => grant.number === number);
				if (!before || updateDays.run(from ?? null, to ?? null, id, number).changes === 0) return err('unknown');
				const { from: _from, to: _to, ...kept } = before;
				const after = { ...kept, ...(from && { from }), ...(to && { to }) };
				deeds.note(doer, 'grant-changed', id, before.desk, seatDetail(number, after, before));
				return ok(undefined);
			}),
		endGrant: (id, number, doer = operatorDoer) =>
			inTransaction(file, () => {
				const before = find(id) && withGrants(find(id)!).grants.find((grant) => grant.number === number);
				if (!before || endSeat.run(dayOf(now()), id, number).changes === 0) return err('unknown');
				closeCovers(id, number, doer);
				deeds.note(doer, 'grant-ended', id, before.desk, seatDetail(number, before));
				return ok(undefined);
			}),
		takeBack: (id, number, doer = operatorDoer) =>
			inTransaction(file, () => {
				const before = find(id) && withGrants(find(id)!).grants.find((grant) => grant.number === number);
				closeCovers(id, number, doer);
				if (deleteSeat.run(id, number).changes === 0) return err('unknown');
				if (before) deeds.note(doer, 'grant-taken-back', id, before.desk, seatDetail(number, before));
				return ok(undefined);
			}),
		get: (id) => {
			const row = find(id);
			return row ? withGrants(row) : null;
		},
		list: () => (allAccounts.all() as unknown as AccountRow[]).map(withGrants),
		nameOf: (id) => find(id)?.name ?? (id === clerk ? clerkName : id),
		signOut: (id, doer = operatorDoer) =>
			inTransaction(file, () => {
				const row = find(id);
				const ended = Number(deleteSessions.run(id, '').changes);
				if (row) deeds.note(doer, 'signed-out', id, row.home, { sessions: ended });
				return ended;
			}),
		passwordOf: (id) => (password.get(id) as { password: string } | undefined)?.password ?? null,
	};
}

const operatorDoer: Doer = { account: operator, address: '' };

/** A seat as the trace keeps it. */
const seatDetail = (number: number, grant: Grant, before?: Grant) => ({
	number,
	role: grant.role,
	books: grant.books.join(','),
	from: grant.from ?? '',
	to: grant.to ?? '',
	...(before ? { fromBefore: before.from ?? '', toBefore: before.to ?? '' } : {}),
});

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
