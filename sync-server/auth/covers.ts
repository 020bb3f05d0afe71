/**
 * 顶岗 in the accounts file: who was seated at whose grid, by whom, from when to when, and who ended it. A cover holds a
 * seat while it lasts; its own row is never deleted, so that what was done stays told. Whether it may be done is asked
 * before (`coverDenial` in lib/access).
 */
import { coverGrant, type CoverWish } from '#lib/access/cover.ts';
import type { Book } from '#lib/ledger/page.ts';
import { inTransaction, type AccountsFile } from './database.ts';

export interface Cover extends CoverWish {
	readonly number: number;
	/** Who covers. */
	readonly account: string;
	/** Who set it, and when, in unix ms. */
	readonly by: string;
	readonly made: number;
	/** Present once it was ended before its last day, or taken back. */
	readonly ended?: { readonly by: string; readonly at: number; readonly day: string };
}

export interface NewCover extends CoverWish {
	readonly account: string;
	readonly by: string;
	/** Today in the community's zone. */
	readonly day: string;
	/** When it was set, in unix ms, where that is not now: the past of the demonstration. */
	readonly made?: number;
}

export interface Covers {
	/**
	 * The cover as it is now. The same asked for again changes nothing; other days or books for the same person at the
	 * same grid take the place of what stood there for days that touch them.
	 */
	set(cover: NewCover): Cover;
	/** Ends it from now on; one that is over already stays as it is. Null when there is none. */
	end(number: number, by: string, day: string): Cover | null;
	get(number: number): Cover | null;
	/** Those at desks that begin with the code, latest first. */
	within(area: string): readonly Cover[];
}

/** Ended by the command line, where nobody is signed in. */
export const operator = 'system';
const listed = 500;

interface CoverRow {
	number: number;
	account: string;
	desk: string;
	books: string;
	first_day: string;
	last_day: string;
	made: number;
	made_by: string;
	ended: number | null;
	ended_by: string | null;
	ended_day: string | null;
}

export function createCovers(file: AccountsFile, now: () => number): Covers {
	const columns =
		'number, account, desk, books, first_day, last_day, made, made_by, ended, ended_by, ended_day FROM cover';
	const byNumber = file.prepare(`SELECT ${columns} WHERE number = ?`);
	const inArea = file.prepare(
		`SELECT ${columns} WHERE substr(desk, 1, length(?1)) = ?1 ORDER BY number DESC LIMIT ${listed}`,
	);
	const touching = file.prepare(
		`SELECT ${columns} WHERE account = ? AND desk = ? AND ended IS NULL AND first_day <= ? AND last_day >= ?`,
	);
	const insertSeat = file.prepare(
		'INSERT INTO seat (account, role, desk, books, first_day, last_day) VALUES (?, ?, ?, ?, ?, ?)',
	);
	const insert = file.prepare(
		'INSERT INTO cover (seat, account, desk, books, first_day, last_day, made, made_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
	);
	const close = file.prepare('UPDATE cover SET ended = ?, ended_by = ?, ended_day = ? WHERE number = ?');

	const get = (number: number): Cover | null => {
		const row = byNumber.get(number) as CoverRow | undefined;
		return row ? rowToCover(row) : null;
	};
	const add = (wish: NewCover): Cover => {
		const { account, by } = wish;
		const { role, desk, books, from, to } = coverGrant(wish);
		const days = [books.join(','), from!, to!] as const;
		const seat = insertSeat.run(account, role, desk, ...days).lastInsertRowid;
		return get(Number(insert.run(seat, account, desk, ...days, wish.made ?? now(), by).lastInsertRowid))!;
	};

	return {
		set: (wish) =>
			inTransaction(file, () => {
				const { account, desk, from, to, by, day } = wish;
				const standing = (touching.all(account, desk, to, from) as unknown as CoverRow[]).map(rowToCover);
				const same = standing.find((one) => isSame(one, wish));
				for (const one of standing) if (one !== same) close.run(now(), by, day, one.number);
				return same ?? add(wish);
			}),
		end: (number, by, day) =>
			inTransaction(file, () => {
				const cover = get(number);
				if (cover && !cover.ended && cover.to >= day) close.run(now(), by, day, number);
				return get(number);
			}),
		get,
		within: (area) => (inArea.all(area) as unknown as CoverRow[]).map(rowToCover),
	};
}

const isSame = (one: Cover, { from, to, books }: CoverWish): boolean =>
	one.from === from &&
	one.to === to &&
	one.books.length === books.length &&
	one.books.every((book) => books.includes(book));

const rowToCover = ({ ended, ended_by, ended_day, ...row }: CoverRow): Cover => ({
	number: row.number,
	account: row.account,
	desk: row.desk,
	books: row.books.split(',') as Book[],
	from: row.first_day,
	to: row.last_day,
	by: row.made_by,
	made: row.made,
	...(ended === null ? {} : { ended: { at: ended, by: ended_by!, day: ended_day! } }),
});
