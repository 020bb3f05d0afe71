/**
 * Fan-out: who must hear of what was committed. Subjects are area paths (`1201.01.004.010.001`), so that a supervisor
 * of any level listens to a prefix. Losing a message loses time only: the event log and the page tell the same again.
 */
import type { Book, PageId } from '#lib/ledger/page.ts';

export interface Committed {
	readonly page: PageId;
	readonly desk: string;
	readonly book: Book;
	/** The update as it was stored. */
	readonly update: Uint8Array;
	/** The socket that it came from, which needs no echo; null when it came by HTTP. */
	readonly from: object | null;
	/** Number of the latest event in the log at the time. */
	readonly event: number;
}

export interface FanOut {
	/** Called after the commit; listeners may not throw. */
	readonly publish: (subject: string, committed: Committed) => void;
	/** Hears the subject and all below it; an empty prefix hears everything. Returns the way to stop. */
	readonly subscribe: (prefix: string, listener: (committed: Committed) => void) => () => void;
}
