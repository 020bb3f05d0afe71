/** What lists, counters and streams read: projections only, never a page. All of it plain rows, without names. */
import type { Book, PageId } from '#lib/ledger/page.ts';
import type { RecordState } from '#lib/ledger/fold.ts';
import type { Tier } from '#lib/registers/register.ts';
import type { RecordRow, StoredEntry } from './rows.ts';

export interface Scope {
	readonly desk: string;
	readonly books: readonly Book[];
	readonly exact?: boolean;
}

/** All conditions hold together; days are `yyyy-mm-dd`, both ends included. */
export interface RecordQuery {
	/** Each `desk` a code whose records and those below it count (`exact`: only its own), with the books that may be read there. */
	readonly scopes: readonly Scope[];
	/** Narrows the scopes: this area and below. */
	readonly area?: string;
	/** All kinds but registers when absent. */
	readonly kinds?: readonly string[];
	/** All states but withdrawn when absent. */
	readonly states?: readonly RecordState[];
	readonly by?: string;
	readonly about?: string;
	readonly from?: string;
	readonly to?: string;
	/** Only check-ins whose alarm nobody has answered yet. */
	readonly alarm?: boolean;
	readonly routine?: boolean;
	/** Only those with a hint that they are worth a second look. */
	readonly worth?: boolean;
	/** Only problems that wait for others to settle them. */
	readonly open?: boolean;
	/** Beyond this record, newest first. */
	readonly before?: { readonly hlc: string; readonly id: string };
	readonly limit: number;
}

export interface TierCount {
	readonly total: number;
	readonly due: number;
	readonly overdue: number;
}

export interface GridProgress {
	readonly desk: string;
	/** Doors on the visiting list (not vacant), and those reached since the round began. */
	readonly households: { readonly total: number; readonly done: number };
	readonly elders: Readonly<Record<Tier, TierCount>>;
	readonly alarms: number;
	/** By age of the report: up to 7 days, up to 31, older. */
	readonly problems: {
		readonly open: number;
		readonly byAge: { readonly week: number; readonly month: number; readonly older: number };
	};
	readonly today: Readonly<Record<string, number>>;
}

export interface Progress {
	/** One for each desk in the area that has records. */
	readonly grids: readonly GridProgress[];
	/** Records written down on each of the last 30 days, by kind; days without any are absent. */
	readonly days: readonly ({ readonly day: string } & { readonly [kind: string]: number | string })[];
}

export interface StoredEvent {
	readonly seq: number;
	readonly page: PageId;
	readonly desk: string;
	readonly book: Book;
	readonly records: readonly { readonly id: string; readonly kind: string }[];
}

export interface PageInfo {
	readonly id: PageId;
	readonly desk: string;
	readonly book: Book;
	readonly period: string;
	readonly epoch: number;
	readonly entries: number;
	/** Bytes of its updates. */
	readonly bytes: number;
}

export interface Reads {
	readonly records: (query: RecordQuery) => Promise<readonly RecordRow[]>;
	/** How many the query finds, without its `before` and `limit`. */
	readonly count: (query: RecordQuery) => Promise<number>;
	readonly rows: (ids: readonly string[]) => Promise<ReadonlyMap<string, RecordRow>>;
	/** Rows whose `about` is one of these, of the given kinds. */
	readonly rowsAbout: (
		about: readonly string[],
		kinds: readonly string[],
		withdrawn?: 'also',
	) => Promise<readonly RecordRow[]>;
	/** Register records that were handed to another desk or folded into another. */
	readonly passedOn: () => Promise<readonly RecordRow[]>;
	/** Kind and subject of records, without reading them. */
	readonly subjectsOf: (
		ids: readonly string[],
	) => Promise<readonly { readonly id: string; readonly kind: string; readonly about: string | null }[]>;
	/** All entries of a record, oldest first. */
	readonly entries: (record: string) => Promise<readonly StoredEntry[]>;
	/** @param day today; `roundFrom` first day of the round, in unix ms for households' last contact. */
	readonly progress: (area: string, day: string, roundFromMs: number) => Promise<Progress>;
	readonly events: (after: number, limit: number) => Promise<readonly StoredEvent[]>;
	/** Number of the latest event; 0 when there is none. */
	readonly lastEvent: () => Promise<number>;
	readonly pages: (desks: readonly string[]) => Promise<readonly PageInfo[]>;
}
