/** What a store keeps of entries and records. */
import type { Entry } from '#lib/ledger/entry.ts';
import type { PageId } from '#lib/ledger/page.ts';
import type { SignedHeading } from '#lib/proof/heading.ts';
import type { Projection, Standing } from '#lib/kinds/project.ts';

export interface StoredEntry {
	readonly entry: Entry;
	readonly page: PageId;
	/** Server time of arrival, unix ms. */
	readonly arrived: number;
}

export interface StoredRecord {
	readonly entries: readonly StoredEntry[];
	/** Null while the root has not come. */
	readonly row: RecordRow | null;
}

/** A contact with a subject: what its standing is made of. */
export type Contact = Pick<Projection, 'id' | 'kind' | 'desk' | 'hlc' | 'facts'>;

/** One record as it is kept for lists and counters. */
export interface RecordRow {
	readonly projection: Projection;
	/** Page of the root entry. */
	readonly page: PageId;
	/** Server time at which the root arrived, unix ms. */
	readonly arrived: number;
	/** Day on which it was written down, `yyyy-mm-dd` of the community's zone. */
	readonly day: string;
	/** A problem that waits for others to settle it. */
	readonly open: boolean;
	/** Why it is worth a second look (请再看看); never a verdict. */
	readonly hints: readonly Hint[];
	/** What the contacts say of it, when it is a subject. */
	readonly standing: Standing | null;
}

/** Which clocks an update carries. */
export type Ranges = readonly { readonly client: number; readonly from: number; readonly to: number }[];

export interface NewEntry {
	readonly id: string;
	readonly record: string;
	readonly sha256: string;
	readonly text: string;
}

/** A page as it is from now on: one update in place of all before, and what follows from it. */
export interface Rewritten {
	readonly page: PageId;
	readonly update: Uint8Array;
	/** Of the update: all under client ids of the server's own. */
	readonly ranges: Ranges;
	/** How many entries are on it. */
	readonly entries: number;
	/** Server time from which it takes nothing more, unix ms; null leaves that as it is. */
	readonly sealed: number | null;
	/** Ids of entries that lay on it and do no more. */
	readonly dropped: readonly string[];
	/** Rows that change by that, and ids of those that go. */
	readonly rows: readonly RecordRow[];
	readonly gone: readonly string[];
	/** The server's signed word on the page as it is from now on; of the epoch that begins. */
	readonly heading: SignedHeading;
	/** Day of the server. */
	readonly day: string;
}

/**
 * `clock`: the device's clock was more than ten minutes off. `far`: written far from where its subject is registered.
 * `same`, `jump`: a position that repeats to the last digit, or that nobody reaches so fast.
 */
export const hintNames = ['clock', 'far', 'same', 'jump'] as const;
export type Hint = (typeof hintNames)[number];
