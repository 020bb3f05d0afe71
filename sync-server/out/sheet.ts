/**
 * A table as bytes. CSV is written here, batch by batch; a workbook is put together in a thread of its own, since the
 * library does it in one go, and a large one would keep everybody waiting for seconds.
 */
import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { defuse, toTypedText } from '#lib/registers/cell-text.ts';
import type { Cell } from './list.ts';

export interface Table {
	readonly title: string;
	readonly columns: readonly string[];
	/** In batches, as they came. */
	readonly batches: readonly (readonly (readonly Cell[])[])[];
	/** What the table is, on a second sheet: pairs of a word and its value. */
	readonly about: readonly (readonly [string, string])[];
}

/** What the thread is told. */
export type SheetMessage = { readonly rows: readonly (readonly Cell[])[] } | { readonly end: true };
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

/** Null when it is too much for the memory that it may take. @throws when the thread ends otherwise without a workbook. */
export async function tableToXlsx({ title, columns, batches, about }: Table): Promise<Buffer | null> {
	const head: SheetHead = { title, columns, about };
	const worker = new Worker(new URL('./sheet-thread.ts', import.meta.url), {
		workerData: head,
		execArgv: [],
		resourceLimits: { maxOldGenerationSizeMb: heapMb },
	});
	try {
		const written = once(worker, 'message');
		// Heard below; a failure while rows are still being handed over must not be one that nobody hears.
		written.catch(() => undefined);
		for (const rows of batches) {
			worker.postMessage({
				rows: rows.map((row) => row.map((cell) => (typeof cell === 'number' ? cell : toTypedText(cell)))),
			} satisfies SheetMessage);
			await setImmediate();
		}
		worker.postMessage({ end: true } satisfies SheetMessage);
		const [bytes] = (await written) as [Uint8Array];
		return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY') return null;
		throw error;
	} finally {
		await worker.terminate();
	}
}
