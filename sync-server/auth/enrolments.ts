/**
 * Codes by which a new phone is enrolled: made by an administrator for one account, used once, good for half an hour.
 * The file holds only the hash of a code. Rules AD5–AD7.
 */
import { createHash, randomInt } from 'node:crypto';
import { dayMs } from '#lib/registers/rounds.ts';
import { inTransaction, type AccountsFile } from './database.ts';
import type { Deeds, Doer } from './deeds.ts';

export interface Enrolments {
	/** Takes the place of codes made before for the account. */
	make(account: string, doer: Doer): { readonly code: string; readonly expires: number };
	/** The account that a code stands for now; null when it stands for none. */
	accountOf(code: string): string | null;
	/** Uses it up; null when another was quicker. */
	use(code: string, doer: { readonly device: string; readonly address: string }): string | null;
}

export const codeMinutes = 30;
/** Characters that are not mistaken for each other. Ten of them are 49 bits: nothing to guess within half an hour. */
const letters = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';
export const codeLength = 10;

/** As people type it: any case, with or without the dash. */
export const plainCode = (typed: string): string => typed.toUpperCase().replaceAll(/[^A-Z0-9]/g, '');

export function createEnrolments(file: AccountsFile, deeds: Deeds, now: () => number): Enrolments {
	const insert = file.prepare('INSERT INTO enrolment (hash, account, made, made_by, expires) VALUES (?, ?, ?, ?, ?)');
	const removeOfAccount = file.prepare('DELETE FROM enrolment WHERE account = ? OR expires <= ?');
	const find = file.prepare(
		`SELECT account FROM enrolment JOIN account ON account.id = enrolment.account
		WHERE hash = ? AND expires > ? AND closed IS NULL`,
	);
	const remove = file.prepare('DELETE FROM enrolment WHERE hash = ? AND expires > ? RETURNING account');
	const home = file.prepare('SELECT home FROM account WHERE id = ?');
	const homeOf = (account: string) => (home.get(account) as { home: string | null }).home;

	return {
		make: (account, doer) =>
			inTransaction(file, () => {
				const code = Array.from({ length: codeLength }, () => letters[randomInt(letters.length)]).join('');
				const expires = now() + codeMinutes * (dayMs / 24 / 60);
				removeOfAccount.run(account, now());
				insert.run(hashOf(code), account, now(), doer.account, expires);
				deeds.note(doer, 'code-made', account, homeOf(account));
				return { code, expires };
			}),
		accountOf: (code) => (find.get(hashOf(code), now()) as { account: string } | undefined)?.account ?? null,
		use: (code, { device, address }) =>
			inTransaction(file, () => {
				const used = remove.get(hashOf(code), now()) as { account: string } | undefined;
				if (!used) return null;
				deeds.note({ account: used.account, address }, 'enrolled', used.account, homeOf(used.account), { device });
				return used.account;
			}),
	};
}

const hashOf = (code: string): string => createHash('sha256').update(plainCode(code)).digest('hex');
