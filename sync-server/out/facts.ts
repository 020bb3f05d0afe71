/**
 * Lists of what has happened, or of what the ledger counts, when they come back. They are known by their titles, and each
 * row is compared with what the ledger says now. Nothing is written: no table rewrites a record. Rule O14 of SPEC.md.
 */
import { books } from '#lib/ledger/page.ts';
import { toCellText } from '#lib/registers/cell-text.ts';
import type { Workbook } from '#server/roster/workbook.ts';
import type { Asked, Cell, List, Means } from './list.ts';
import { lists, type ListName } from './lists.ts';

interface FactList {
	/** What a row is known by. */
	readonly keys: readonly string[];
	/** What changes by itself from day to day. */
	readonly moving?: readonly string[];
}

const factLists: Readonly<Partial<Record<ListName, FactList>>> = {
	records: { keys: ['编号'] },
	'open-problems': { keys: ['编号'], moving: ['已过天数'] },
	progress: { keys: ['编码'] },
	report: { keys: ['日期', '账号'] },
	people: { keys: ['账号', '岗位', '编码'] },
};

export interface FactSheet extends FactList {
	readonly list: ListName;
	readonly title: string;
	readonly titles: readonly string[];
	/** Below the head, with their rows as the spreadsheet counts. */
	readonly rows: readonly { readonly row: number; readonly cells: readonly string[] }[];
}

/** The head stands at the top of what we wrote; somebody may have put a title over it. */
const depth = 10;
/** Titles of a row that must be ours, and of ours that must be there: a person may have added or dropped a column. */
const enough = 0.7;

/** The first sheet that is such a list; null when there is none. */
export function findFacts({ sheets }: Workbook): FactSheet | null {
	for (const { rows } of sheets)
		for (const [at, titles] of rows.slice(0, depth).entries()) {
			const found = listOfTitles(titles);
			if (!found) continue;
			const filled = rows
				.map((cells, index) => ({ row: index + 1, cells }))
				.slice(at + 1)
				.filter(({ cells }) => cells.some((cell) => cell !== ''));
			return { ...found, titles, rows: filled };
		}
	return null;
}

/** Whoever asks for all books has all columns. */
const titlesOf = (list: List): readonly string[] => list.columns({ area: '', books, filters: {} });

function listOfTitles(row: readonly string[]): (FactList & { list: ListName; title: string }) | null {
	const filled = row.filter((cell) => cell !== '');
	for (const [list, facts] of Object.entries(factLists) as [ListName, FactList][]) {
		const titles = titlesOf(lists[list]);
		const own = filled.filter((cell) => titles.includes(cell)).length;
		const hasKeys = facts.keys.every((key) => filled.includes(key));
		if (hasKeys && own >= filled.length * enough && own >= titles.length * enough)
			return { ...facts, list, title: lists[list].title };
	}
	return null;
}

export interface FactDifference {
	readonly row: number;
	/** Which row it is, as people call it. */
	readonly label: string;
	readonly column: string;
	readonly ledger: string;
	readonly file: string;
}

export interface FactsCompared {
	readonly same: number;
	/** Rows in which something differs. */
	readonly other: number;
	readonly differences: readonly FactDifference[];
	/** Rows of which the ledger has nothing here. */
	readonly missing: readonly { readonly row: number; readonly label: string }[];
}

export async function compareFacts(sheet: FactSheet, asked: Asked, means: Means): Promise<FactsCompared> {
	const titles = lists[sheet.list].columns(asked);
	const rowsByKey = Map.groupBy(sheet.rows, ({ cells }) => keyOf(sheet, sheet.titles, cells));
	const found = new Map<number, readonly FactDifference[]>();
	for await (const batch of ledgerRows(sheet, asked, means))
		for (const cells of batch) {
			const texts = cells.map((cell) => toCellText(String(cell)));
			for (const { row, cells: file } of rowsByKey.get(keyOf(sheet, titles, texts)) ?? []) {
				const differences = differencesOf(sheet, titles, texts, row, file);
				// An account may hold one seat twice: the row is the one that it is most like.
				const before = found.get(row);
				if (!before || differences.length < before.length) found.set(row, differences);
			}
		}
	const compared = [...found.values()];
	return {
		same: compared.filter(({ length }) => length === 0).length,
		other: compared.filter(({ length }) => length > 0).length,
		differences: compared.flat().toSorted((a, b) => a.row - b.row),
		missing: sheet.rows
			.filter(({ row }) => !found.has(row))
			.map(({ row, cells }) => ({ row, label: labelOf(sheet.titles, cells) })),
	};
}

function ledgerRows(sheet: FactSheet, asked: Asked, means: Means): AsyncIterable<readonly (readonly Cell[])[]> {
	const list: List = lists[sheet.list];
	if (list.rowsOf) return list.rowsOf([...new Set(columnOf(sheet, '编号'))].filter(Boolean), asked, means);
	const days = columnOf(sheet, '日期').map(plain).filter(Boolean).sort();
	const filters = days.length > 0 ? { from: days[0]!, to: days.at(-1)! } : {};
	return list.rows({ ...asked, filters }, means, () => {});
}

const columnOf = ({ titles, rows }: FactSheet, title: string): string[] => {
	const at = titles.indexOf(title);
	return at < 0 ? [] : rows.map(({ cells }) => cells[at] ?? '');
};

const keyOf = ({ keys }: FactSheet, titles: readonly string[], cells: readonly string[]): string =>
	JSON.stringify(keys.map((key) => plain(cells[titles.indexOf(key)] ?? '')));

function differencesOf(
	sheet: FactSheet,
	titles: readonly string[],
	ledger: readonly string[],
	row: number,
	file: readonly string[],
): FactDifference[] {
	const label = labelOf(titles, ledger);
	return titles.flatMap((column, index) => {
		const at = sheet.titles.indexOf(column);
		const [now, said] = [ledger[index]!, file[at] ?? ''];
		if (at < 0 || sheet.moving?.includes(column) || isSame(column, now, said)) return [];
		return [{ row, label, column, ledger: now, file: said }];
	});
}

/** Seen from above, a grid goes out with its community before it. */
const isSame = (column: string, now: string, said: string): boolean =>
	plain(now) === plain(said) || (column === '网格' && said.endsWith(` ${now}`));

/** Spreadsheets write days and times their own way, and blanks and ends of lines too. */
function plain(text: string): string {
	const moment = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?: (\d{1,2}):(\d{2})(?::00)?)?$/.exec(text);
	if (!moment) return text.replaceAll(/\s+/g, ' ').trim();
	const [, year, month, day, hour, minute] = moment;
	const date = `${year}-${month!.padStart(2, '0')}-${day!.padStart(2, '0')}`;
	return hour === undefined ? date : `${date} ${hour.padStart(2, '0')}:${minute}`;
}

/** Its first cells that say anything. */
const labelOf = (titles: readonly string[], cells: readonly string[]): string =>
	cells
		.filter((cell, index) => cell !== '' && titles[index] !== '编号')
		.slice(0, 3)
		.join(' ')
		.slice(0, 80);
