/** The server's list of pages against what lies here: which to open, in which order, and whose grant has ended. */
import { bookOf, type PageId } from '#lib/ledger/page.ts';
import type { Ledger } from '#lib/device/database.ts';
import type { PageList, PageListing } from '#lib/device/remote.ts';
import type { PageRow } from '#lib/device/rows.ts';

export interface PagesConcerned {
	/** Those with something unsent, then register and latest months. */
	readonly listed: readonly PageListing[];
	/** Here, and listed no more. */
	readonly ended: readonly PageId[];
}

/** @param waiting pages with own entries that have no receipt */
export async function pagesConcerned(
	db: Ledger,
	list: PageList,
	waiting: ReadonlySet<PageId>,
): Promise<PagesConcerned> {
	const ids = new Set(list.pages.map(({ id }) => id));
	const books = new Set(list.pages.map(({ id }) => bookOf(id)));
	const here = new Set([...waiting, ...(await db.pages.toCollection().primaryKeys())]);
	const unlisted = [...here].filter((id) => !ids.has(id));
	// A month that begins here a moment before it begins there.
	const early = unlisted
		.filter((id) => books.has(bookOf(id)) && waiting.has(id))
		.map((id) => ({ id, epoch: 1, entries: 0, bytes: 0 }));
	const isFirst = (id: PageId) => Number(waiting.has(id));
	const inOrder = (a: PageListing, b: PageListing) =>
		isFirst(b.id) - isFirst(a.id) || (rankOf(a.id) < rankOf(b.id) ? 1 : -1);
	return {
		listed: [...list.pages, ...early].sort(inOrder),
		ended: unlisted.filter((id) => !books.has(bookOf(id))),
	};
}

/** Nothing of the page is here, or not as the server has it. */
export async function lacks(db: Ledger, { id, epoch }: PageListing, generation: string): Promise<boolean> {
	const row = await db.pages.get(id);
	return !row || row.stale === true || isBehind(row, { epoch }, generation);
}

/** The server has written it anew, or is another than it was. */
export const isBehind = (row: PageRow, { epoch }: Pick<PageListing, 'epoch'>, generation: string): boolean =>
	row.epoch !== epoch || row.generation !== generation;

/** `register` sorts behind every month, so it comes first when the order is turned round. */
const rankOf = (page: PageId): string => page.slice(page.lastIndexOf('/') + 1);
