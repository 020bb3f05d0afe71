/** Where the titles of a sheet stand: below what is printed over a table, on one line or on two. */
import type { ColumnKey } from './columns.ts';
import type { Sheet } from './workbook.ts';
import { keyOfTitle, peopleTitles, type Titles } from './synonyms.ts';

export interface Head {
	/** From 0. */
	readonly rows: readonly number[];
	readonly titles: readonly string[];
}

type Row = readonly string[];

/** Titles are looked for in so many rows. */
const depth = 60;

type KeyOf = (title: string) => ColumnKey | null;

/** How many different things the row names: a line that says one thing many times is none of titles. */
const countKeys = (row: Row, keyOf: KeyOf): number =>
	new Set(row.map((cell) => (cell === '' ? null : keyOf(cell))).filter(Boolean)).size;

export function findHead({ rows: all }: Sheet, { keyOf, within }: Titles = peopleTitles): Head | null {
	const rows = all.slice(0, depth);
	const at = fullest(rows, keyOf) ?? fullest(rows, (title) => keyOf(title) ?? within(title));
	if (at === null) return null;
	const above = rows[at - 1];
	const below = rows[at + 1];
	if (below && isSecondLine(rows[at]!, below)) return join([at, at + 1], rows[at]!, below);
	if (above && isFirstLine(above, rows[at]!)) return join([at - 1, at], above, rows[at]!);
	return { rows: [at], titles: rows[at]! };
}

/** The first of the rows that name most; null when none names two things. */
function fullest(rows: readonly Row[], keyOf: KeyOf): number | null {
	const counts = rows.map((row) => countKeys(row, keyOf));
	const most = Math.max(0, ...counts);
	return most < 2 ? null : counts.indexOf(most);
}

/** Below a line of titles: says some of them more closely and holds nothing else. */
function isSecondLine(titles: Row, below: Row): boolean {
	const spread = spreadRight(titles, below);
	const added = below.filter((cell, index) => cell !== '' && cell !== titles[index]);
	if (added.length === 0) return false;
	const isTitle = (cell: string, index: number) => {
		if (cell === '' || cell === titles[index]) return true;
		return keyOfTitle(cell) !== null || keyOfTitle(`${spread[index]}${cell}`) !== null;
	};
	return below.every((cell, index) => isTitle(cell, index)) && added.some((cell) => keyOfTitle(cell) !== null);
}

const group = /信息|情况|地址|住址|户主|成员|联系人|监护|子女|配偶|房屋|家庭|居民|住户|老人|人员|基本|探访/;

/** Above a line of titles: the same titles merged downwards, and groups of others. */
function isFirstLine(above: Row, titles: Row): boolean {
	const own = above.filter((cell, index) => cell !== '' && cell !== titles[index]);
	const groups = new Set(own);
	if (groups.size === 0 || groups.size + above.length - own.length < 2) return false;
	const isMerged = above.some((cell, index) => cell !== '' && cell === titles[index]);
	return [...groups].every((cell) => cell.length <= 12 && !/\d{4,}|[:：]/.test(cell) && (isMerged || group.test(cell)));
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

/** Groups that say whose name or number it is, not where: 配偶 over 姓名. */
const isWhose = (group: string): boolean => /联系人|子女|监护|配偶|老伴|父|母|成员|网格员|楼长|社工/.test(group);

function join(at: readonly number[], groups: Row, below: Row): Head {
	const spread = spreadRight(groups, below);
	const titles = spread.map((group, index) => {
		const title = below[index] ?? '';
		if (title === '' || title === group) return group;
		if (group === '') return title;
		return keyOfTitle(title) === null || keyOfTitle(`${group}${title}`) !== null || isWhose(group)
			? `${group}${title}`
			: title;
	});
	return { rows: at, titles };
}
