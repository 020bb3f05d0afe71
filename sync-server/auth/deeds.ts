/**
 * The trace of what was administered: who did what to whom, when and from where. It only grows; the file itself refuses
 * a change or a deletion. Rule AD2.
 */
import type { AccountsFile } from './database.ts';

export const deedNames = [
	'account-made',
	'account-renamed',
	'account-closed',
	'grant-given',
	'grant-changed',
	'grant-ended',
	'grant-taken-back',
	'device-revoked',
	'device-wiped',
	'signed-out',
	'password-reset',
	'password-changed',
	'code-made',
	'enrolled',
] as const;
export type DeedName = (typeof deedNames)[number];

/** Who does it, and the network address that it came from; the address is empty for the command line. */
export interface Doer {
	readonly account: string;
	readonly address: string;
}

export interface Deed {
	readonly number: number;
	/** Unix ms. */
	readonly at: number;
	readonly by: string;
	readonly deed: DeedName;
	/** To whom. */
	readonly account: string;
	/** The desk that it concerns: of the seat, or where the account belongs. */
	readonly desk: string | null;
	readonly detail: Readonly<Record<string, string | number>>;
	readonly address: string;
}

export interface Deeds {
	note(doer: Doer, deed: DeedName, account: string, desk: string | null, detail?: Deed['detail']): void;
	/** Those at desks that begin with the code, latest first, and of one account where it is named. */
	list(query: {
		readonly area: string;
		readonly account?: string | undefined;
		/** Only those with a lower number. */
		readonly before?: number | undefined;
		readonly limit: number;
	}): readonly Deed[];
}

export function createDeeds(file: AccountsFile, now: () => number): Deeds {
	const insert = file.prepare(
		'INSERT INTO deed (at, by, deed, account, desk, detail, address) VALUES (?, ?, ?, ?, ?, ?, ?)',
	);
	const select = file.prepare(
		`SELECT number, at, by, deed, account, desk, detail, address FROM deed
		WHERE substr(desk, 1, length(?1)) = ?1 AND number < ?2 AND (?3 = '' OR account = ?3)
		ORDER BY number DESC LIMIT ?4`,
	);
	return {
		note: ({ account: by, address }, deed, account, desk, detail = {}) =>
			void insert.run(now(), by, deed, account, desk, JSON.stringify(detail), address),
		list: ({ area, account = '', before = Number.MAX_SAFE_INTEGER, limit }) =>
			(select.all(area, before, account, limit) as unknown as (Omit<Deed, 'detail'> & { detail: string })[]).map(
				(row) => ({
					...row,
					detail: JSON.parse(row.detail) as Deed['detail'],
				}),
			),
	};
}
