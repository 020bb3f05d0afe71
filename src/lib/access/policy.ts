/**
 * Who may do what. One pure table; the phone asks it to show or hide, the server's gate asks it to decide.
 * A grant seats an account at a desk in a role for a time, with the books it may open.
 */
import { books, type Book } from '#lib/ledger/page.ts';

export const roles = ['worker', 'supervisor', 'viewer', 'admin'] as const;
/** 网格员 · 社区书记 · 上级查看 · 管理员. */
export type Role = (typeof roles)[number];

export interface Grant {
	readonly role: Role;
	/** Area code; a supervisor's, viewer's and admin's grant reaches every desk below it. */
	readonly desk: string;
	readonly books: readonly Book[];
	/** First and last day `yyyy-mm-dd`, both included; absent is open. */
	readonly from?: string;
	readonly to?: string;
	/** 顶岗: given by a supervisor for a time, at a desk that is another's; see cover.ts. */
	readonly cover?: true;
	/** The day on which it was ended before its last one. From that moment it opens nothing. */
	readonly ended?: string;
}

export type Action = 'read' | 'write' | 'amend' | 'withdraw' | 'review' | 'export' | 'administer';

/** Whether the role reaches desks below its own. */
const reachesBelow: Record<Role, boolean> = { worker: false, supervisor: true, viewer: true, admin: true };

const actions: Record<Role, readonly Action[]> = {
	worker: ['read', 'write', 'amend', 'withdraw'],
	supervisor: ['read', 'write', 'amend', 'withdraw', 'review', 'export', 'administer'],
	viewer: ['read'],
	admin: ['administer'],
};

/** The action that writing an entry of this kind is. */
export function actionOf(kind: string): Action {
	if (kind === 'amend' || kind === 'review' || kind === 'withdraw') return kind;
	return 'write';
}

const isWithinDays = ({ from, to }: Grant, day: string): boolean => (!from || from <= day) && (!to || day <= to);

export const isInForce = (grant: Grant, day: string): boolean => grant.ended === undefined && isWithinDays(grant, day);

export const reaches = (grant: Grant, desk: string): boolean =>
	grant.desk === desk || (reachesBelow[grant.role] && desk.startsWith(grant.desk));

export type Denial = 'desk' | 'book' | 'role';

/** Null when some grant in force on `day` allows it; otherwise the nearest reason why not. */
export function denialOf(
	grants: readonly Grant[],
	action: Action,
	desk: string,
	book: Book,
	day: string,
): Denial | null {
	const here = grants.filter((grant) => isInForce(grant, day) && reaches(grant, desk));
	if (here.length === 0) return 'desk';
	const acting = here.filter((grant) => actions[grant.role].includes(action));
	if (acting.length === 0) return 'role';
	return acting.some((grant) => grant.books.includes(book)) ? null : 'book';
}

export const may = (grants: readonly Grant[], action: Action, desk: string, book: Book, day: string): boolean =>
	denialOf(grants, action, desk, book, day) === null;

/** Desks whose pages a phone replicates: those it works at. Supervisors and viewers read projections instead. */
export const workDesks = (grants: readonly Grant[], day: string): readonly string[] => [
	...new Set(grants.filter((grant) => grant.role === 'worker' && isInForce(grant, day)).map((grant) => grant.desk)),
];

/** The desks at which someone works today, and the books that open there: what a phone keeps pages of. */
export function workPlaces(grants: readonly Grant[], day: string): ReadonlyMap<string, ReadonlySet<Book>> {
	const booksAt = (desk: string) => books.filter((book) => may(grants, 'write', desk, book, day));
	return new Map(workDesks(grants, day).map((desk) => [desk, new Set(booksAt(desk))]));
}

/** For so many days after its end a worker's grant still lets in what was written down under it: as long as a session lasts without contact. */
export const handOverDays = 30;
const handedOver: readonly Action[] = ['write', 'amend', 'withdraw'];

/**
 * Whether what a worker wrote down on the day `written` is still taken on `day`, under a grant that has ended since: a
 * phone may have been out of reach when it did. Reading ends with the grant. Rule A9.
 */
export function mayHandOver(
	grants: readonly Grant[],
	action: Action,
	{ desk, book, written, day }: { desk: string; book: Book; written: string; day: string },
): boolean {
	if (!handedOver.includes(action)) return false;
	return grants.some((grant) => {
		if (grant.role !== 'worker' || grant.desk !== desk || !grant.books.includes(book)) return false;
		// Ended in the middle of a day: who was out of reach could not know, so that day counts whole.
		const last = [grant.to, grant.ended].filter((end) => end !== undefined).sort()[0];
		if (last === undefined || !isWithinDays(grant, written) || written > last) return false;
		return Date.parse(day) - Date.parse(last) <= handOverDays * 86_400_000;
	});
}
