/**
 * A table as bytes. CSV is written here, batch by batch; a workbook is put together in a process of its own, since the
 * library does it in one go, and a large one would keep everybody waiting for seconds.
 */
import { setImmediate } from 'node:timers/promises';
import { defuse, toTypedText } from '#lib/registers/cell-text.ts';
import { openApart } from '#server/apart/apart.ts';
import type { Cell } from './list.ts';

export interface Table {
	readonly title: string;
	readonly columns: readonly string[];
	/** In batches, as they came. */
	readonly batches: readonly (readonly (readonly Cell[])[])[];
	/** What the table is, on a second sheet: pairs of a word and its value. */
	readonly about: readonly (readonly [string, string])[];
}

/** What the process is told, in this order. */
export type SheetMessage =
	{ readonly head: SheetHead } | { readonly rows: readonly (readonly Cell[])[] } | { readonly end: true };
export type SheetHead = Pick<Table, 'title' | 'columns' | 'about'>;

/** With a byte order mark: spreadsheets take a CSV for the local encoding without it. */
export async function tableToCsv({ columns, batches }: Pick<Table, 'columns' | 'batches'>): Promise<Buffer> {
	const parts = [Buffer.from(`\uFEFF${rowToLine(columns)}`)];
	for (const rows of batches) {
		parts.push(Buffer.from(rows.map(rowToLine).join('')));
		await setImmediate();
	}
	return Buffer.concat(parts);
}

const rowToLine = (row: readonly Cell[]): string => `${row.map(cellToCsv).join(',')}\r\n`;

function cellToCsv(cell: Cell): string {
	if (typeof cell === 'number') return String(cell);
	const safe = defuse(cell);
	// Some programs part columns at another of these signs.
	return /[",，;|\t\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const heapMb = 1024;

/** Null when it is too much for the memory that it may take. @throws when it ends otherwise without a workbook. */
export async function tableToXlsx({ title, columns, batches, about }: Table): Promise<Buffer | null> {
	const apart = openApart(new URL('./sheet-job.ts', import.meta.url), heapMb);
	const tell = (message: SheetMessage) => apart.tell(message);
	try {
		await tell({ head: { title, columns, about } });
		for (const rows of batches) {
			await tell({ rows: rows.map((row) => row.map((cell) => (typeof cell === 'number' ? cell : toTypedText(cell)))) });
		}
		await tell({ end: true });
		const workbook = await apart.answered;
		return workbook.ok ? Buffer.from(workbook.value as Uint8Array) : null;
	} finally {
		apart.end();
	}
}
