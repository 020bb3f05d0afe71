/** What a store keeps of entries and records. */
import type { Entry } from '#lib/ledger/entry.ts';
import type { PageId } from '#lib/ledger/page.ts';
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

/** `clock`: the device's clock was more than ten minutes off. */
export const hintNames = ['clock'] as const;
export type Hint = (typeof hintNames)[number];
