/** A file, whatever it was, as sheets of text: what people see in their spreadsheet, nothing calculated. */
import type { Result } from '#lib/ledger/result.ts';
import { runApart, type Watch } from './apart.ts';
import type { RowError } from './errors.ts';

export interface Sheet {
	/** Empty for CSV. */
	readonly name: string;
	/** Trimmed cells; the first row is row 1. What was merged stands in each of its cells. */
	readonly rows: readonly (readonly string[])[];
}

export interface Workbook {
	readonly sheets: readonly Sheet[];
}

export type WorkbookRead = Result<Workbook, readonly RowError[]>;

/** Reads XLSX, or CSV in any of the usual encodings, in a process of its own. @throws when `watch.signal` aborts. */
export function readWorkbook(bytes: Uint8Array, fileName: string, watch: Watch = {}): Promise<WorkbookRead> {
	return runApart<WorkbookRead>({ job: 'read', bytes, fileName }, watch);
}
