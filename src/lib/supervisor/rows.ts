/** The list of records as it stands on the screen: newest first, growing at both ends, never dropping what is read. */
import { isLater } from '#lib/ledger/clock.ts';
import type { RecordView } from './api.ts';

/**
 * Rows with the given records set in their place: known ones replaced, new ones inserted by clock.
 * Nothing leaves the list, even what no longer fits the filter: rows must not move under a person's hand.
 */
export function mergeRows(rows: readonly RecordView[], records: readonly RecordView[]): readonly RecordView[] {
	const byId = new Map(rows.map((row) => [row.id, row]));
	for (const record of records) byId.set(record.id, record);
	return [...byId.values()].sort((a, b) => (isLater(a, b) ? -1 : 1));
}

/** The next row in that direction that still waits to be read, else the next row of any state; null at the end. */
export function nextRow(rows: readonly RecordView[], id: string | null, step: 1 | -1): RecordView | null {
	const index = rows.findIndex((row) => row.id === id);
	if (index < 0) return rows[0] ?? null;
	return rows[index + step] ?? null;
}

/** After a verdict: the next row below that is still open, else the next one above; null when none is left. */
export function nextOpenRow(rows: readonly RecordView[], id: string): RecordView | null {
	const index = rows.findIndex((row) => row.id === id);
	const isOpen = (row: RecordView) => row.state === 'open' && row.id !== id;
	return rows.slice(index + 1).find(isOpen) ?? rows.slice(0, Math.max(0, index)).findLast(isOpen) ?? null;
}
