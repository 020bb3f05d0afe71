/** What lists, counters and streams read: projections only, never a page. All of it plain rows, without names. */
import type { Book, PageId } from '#lib/ledger/page.ts';
import type { RecordState } from '#lib/ledger/fold.ts';
import type { Tier } from '#lib/registers/register.ts';
import type { Sort } from '#lib/registers/rules.ts';
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

export interface DoneCount {
	readonly total: number;
	readonly done: number;
}

/** When the round of today began for a sort of household at a desk; `desk` is '' for those without rules of their own. */
export interface RoundBegin {
	readonly desk: string;
	readonly sort: Sort;
	/** Unix ms. */
	readonly ms: number;
}

export interface GridProgress {
	readonly desk: string;
	/** Doors on the visiting list: those due, and those reached in the round of their sort. Vacant and away count in neither. */
	readonly households: DoneCount & { readonly sorts: Readonly<Partial<Record<Sort, DoneCount>>> };
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
	/** Ids of all that the query finds, without its `before` and `limit`, in no order: for those who go through them by `rows`. */
	readonly ids: (query: Omit<RecordQuery, 'before' | 'limit'>) => Promise<readonly string[]>;
	/** How many the query finds, without its `before` and `limit`. */
	readonly count: (query: RecordQuery) => Promise<number>;
	readonly rows: (ids: readonly string[]) => Promise<ReadonlyMap<string, RecordRow>>;
	/** Rows whose `about` is one of these, of the given kinds. */
	readonly rowsAbout: (
		about: readonly string[],
		kinds: readonly string[],
		withdrawn?: 'also',
	) => Promise<readonly RecordRow[]>;
	/** Register records that were folded into these, in any number of steps; without what was withdrawn. */
	readonly foldedInto: (ids: readonly string[]) => Promise<readonly RecordRow[]>;
	/** Households of a desk whose door tells the building, those included that have gone from there; without what was withdrawn. */
	readonly byDoor: (desk: string) => Promise<readonly RecordRow[]>;
	/** Register records that were handed to another desk or folded into another. */
	readonly passedOn: () => Promise<readonly RecordRow[]>;
	/** Kind and subject of records, without reading them. */
	readonly subjectsOf: (
		ids: readonly string[],
	) => Promise<readonly { readonly id: string; readonly kind: string; readonly about: string | null }[]>;
	/** All entries of a record, oldest first. */
	readonly entries: (record: string) => Promise<readonly StoredEntry[]>;
	/** One entry by its id; null when it is not on the ledger. */
	readonly entry: (id: string) => Promise<StoredEntry | null>;
	/** Which of these ids are entries. */
	readonly areEntries: (ids: readonly string[]) => Promise<ReadonlySet<string>>;
	/** The rules of rounds of all desks in an area. */
	readonly rules: (area: string) => Promise<readonly RecordRow[]>;
	/** @param day today; `begins` one for each sort of the desk '', and of each desk that differs. */
	readonly progress: (area: string, day: string, begins: readonly RoundBegin[]) => Promise<Progress>;
	readonly events: (after: number, limit: number) => Promise<readonly StoredEvent[]>;
	/** Number of the latest event; 0 when there is none. */
	readonly lastEvent: () => Promise<number>;
	readonly pages: (desks: readonly string[]) => Promise<readonly PageInfo[]>;
}
