/** Refusals as the API says them. */
import { refusals, type Refusal } from '#lib/ledger/refusal.ts';

export const withMessage = ({ id, code, detail }: Refusal) => ({
	id,
	code,
	message: detail ? `${refusals[code].en} (${detail})` : refusals[code].en,
	// A person's own words, for the one whom they are meant for.
	...(code === 'declined' && detail ? { detail } : {}),
});

/** Named only where something is held: the answer of every other day is what it always was. */
export const heldOf = (held: readonly string[]): { readonly held?: readonly string[] } =>
	held.length > 0 ? { held } : {};
