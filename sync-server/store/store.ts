/**
 * Where the ledger lies. Every verb takes a whole batch and answers once: node:sqlite is synchronous and PostgreSQL is
 * not, and a transaction callback cannot be both. What a verb has answered is on the disk.
 *
 * Failures of the disk throw; nothing is receipted then. Ids that another writer took meanwhile are an answer.
 */
import type { PageId } from '#lib/ledger/page.ts';
import type { RefusalCode } from '#lib/ledger/refusal.ts';
import type { SignedReceipt } from '#lib/proof/receipt.ts';
import type { Erasing } from './erasing.ts';
import type { Proofs } from './proofs.ts';
import type { Reads } from './reads.ts';
import type { Contact, NewEntry, Ranges, RecordRow, Rewritten, StoredRecord } from './rows.ts';
import type { Shelf } from './shelf.ts';

export { hintNames } from './rows.ts';
export type { Contact, Hint, NewEntry, RecordRow, Rewritten, StoredEntry, StoredRecord } from './rows.ts';

/** Who a client id belongs to from its first use. The server's own ids have no account, a session without device no device. */
export interface Owner {
	readonly account: string | null;
	readonly device: string | null;
}

export interface StoredPage {
	readonly epoch: number;
	/** For each client id: whose it is and the clock that the page expects next. */
	readonly clients: ReadonlyMap<number, Owner & { readonly clock: number }>;
	/** Number of the latest update; 0 when there is none. */
	readonly seq: number;
	/** Where the page's chain of receipts stands; null before the first. */
	readonly chain: Pick<SignedReceipt, 'n' | 'head'> | null;
}

/** What the gate and the projection must know before they judge a batch. */
export interface Question {
	/** Entries looked for by id. */
	readonly ids: readonly string[];
	/** Records of which all entries and the row are wanted. */
	readonly records: readonly string[];
	/** Devices, and the quota of today for those and for accounts. */
	readonly devices: readonly string[];
	readonly accounts: readonly string[];
	/** Day of the server, `yyyy-mm-dd`, that quotas are counted by. */
	readonly day: string;
}

export interface Known {
	readonly entries: ReadonlyMap<string, { readonly sha256: string; readonly page: PageId }>;
	readonly records: ReadonlyMap<string, StoredRecord>;
	/** Account that a device belongs to. */
	readonly devices: ReadonlyMap<string, string>;
	/** Client ids that came into use today, by `account device`. */
	readonly clientsToday: ReadonlyMap<string, ReadonlySet<number>>;
	/** Entries that an account wrote today. */
	readonly entriesToday: ReadonlyMap<string, number>;
}

/** One accepted update of one page, with everything that follows from it. */
export interface Append {
	readonly page: PageId;
	/** Our own encoding. */
	readonly update: Uint8Array;
	readonly ranges: Ranges;
	/** Client ids used for the first time. */
	readonly clients: readonly (Owner & { readonly client: number })[];
	/** Devices used for the first time. */
	readonly devices: readonly { readonly device: string; readonly account: string }[];
	/** Entries that were not there yet. */
	readonly entries: readonly NewEntry[];
	/** The signed word on those entries; null when there are none. */
	readonly receipt: SignedReceipt | null;
	/** Counts to the author's quota of the day; null when it counts to nobody's. */
	readonly written: { readonly account: string; readonly entries: number } | null;
	/** Records that it changed, for the event stream; no event when empty. */
	readonly changed: readonly { readonly id: string; readonly kind: string }[];
	/** Server time of arrival, unix ms, and its day. */
	readonly now: number;
	readonly day: string;
}

export interface AppendBatch {
	readonly appends: readonly Append[];
	/** Rows that the batch leaves behind, each record once. */
	readonly rows: readonly RecordRow[];
}

/** Numbers of the updates on their pages, in order, and of the latest event. */
export interface Appended {
	readonly seqs: readonly number[];
	readonly event: number;
}

export interface Quarantined {
	readonly page: PageId;
	readonly account: string;
	readonly device: string | null;
	readonly at: number;
	readonly refusals: readonly { readonly id: string | null; readonly code: RefusalCode; readonly detail?: string }[];
	readonly bytes: Uint8Array;
}

/** What is kept of a page: a snapshot up to one of its updates, and the updates after it. */
export interface Kept {
	readonly epoch: number;
	readonly snapshot: { readonly seq: number; readonly update: Uint8Array } | null;
	readonly tail: readonly { readonly seq: number; readonly update: Uint8Array }[];
}

export interface StoredSubject {
	/** The subject's own row. */
	readonly row: RecordRow | null;
	/** The row that it is about: of an elder, the resident. */
	readonly about: RecordRow | null;
	readonly contacts: readonly Contact[];
}

export interface Store {
	/** Random, made with the store; a restored backup gets another. */
	readonly generation: string;
	readonly openPages: (pages: readonly PageId[]) => Promise<ReadonlyMap<PageId, StoredPage>>;
	readonly known: (question: Question) => Promise<Known>;
	/** What is kept of each subject and of what its standing follows from. */
	readonly subjects: (ids: readonly string[]) => Promise<ReadonlyMap<string, StoredSubject>>;
	/** Ids of the households and elders of these desks, and of the elders that these residents are. */
	readonly visited: (of: {
		readonly desks: readonly string[];
		readonly people: readonly string[];
	}) => Promise<string[]>;
	/** The rules of rounds (走访安排) that stand at each of these desks; a desk without any is left out. */
	readonly rules: (desks: readonly string[]) => Promise<ReadonlyMap<string, readonly RecordRow[]>>;
	/** All of the batch in one transaction, synced to the disk, or none of it. @throws when the disk fails. */
	readonly append: (batch: AppendBatch) => Promise<Appended>;
	readonly quarantine: (refused: readonly Quarantined[]) => Promise<void>;
	/** The stored updates that carry anything beyond these clocks. */
	readonly updatesBeyond: (page: PageId, clocks: ReadonlyMap<number, number>) => Promise<readonly Uint8Array[]>;
	readonly kept: (page: PageId) => Promise<Kept>;
	/**
	 * All in one transaction; tells the page's new epoch. @throws when the disk fails, there is no such page, or the
	 * heading is of another epoch.
	 */
	readonly rewritePage: (rewritten: Rewritten) => Promise<number>;
	/**
	 * Pages of months before this one, `yyyy-mm`, that are not sealed yet. One that was sealed later than `at`, unix ms, was
	 * sealed by a clock that was wrong, and is not.
	 */
	readonly unsealed: (before: string, at: number) => Promise<readonly PageId[]>;
	readonly keepSnapshot: (page: PageId, seq: number, update: Uint8Array) => Promise<void>;
	/** Records in order of their id, after `after`; for checking and rebuilding the projection. */
	readonly scan: (after: string, limit: number) => Promise<readonly (StoredRecord & { readonly id: string })[]>;
	/** Writes rows anew, and drops those of `dropped`. */
	readonly rewrite: (rows: readonly RecordRow[], dropped: readonly string[]) => Promise<void>;
	readonly reads: Reads;
	readonly proofs: Proofs;
	readonly shelf: Shelf;
	readonly erasing: Erasing;
	readonly close: () => Promise<void>;
}
