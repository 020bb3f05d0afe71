/** What all readers of a line share. */
import type { ReadCell } from './cells.ts';
import { columnByKey, type ColumnKey, type Texts } from './columns.ts';
import type { Mapping } from './layout.ts';
import type { Report, RowReport } from './report.ts';

/** What a line is read with. */
export interface Reading {
	readonly mapping: Mapping;
	readonly report: Report;
	readonly today: string;
}

/** Reads one column by itself. Undefined when it is blank, or wrong, which is then said. */
export function readCell(key: ColumnKey, texts: Texts, at: RowReport): string | undefined {
	const read = columnByKey[key]?.read;
	return read && texts[key] !== undefined ? readText(key, texts[key], read, at) : undefined;
}

export function readText(key: ColumnKey, text: string, read: ReadCell, at: RowReport): string | undefined {
	const cell = read(text, { today: '', warn: (message) => at.warn(key, message) });
	if (!cell.ok) at.fault(key, cell.error);
	return cell.ok && cell.value !== '' ? cell.value : undefined;
}

/** Without what is absent: a body has no undefined fields. */
export const given = <Fields extends object>(fields: Fields): Fields =>
	Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Fields;
