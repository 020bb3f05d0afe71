/** Collects what is wrong (the row is left out) and what was left out or guessed (the row is in), by row and column. */
import { columnWords, type ColumnKey } from './columns.ts';
import type { RowError, Says } from './errors.ts';
import type { Mapping } from './layout.ts';
import { locateErrors, rowName, type Spans } from './parts.ts';

export interface RowReport {
	readonly row: number;
	readonly fault: (key: ColumnKey | null, message: Says) => void;
	readonly warn: (key: ColumnKey | null, message: Says) => void;
	readonly isSound: () => boolean;
	/** How another row is called. */
	readonly nameOf: (row: number) => Says;
}

export interface Report {
	readonly at: (row: number) => RowReport;
	/** Of the whole file, said once. */
	readonly once: (level: 'error' | 'warning', key: ColumnKey | null, message: Says) => void;
	readonly errors: () => readonly RowError[];
	readonly warnings: () => readonly RowError[];
}

interface Said extends RowError {
	/** Where its column stands. */
	readonly at: number;
}

/** @param spans of the sheets, whose rows are numbered one after the other. */
export function createReport({ columns }: Mapping, spans: Spans): Report {
	const errors: Said[] = [];
	const warnings: Said[] = [];
	const once = new Set<string>();
	const say = (list: Said[], row: number, key: ColumnKey | null, message: Says): void => {
		const column = key === null ? undefined : columns.find((one) => one.key === key);
		const title = key === null ? null : column?.title || columnWords[key].zh;
		list.push({ row, column: title, message, at: column?.index ?? -1 });
	};
	return {
		at: (row) => {
			let sound = true;
			return {
				row,
				fault: (key, message) => {
					sound = false;
					say(errors, row, key, message);
				},
				warn: (key, message) => say(warnings, row, key, message),
				isSound: () => sound,
				nameOf: (other) => rowName(spans, other),
			};
		},
		once: (level, key, message) => {
			if (once.has(message.zh)) return;
			once.add(message.zh);
			say(level === 'error' ? errors : warnings, 0, key, message);
		},
		errors: () => locateErrors(spans, ordered(errors)),
		// Of a row that is left out nothing else need be said yet.
		warnings: () => {
			const faulty = new Set(errors.map(({ row }) => row));
			return locateErrors(spans, ordered(warnings.filter(({ row }) => row === 0 || !faulty.has(row))));
		},
	};
}

/** As people go through them: by row, then from left to right. */
const ordered = (list: readonly Said[]): RowError[] =>
	list.toSorted((a, b) => a.row - b.row || a.at - b.at).map(({ at, ...said }) => said);
