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

/** Where the table of a sheet stands. */
export interface SheetLayout {
	readonly sheet: string;
	/** As the spreadsheet counts: 1 is the first row. Empty when there is no head. */
	readonly headRows: readonly number[];
	/** First row below the head. */
	readonly firstRow: number;
}

export interface Mapping extends SheetLayout {
	readonly columns: readonly MappedColumn[];
	/** Further sheets under the same head, read as one list with it. */
	readonly also?: readonly SheetLayout[];
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

export interface ProposedSheet extends Omit<Mapping, 'columns' | 'grid' | 'also'> {
	/** Sheets under the same head, this one among them, in the order of the file; absent when it is the only one. */
	readonly together?: readonly TogetherSheet[];
	/** Its name, or a title over it, says the grid of its rows. */
	readonly namesGrid?: true;
	/** One of our own lists, known by its titles. */
	readonly own?: SourceList;
	readonly columns: readonly ProposedColumn[];
	/** Rows below the head that hold anything. */
	readonly rows: number;
	/** A mapping that was confirmed before fits it. */
	readonly isRemembered: boolean;
}

export interface TogetherSheet extends SheetLayout {
	readonly rows: number;
	/** What its name or a title says that it is: 3号楼. */
	readonly standsFor?: string;
	readonly namesGrid?: true;
	/** Proposed to be read with the others: each stands for a building or grid of its own. */
	readonly isIncluded: boolean;
}

export interface Proposal {
	/** Sheets that can be a list of doors or people, the likeliest first; none when the file holds none. */
	readonly sheets: readonly ProposedSheet[];
	/** The same for lists of places. */
	readonly places: readonly ProposedSheet[];
	/** Which list the file plainly is, whatever it was taken for; null when it may be any of doors or people. */
	readonly list: SourceList | null;
}

export function proposedToMapping(proposed: ProposedSheet): Mapping {
	const { sheet, headRows, firstRow, columns, gridByBuilding, sort, together = [] } = proposed;
	const included = together.filter(({ isIncluded }) => isIncluded).map(toLayout);
	const [first, ...also] = included.length > 1 ? included : [{ sheet, headRows, firstRow }];
	return {
		...first!,
		columns: columns.map(({ index, title, key }) => ({ index, title, key })),
		...(also.length > 0 && { also }),
		...(gridByBuilding && { gridByBuilding }),
		...(sort && { sort }),
	};
}

const toLayout = ({ sheet, headRows, firstRow }: SheetLayout): SheetLayout => ({ sheet, headRows, firstRow });
