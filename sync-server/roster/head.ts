/** Where the titles of a sheet stand: below what is printed over a table, on one line or on two. */
import type { Sheet } from './workbook.ts';
import { keyOfTitle, keyWithinTitle } from './synonyms.ts';

export interface Head {
	/** From 0. */
	readonly rows: readonly number[];
	readonly titles: readonly string[];
}

type Row = readonly string[];

/** Titles are looked for in so many rows. */
const depth = 60;

const known = (title: string): string | null => (title === '' ? null : (keyOfTitle(title) ?? keyWithinTitle(title)));
const filled = (row: Row): string[] => row.filter((cell) => cell !== '');
/** How many different things the row names: a line that says one thing many times is none of titles. */
const keysOf = (row: Row): number =>
	new Set(row.map((cell) => (cell === '' ? null : keyOfTitle(cell))).filter(Boolean)).size;

export function findHead(sheet: Sheet): Head | null {
	const rows = sheet.rows.slice(0, depth);
	const counts = rows.map(keysOf);
	const most = Math.max(0, ...counts);
	if (most < 2) return null;
	const at = counts.indexOf(most);
	const above = rows[at - 1];
	const below = rows[at + 1];
	if (below && isSecondLine(rows[at]!, below)) return join([at, at + 1], rows[at]!, below);
	if (above && isFirstLine(above, rows[at]!)) return join([at - 1, at], above, rows[at]!);
	return { rows: [at], titles: rows[at]! };
}

/** Below a line of titles: says some of them more closely and holds nothing else. */
function isSecondLine(titles: Row, below: Row): boolean {
	const spread = spreadRight(titles, below);
	const added = below.filter((cell, index) => cell !== '' && cell !== titles[index]);
	if (added.length === 0) return false;
	const isTitle = (cell: string, index: number) => {
		if (cell === '' || cell === titles[index]) return true;
		return known(`${spread[index]}${cell}`) !== null || (keyOfTitle(cell) !== null && titles[index] === '');
	};
	return below.every((cell, index) => isTitle(cell, index)) && added.some((cell) => keyOfTitle(cell) !== null);
}

/** Above a line of titles: groups of them, at least two, and no line of one text. */
function isFirstLine(above: Row, titles: Row): boolean {
	const texts = new Set(filled(above));
	if (texts.size < 2 || filled(above).some((cell) => cell.length > 12 || /\d{4,}|[:：]/.test(cell))) return false;
	return filled(above).length >= 2 && above.length <= titles.length + 1;
}

/** A group stands over the columns to its right that have a title of their own and no other group. */
function spreadRight(groups: Row, titles: Row): string[] {
	const spread: string[] = [];
	for (const [index, title] of titles.entries()) {
		const group = groups[index] ?? '';
		spread.push(group === '' && title !== '' && index > 0 ? spread[index - 1]! : group);
	}
	return [...spread, ...groups.slice(titles.length)];
}

function join(at: readonly number[], groups: Row, below: Row): Head {
	const spread = spreadRight(groups, below);
	const titles = spread.map((group, index) => {
		const title = below[index] ?? '';
		if (title === '' || title === group) return group;
		if (group === '') return title;
		return known(`${group}${title}`) !== null || keyOfTitle(title) === null ? `${group}${title}` : title;
	});
	return { rows: at, titles };
}
