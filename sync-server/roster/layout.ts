/** How a sheet is laid out: which of its columns means what. A program proposes it, a person confirms it. */
import type { Place, SourceList } from '#lib/registers/register.ts';
import type { ColumnKey } from './columns.ts';

export interface MappedColumn {
	/** 0 is column A. */
	readonly index: number;
	/** As the head says it, both lines of a two-line head; empty when there is none. */
	readonly title: string;
	readonly key: ColumnKey;
}

export interface Mapping {
	readonly sheet: string;
	/** As the spreadsheet counts: 1 is the first row. Empty when there is no head. */
	readonly headRows: readonly number[];
	/** First row below the head. */
	readonly firstRow: number;
	readonly columns: readonly MappedColumn[];
	/** The grid of the whole file, chosen by a person when no column names one. */
	readonly grid?: string;
	/** The same by building, `3`; it goes before `grid`. */
	readonly gridByBuilding?: Readonly<Record<string, string>>;
	/** The sort of all places, chosen by a person when no column says it. */
	readonly sort?: Place['sort'];
}

/** `sure`: title and contents say so. `likely`: one of them does. `unknown`: neither; the key is `ignore`. */
export type Certainty = 'sure' | 'likely' | 'unknown';

export interface ProposedColumn extends MappedColumn {
	readonly certainty: Certainty;
	/** Up to three values. */
	readonly samples: readonly string[];
}

export interface ProposedSheet extends Omit<Mapping, 'columns' | 'grid'> {
	/** One of our own lists, known by its titles. */
	readonly own?: SourceList;
	readonly columns: readonly ProposedColumn[];
	/** Rows below the head that hold anything. */
	readonly rows: number;
	/** A mapping that was confirmed before fits it. */
	readonly isRemembered: boolean;
}

export interface Proposal {
	/** Sheets that can be a list of doors or people, the likeliest first; none when the file holds none. */
	readonly sheets: readonly ProposedSheet[];
	/** The same for lists of places. */
	readonly places: readonly ProposedSheet[];
	/** Which list the file plainly is, whatever it was taken for; null when it may be any of doors or people. */
	readonly list: SourceList | null;
}

export const proposedToMapping = ({
	sheet,
	headRows,
	firstRow,
	columns,
	gridByBuilding,
	sort,
}: ProposedSheet): Mapping => ({
	sheet,
	headRows,
	firstRow,
	columns: columns.map(({ index, title, key }) => ({ index, title, key })),
	...(gridByBuilding && { gridByBuilding }),
	...(sort && { sort }),
});
