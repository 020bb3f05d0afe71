/** One row for each measurement: what we take, what the floor takes, and the ratio that the budget speaks of. */
import type { Measured } from './rounds.ts';

export interface Row {
	readonly what: string;
	/** Entries, or records that lie there already. */
	readonly size: number;
	readonly unit: 'ms' | 'bytes' | 'entries/s' | 'kB gzip' | 'times';
	readonly ours: Measured;
	/** Absent where the budget is a number of its own. */
	readonly floor?: Measured;
	/** The ratio, or the number itself, that is allowed; absent for what is shown to compare with. */
	readonly budget?: number;
	/** More is better. */
	readonly isRate?: true;
	readonly note?: string;
}

export const exactly = (value: number): Measured => ({ median: value, lowest: value, highest: value });

export const ratioOf = ({ ours, floor }: Row): number => (floor ? ours.median / floor.median : ours.median);

export function isMet(row: Row): boolean | null {
	if (row.budget === undefined) return null;
	return row.isRate ? ratioOf(row) >= row.budget : ratioOf(row) <= row.budget;
}

export function printTable(rows: readonly Row[]): string {
	const lines = rows.map((row) => [
		row.what,
		row.size.toLocaleString('en'),
		`${number(row.ours.median)} ${row.unit}`,
		row.floor ? `${number(row.floor.median)} ${row.unit}` : '–',
		row.floor ? `${ratioOf(row).toFixed(2)} ×` : '–',
		row.budget === undefined ? '–' : `${row.isRate ? '≥' : '≤'} ${row.budget}${row.floor ? ' ×' : ''}`,
		{ true: 'kept', false: 'MISSED', null: '' }[String(isMet(row))]!,
		row.note ?? '',
	]);
	const all = [['what', 'entries', 'ours', 'floor', 'ratio', 'budget', '', ''], ...lines];
	const widths = all[0]!.map((_, column) => Math.max(...all.map((line) => widthOf(line[column]!))));
	return all
		.map((line) =>
			line
				.map((cell, column) => pad(cell, widths[column]!, column))
				.join('  ')
				.trimEnd(),
		)
		.join('\n');
}

const number = (value: number): string =>
	value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3);

const pad = (cell: string, width: number, column: number): string => {
	const space = ' '.repeat(width - widthOf(cell));
	return column >= 1 && column <= 5 ? space + cell : cell + space;
};

/** Chinese characters are two columns wide. */
const widthOf = (text: string): number =>
	[...text].reduce((sum, letter) => sum + (/[\u2e80-\uffef]/.test(letter) ? 2 : 1), 0);
