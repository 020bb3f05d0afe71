/**
 * Who may do what: questions to the one table in `table.ts`. The phone asks to show or hide, the server's routes and gate
 * ask to decide. A grant seats an account at a desk in a role for a time, with the books it may open. Rules A9–A13.
 */
import { books, type Book } from '#lib/ledger/page.ts';
import { areaLevel, type AreaLevel } from './areas/area-tree.ts';
import { parseTable, things, type Action, type Relation, type Role, type Row, type Thing } from './rows.ts';
import { table } from './table.ts';

export { actions, relations, roles, things, type Action, type Relation, type Role, type Thing } from './rows.ts';

export interface Grant {
	readonly role: Role;
	/** Area code of the desk; how far beyond it the grant reaches is the table's to say. */
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

const rows = parseTable(table);
const rowsByRole = Map.groupBy(rows, ({ role }) => role);

/** Lines of the table that hold for a seat of this role at a desk of this level. */
const linesOf = (role: Role, level: AreaLevel | null, when: Row['when'] = 'held'): readonly Row[] =>
	(rowsByRole.get(role) ?? []).filter((row) => row.when === when && level !== null && row.levels.includes(level));

/** Whether the role has anything to do at a desk of this level: elsewhere nobody is seated. Rule A12. */
export const isSeat = (role: Role, level: AreaLevel): boolean => linesOf(role, level).length > 0;

/** Roles whose screens are there; the others are rows of the table only, and are not given yet. */
export const givenRoles = ['worker', 'supervisor', 'viewer', 'admin'] as const satisfies readonly Role[];

/** The action that writing an entry of this kind is. */
export function actionOf(kind: string): Action {
	if (kind === 'amend' || kind === 'review' || kind === 'withdraw') return kind;
	return 'write';
}

const isWithinDays = ({ from, to }: Grant, day: string): boolean => (!from || from <= day) && (!to || day <= to);

export const isInForce = (grant: Grant, day: string): boolean => grant.ended === undefined && isWithinDays(grant, day);

/** How a desk stands to a grant's own. A code reaches what begins with it. */
export function relationOf(own: string, desk: string): Relation {
	if (own === desk) return 'own';
	if (desk.startsWith(own)) return 'below';
	return own.startsWith(desk) ? 'above' : 'beside';
}

const linesAt = ({ role, desk: own }: Grant, desk: string, when?: Row['when']): readonly Row[] => {
	const relation = relationOf(own, desk);
	return linesOf(role, areaLevel(own), when).filter((row) => row.relations.includes(relation));
};

export const reaches = (grant: Grant, desk: string): boolean => linesAt(grant, desk).length > 0;

/** Every kind of the book. A page is opened, sealed and sent as a whole, so it is asked for as a whole. */
const wholeBook = '*';
const isOfThings = (row: Row, action: Action, kind: string): boolean =>
	row.actions.includes(action) && (row.kinds.includes(kind) || (isEntryKind(kind) && row.kinds.includes(wholeBook)));
const isEntryKind = (kind: string): boolean => !(things as readonly string[]).includes(kind);

export type Denial = 'desk' | 'book' | 'role';

/**
 * Null when some grant in force on `day` allows it; otherwise the nearest reason why not. Rule A10.
 *
 * @param book null for what is in no book
 * @param kind of entry, or a thing in no book; the whole book when absent
 */
export function denialOf(
	grants: readonly Grant[],
	action: Action,
	desk: string,
	book: Book | null,
	day: string,
	kind: string = wholeBook,
): Denial | null {
	const here = grants
		.filter((grant) => isInForce(grant, day))
		.map((grant) => ({ grant, lines: linesAt(grant, desk) }))
		.filter(({ lines }) => lines.length > 0);
	if (here.length === 0) return 'desk';
	const acting = here
		.map(({ grant, lines }) => ({ grant, lines: lines.filter((row) => isOfThings(row, action, kind)) }))
		.filter(({ lines }) => lines.length > 0);
	if (acting.length === 0) return 'role';
	const opens = ({ grant, lines }: (typeof acting)[number]) =>
		(book === null || grant.books.includes(book)) && lines.some((row) => row.books.includes(book));
	return acting.some(opens) ? null : 'book';
}

export const may = (
	grants: readonly Grant[],
	action: Action,
	desk: string,
	book: Book | null,
	day: string,
	kind?: string,
): boolean => denialOf(grants, action, desk, book, day, kind) === null;

/** The same for what is in no book: who sits where, covers, exports, deliveries, accounts. */
export const seatDenial = (
	grants: readonly Grant[],
	action: Action,
	thing: Thing,
	desk: string,
	day: string,
): Denial | null => denialOf(grants, action, desk, null, day, thing);

/** Whether there is any desk at which it is allowed today, in some book: what a screen shows at all. */
export function mayAnywhere(
	grants: readonly Grant[],
	action: Action,
	day: string,
	kind: string | Thing = wholeBook,
): boolean {
	const asked = isEntryKind(kind) ? books : [null];
	return grants.some((grant) => asked.some((book) => may([grant], action, grant.desk, book, day, kind)));
}

/** What a grant lets be read as whole books by way of the server's projections, and whether only at its own desk. */
export function readingOf(grant: Grant): { readonly books: readonly Book[]; readonly exact: boolean } | null {
	const lines = linesOf(grant.role, areaLevel(grant.desk)).filter((row) => isOfThings(row, 'read', wholeBook));
	const open = grant.books.filter((book) => lines.some((row) => row.books.includes(book)));
	if (lines.length === 0) return null;
	return { books: open, exact: !lines.some((row) => row.relations.includes('below')) };
}

/** Works in the field, with pages on the phone; all others sit at the supervisor's desk and read the server's lists. */
export const isFieldGrant = ({ role }: Pick<Grant, 'role'>): boolean => role === 'worker';

/** Desks whose pages a phone replicates: those it works at. Supervisors and viewers read projections instead. */
export const workDesks = (grants: readonly Grant[], day: string): readonly string[] => [
	...new Set(grants.filter((grant) => isFieldGrant(grant) && isInForce(grant, day)).map((grant) => grant.desk)),
];

/** The desks at which someone works today, and the books that open there: what a phone keeps pages of. */
export function workPlaces(grants: readonly Grant[], day: string): ReadonlyMap<string, ReadonlySet<Book>> {
	const booksAt = (desk: string) => books.filter((book) => may(grants, 'write', desk, book, day));
	return new Map(workDesks(grants, day).map((desk) => [desk, new Set(booksAt(desk))]));
}

/** For so many days after its end a worker's grant still lets in what was written down under it: as long as a session lasts without contact. */
export const handOverDays = 30;

export interface HandOver {
	readonly desk: string;
	readonly book: Book;
	/** Day on which it was written down, and the day on which it comes. */
	readonly written: string;
	readonly day: string;
	readonly kind?: string;
}

/**
 * Whether what a worker wrote down on the day `written` is still taken on `day`, under a grant that has ended since: a
 * phone may have been out of reach when it did. Reading ends with the grant. Rule A9.
 */
export function mayHandOver(
	grants: readonly Grant[],
	action: Action,
	{ desk, book, written, day, kind = wholeBook }: HandOver,
): boolean {
	return grants.some((grant) => {
		const lines = linesAt(grant, desk, 'after').filter((row) => isOfThings(row, action, kind));
		if (!grant.books.includes(book) || !lines.some((row) => row.books.includes(book))) return false;
		// Ended in the middle of a day: who was out of reach could not know, so that day counts whole.
		const last = [grant.to, grant.ended].filter((end) => end !== undefined).sort()[0];
		if (last === undefined || !isWithinDays(grant, written) || written > last) return false;
		return Date.parse(day) - Date.parse(last) <= handOverDays * 86_400_000;
	});
}
