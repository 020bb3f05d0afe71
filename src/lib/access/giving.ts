/**
 * Whom an administrator reaches, and what seats he may give. Pure; the server asks it to decide, the screens to offer
 * only what will be taken. Rules A14–A17 of SPEC.md.
 */
import { areaLevel, isWithin } from './areas/area-tree.ts';
import { isDay } from './cover.ts';
import { givenRoles, isInForce, isSeat, seatDenial, type Denial, type Grant } from './policy.ts';

/**
 * `desk`, `role`: he does not administer there. `own`: his own account, which another administrator changes. `level`: the
 * role has no seat at such a desk. `books`: no book, where the role needs one, or one that the role does not have. `days`:
 * no days of the calendar, turned round, or wholly past. `longer`: an administrator's seat that would outlast his own.
 */
export type GiveDenial = Exclude<Denial, 'book'> | 'own' | 'level' | 'books' | 'days' | 'longer';

/** Who is to be changed, as far as it matters here. */
export interface Whom {
	readonly account: string;
	/** Desk where the account belongs while nobody sits anywhere with it. */
	readonly home: string | null;
	readonly grants: readonly Grant[];
}

/** A seat that is held now or will be. */
export const isStanding = ({ ended, to }: Grant, today: string): boolean =>
	ended === undefined && (to === undefined || today <= to);

/**
 * Null when he may change the account as a whole: its name, password, devices, sessions, or close it. All its standing
 * seats lie in his area then; otherwise a new password would give him what he has not. Rule A14.
 */
export function accountDenial(by: readonly Grant[], whom: Whom, today: string): Exclude<Denial, 'book'> | null {
	const desks = whom.grants.filter((grant) => isStanding(grant, today)).map(({ desk }) => desk);
	const asked = desks.length > 0 ? desks : [whom.home ?? ''];
	const denials = asked.map((desk) => administerDenial(by, desk, today));
	return denials.find((denial) => denial !== null) ?? null;
}

/** Null when the account shows in his list: it has, or had, something in his area. */
export const isListed = (by: readonly Grant[], { home, grants }: Whom, today: string): boolean =>
	[...grants.map(({ desk }) => desk), home ?? ''].some((desk) => administerDenial(by, desk, today) === null);

/** Null when he may give this seat. Rules A15–A17. */
export function giveDenial(
	by: { readonly account: string; readonly grants: readonly Grant[] },
	whom: Pick<Whom, 'account'>,
	seat: Grant,
	today: string,
): GiveDenial | null {
	if (by.account === whom.account) return 'own';
	const denial = administerDenial(by.grants, seat.desk, today);
	if (denial) return denial;
	const level = areaLevel(seat.desk);
	if (!(givenRoles as readonly string[]).includes(seat.role) || level === null || !isSeat(seat.role, level))
		return 'level';
	// An administrator's seat opens no book: who needs both gets two seats, each in the trace.
	if ((seat.role === 'admin') !== (seat.books.length === 0)) return 'books';
	if (!areDaysFit(seat, today)) return 'days';
	return seat.role === 'admin' && !isCovered(by.grants, seat, today) ? 'longer' : null;
}

/** Null when he may end or shorten this seat: it lies in his area, and is not his own. */
export function endSeatDenial(
	by: { readonly account: string; readonly grants: readonly Grant[] },
	whom: Pick<Whom, 'account'>,
	seat: Grant,
	today: string,
): 'own' | Exclude<Denial, 'book'> | null {
	return by.account === whom.account ? 'own' : administerDenial(by.grants, seat.desk, today);
}

function administerDenial(by: readonly Grant[], desk: string, today: string): Exclude<Denial, 'book'> | null {
	return seatDenial(by, 'administer', 'accounts', desk, today) as Exclude<Denial, 'book'> | null;
}

function areDaysFit({ from, to }: Grant, today: string): boolean {
	if ([from, to].some((day) => day !== undefined && !isDay(day))) return false;
	return to === undefined || (today <= to && (from === undefined || from <= to));
}

/** Some seat of his own by which he administers there lasts as long. */
const isCovered = (by: readonly Grant[], { desk, to }: Grant, today: string): boolean =>
	by.some(
		(own) =>
			isInForce(own, today) &&
			isWithin(desk, own.desk) &&
			administerDenial([own], desk, today) === null &&
			(own.to === undefined || (to !== undefined && to <= own.to)),
	);
