/**
 * 顶岗: who may seat whom at another's grid, where, with which books and for how long. Pure; the server asks it to
 * decide, the supervisor's screen to offer only what will be taken. Rules A1–A8 of SPEC.md.
 */
import type { Book } from '#lib/ledger/page.ts';
import { areaLevel, isWithin, parentOf } from './areas/area-tree.ts';
import { denialOf, isFieldGrant, isInForce, seatDenial, type Denial, type Grant } from './policy.ts';

export interface CoverWish {
	readonly desk: string;
	readonly books: readonly Book[];
	/** First and last day `yyyy-mm-dd`, both included. */
	readonly from: string;
	readonly to: string;
}

/**
 * `desk`, `role`, `book`: what the supervisor himself may not. `grid`: not a grid. `days`: no days, in the past, turned
 * round, or too many. `seat`: the other sits nowhere in this community all that time. `own-grid`: it is the other's own.
 */
export type CoverDenial = Denial | 'grid' | 'days' | 'seat' | 'own-grid';

/** Days of one cover at most, first and last included. */
export const longestCoverDays = 92;
const dayMs = 86_400_000;

/**
 * Null when the supervisor may do it today; otherwise why not.
 *
 * @param supervisor all grants of who asks
 * @param substitute all grants of who is to cover
 */
export function coverDenial(
	supervisor: readonly Grant[],
	substitute: readonly Grant[],
	wish: CoverWish,
	today: string,
): CoverDenial | null {
	const authority = authorityDenial(supervisor, wish, today);
	if (authority) return authority;
	if (areaLevel(wish.desk) !== 'grid') return 'grid';
	if (!areDaysFit(wish, today)) return 'days';
	const standing = substitute.filter((grant) => !grant.cover);
	const community = parentOf(wish.desk)!;
	const isSeated = standing.some(
		(grant) => isWithin(grant.desk, community) && isInForce(grant, wish.from) && isInForce(grant, wish.to),
	);
	if (!isSeated) return 'seat';
	return standing.some((grant) => isFieldGrant(grant) && grant.desk === wish.desk && overlaps(grant, wish))
		? 'own-grid'
		: null;
}

/** The grant that a cover is. */
export const coverGrant = ({ desk, books, from, to }: CoverWish): Grant => ({
	role: 'worker',
	desk,
	books,
	from,
	to,
	cover: true,
});

/** Who may end a cover at a desk: those who administer it, whatever books they open. Rule A8. */
export function endDenial(grants: readonly Grant[], desk: string, today: string): Denial | null {
	return seatDenial(grants, 'withdraw', 'cover', desk, today);
}

function authorityDenial(supervisor: readonly Grant[], { desk, books }: CoverWish, today: string): Denial | null {
	// An administrator makes accounts; who works where is the supervisor's to say.
	const denial = denialOf(supervisor, 'administer', desk, 'field', today, 'cover');
	if (denial) return denial;
	// The doors and names lie in `field`: without it a grid cannot be walked.
	if (!books.includes('field')) return 'book';
	return books.some((book) => denialOf(supervisor, 'administer', desk, book, today, 'cover')) ? 'book' : null;
}

function areDaysFit({ from, to }: CoverWish, today: string): boolean {
	if (!isDay(from) || !isDay(to) || from < today || to < from) return false;
	return (Date.parse(to) - Date.parse(from)) / dayMs < longestCoverDays;
}

/** A day of the calendar, `yyyy-mm-dd`. */
export function isDay(text: string): boolean {
	return /^\d{4}-\d{2}-\d{2}$/.test(text) && new Date(text).toJSON()?.slice(0, 10) === text;
}

const overlaps = (grant: Grant, { from, to }: CoverWish): boolean =>
	grant.ended === undefined && (!grant.from || grant.from <= to) && (!grant.to || from <= grant.to);
