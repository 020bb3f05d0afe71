/** A file, and what must come of it. */
import type { ColumnKey, ListedPerson, ListedPlace } from '#server/roster/mapping.ts';
import type { File } from './build.ts';

export interface Expected {
	/** The file is refused with words that hold this. */
	readonly refused?: string;
	/** No sheet of it is taken for a list. */
	readonly noList?: true;
	readonly sheet?: string;
	readonly headRows?: readonly number[];
	/** What the columns were taken for, by title; those that are not named may be anything. */
	readonly columns?: Readonly<Record<string, ColumnKey>>;
	/** People by door, `001 3-2-501`: names, with what else is asked for behind them. */
	readonly doors?: Readonly<Record<string, readonly string[]>>;
	/** What is shown behind a name. */
	readonly showing?: readonly (
		'birth' | 'sex' | 'phone' | 'relation' | 'idCard' | 'tier' | 'types' | 'note' | 'contacts'
	)[];
	/** Facts of a door, by label. */
	readonly facts?: Readonly<Record<string, object>>;
	/** For files of many doors. */
	readonly count?: { readonly doors: number; readonly people: number };
	/** All errors and warnings, `row column words`; words may be the beginning of what is said. */
	readonly errors?: readonly string[];
	readonly warnings?: readonly string[];
	/** The sheets of the errors. */
	readonly errorsOn?: readonly (string | undefined)[];
	/** Sheets that are proposed to be read as one list. */
	readonly together?: readonly string[];
	/** Read as a list of people. */
	readonly listed?: readonly Partial<ListedPerson>[];
	/** Known as a list of places and read as one; of each place only what is named here is looked at. */
	readonly places?: readonly (Partial<Omit<ListedPlace, 'place'>> & {
		readonly place: Partial<ListedPlace['place']>;
	})[];
}

export interface Case {
	readonly what: string;
	readonly file: () => File | Promise<File>;
	/** The grid chosen for the file, or by building. */
	readonly grid?: string;
	readonly gridByBuilding?: Readonly<Record<string, string>>;
	readonly expected: Expected;
}
