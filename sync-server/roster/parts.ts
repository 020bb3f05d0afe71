/**
 * The sheets that a mapping speaks of, as one long list: a community often has a sheet for each building. Every row has a
 * number among all of them; what is said to people names the sheet and its own row.
 */
import { says, type RowError, type Says } from './errors.ts';
import type { Mapping } from './layout.ts';
import type { Sheet, Workbook } from './workbook.ts';

/** Where each sheet begins: how many rows lie before its first. */
export type Spans = readonly { readonly sheet: string; readonly before: number }[];

export interface Part {
	readonly sheet: Sheet;
	/** The mapping as it is for this sheet. */
	readonly mapping: Mapping;
	readonly before: number;
}

export interface Parts {
	readonly parts: readonly Part[];
	readonly spans: Spans;
	/** Sheets that are not in the file. */
	readonly missing: readonly string[];
}

export function partsOf({ sheets }: Workbook, mapping: Mapping): Parts {
	const { also = [], ...own } = mapping;
	const parts: Part[] = [];
	const missing: string[] = [];
	let before = 0;
	for (const { sheet: name, headRows, firstRow } of [own, ...also]) {
		const sheet = sheets.find((one) => one.name === name);
		if (!sheet) {
			missing.push(name);
			continue;
		}
		parts.push({ sheet, mapping: { ...own, sheet: name, headRows, firstRow }, before });
		before += sheet.rows.length;
	}
	return { parts, spans: parts.map((part) => ({ sheet: part.sheet.name, before: part.before })), missing };
}

/** The sheet of a row, absent for CSV, and its number there. */
export function locate(spans: Spans, row: number): { readonly sheet?: string; readonly row: number } {
	const span = row > 0 ? spans.findLast(({ before }) => before < row) : undefined;
	if (!span) return { row };
	return { ...(span.sheet && { sheet: span.sheet }), row: row - span.before };
}

/** The same for errors that came by the number among all. */
export const locateErrors = (spans: Spans, errors: readonly RowError[]): RowError[] =>
	errors.map((error) => ({ ...error, ...locate(spans, error.row) }));

/** How a row is called: with its sheet when there are several. */
export function rowName(spans: Spans, number: number): Says {
	const { sheet, row } = locate(spans, number);
	return spans.length > 1 && sheet !== undefined
		? says(`“${sheet}”第 ${row} 行`, `row ${row} of ${sheet}`)
		: says(`第 ${row} 行`, `row ${row}`);
}
