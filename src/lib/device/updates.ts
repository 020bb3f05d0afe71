/** What was added to a page's copy since it was fetched, in order; on a database with or without its key. */
import type { PageId } from '#lib/ledger/page.ts';
import type { Ledger } from './database.ts';

export const updatesOf = (db: Ledger, page: PageId) =>
	db.updates.where('[page+seq]').between([page, 0], [page, Infinity]);
