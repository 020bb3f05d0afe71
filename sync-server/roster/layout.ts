/** How a sheet is laid out: which of its columns means what. A program proposes it, a person confirms it. */
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
}

/** `sure`: title and contents say so. `likely`: one of them does. `unknown`: neither; the key is `ignore`. */
export type Certainty = 'sure' | 'likely' | 'unknown';

export interface ProposedColumn extends MappedColumn {
	readonly certainty: Certainty;
	/** Up to three values. */
	readonly samples: readonly string[];
}

export interface ProposedSheet extends Omit<Mapping, 'columns' | 'grid'> {
	readonly columns: readonly ProposedColumn[];
	/** Rows below the head that hold anything. */
	readonly rows: number;
	/** A mapping that was confirmed before fits it. */
	readonly isRemembered: boolean;
}

export interface Proposal {
	/** Sheets that can be such a list, the likeliest first; none when the file holds none. */
	readonly sheets: readonly ProposedSheet[];
}

export const proposedToMapping = ({ sheet, headRows, firstRow, columns, gridByBuilding }: ProposedSheet): Mapping => ({
	sheet,
	headRows,
	firstRow,
	columns: columns.map(({ index, title, key }) => ({ index, title, key })),
	...(gridByBuilding && { gridByBuilding }),
});
