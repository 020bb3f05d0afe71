/**
 * Who carried what out. An export is written down before its first byte leaves, and stays written down whether or not
 * the file arrived: what left the house cannot be taken back, but it can be known.
 */
import type { Format, ListName } from './lists.ts';

export interface Export {
	/** Unix ms. */
	readonly at: number;
	readonly account: string;
	/** The person's name as it was then. */
	readonly name: string;
	readonly list: ListName;
	readonly area: string;
	/** As the address said them. */
	readonly filters: Readonly<Record<string, string>>;
	readonly rows: number;
	readonly format: Format;
	/** Network address that it went to. */
	readonly address: string;
}

export interface NumberedExport extends Export {
	readonly number: number;
}

export interface Trace {
	/** On disk when it returns. @throws when it cannot be written: then nothing may go out. */
	readonly write: (made: Export) => void;
	/** Of the area and below, latest first, before the number. */
	readonly list: (asked: {
		readonly area: string;
		readonly before?: number;
		readonly limit: number;
	}) => readonly NumberedExport[];
	/** Blanks what was searched for in exports where it holds one of these words, also in the bytes of the file. */
	readonly erase: (words: readonly string[]) => void;
	/** Removes what is older, as retention says. Tells how many. */
	readonly removeBefore: (at: number) => number;
	readonly close: () => void;
}
