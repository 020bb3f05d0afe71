/**
 * The lines of a sheet that are about somebody or some door, as texts by column. What is printed between them is not:
 * empty lines, the head again on each page, totals, remarks at the foot. A line that only names a building or a grid
 * stands for the lines below it.
 */
import type { Watch } from './apart.ts';
import { says } from './errors.ts';
import { manyKeys, type ColumnKey, type Texts } from './columns.ts';
import { headingOf } from './heading.ts';
import type { Mapping, MappedColumn } from './layout.ts';
import { saysNothing } from './cells.ts';
import type { Report } from './report.ts';
import type { Sheet } from './workbook.ts';
import type { Part, Parts } from './parts.ts';
import { titlesOf } from './place-titles.ts';
import { keyOfTitle } from './synonyms.ts';

export interface Line {
	readonly row: number;
	readonly texts: Texts;
	/** Names a building or grid for what follows, and nobody. */
	readonly isHeading: boolean;
}

type Row = readonly string[];

const totals = /^(本页|本栋|本楼|全部)?(合计|总计|小计|共计|总数|总人数|总户数|(sub-?total|total|sum)\b)/i;
const foot =
	/^(填表|制表|审核|填报|统计|联系|负责|单位|日期|备注|说明|注|第)[^:：]{0,8}[:：]|^第?\s*\d+\s*页|^共\s*\d+\s*(页|户|人)|^page \d/i;
/** So many rows between two words about how far it is. */
const stride = 500;

/** Of one sheet. @param done lines of the sheets before it, of the total. @throws when the watch's signal aborts. */
function* linesOf(
	{ sheet, mapping, before }: Part,
	{ done, total }: Share,
	report: Report,
	{ onProgress, signal }: Watch = {},
): Generator<Line, void, void> {
	const columns = mapping.columns.filter(({ key }) => key !== 'ignore');
	const titles = sheet.rows.slice(0, mapping.firstRow - 1);
	for (let index = mapping.firstRow - 1; index < sheet.rows.length; index++) {
		if ((index - mapping.firstRow + 1) % stride === 0) {
			signal?.throwIfAborted();
			onProgress?.(done + index - mapping.firstRow + 1, total);
		}
		const line = readLine(sheet.rows[index]!, before + index + 1, columns, mapping, titles, report);
		if (line) yield line;
	}
	onProgress?.(done + countLines(sheet, mapping), total);
}

interface Share {
	readonly done: number;
	readonly total: number;
}

export interface PartLines {
	readonly part: Part;
	readonly lines: Iterable<Line>;
}

/** The lines of each sheet; a sheet that is not there is said. */
export function* linesByPart(
	{ parts, missing }: Parts,
	report: Report,
	watch: Watch = {},
): Generator<PartLines, void, void> {
	for (const name of missing)
		report.once('error', null, says(`文件里没有工作表“${name}”`, `There is no sheet ${name} in the file`));
	const total = parts.reduce((sum, { sheet, mapping }) => sum + countLines(sheet, mapping), 0);
	let done = 0;
	for (const part of parts) {
		yield { part, lines: linesOf(part, { done, total }, report, watch) };
		done += countLines(part.sheet, part.mapping);
	}
}

/** Below the head. */
const countLines = ({ rows }: Sheet, { firstRow }: Mapping): number => Math.max(0, rows.length - firstRow + 1);

function readLine(
	cells: Row,
	row: number,
	columns: readonly MappedColumn[],
	mapping: Mapping,
	titles: readonly Row[],
	report: Report,
): Line | null {
	const filled = cells.filter((cell) => cell !== '');
	if (filled.length === 0 || isHeadAgain(cells, mapping, titles)) return null;
	const [first] = filled as [string];
	const isOneText = filled.every((cell) => cell === first) && mapping.columns.length > 1;
	if (totals.test(first) || filled.some((cell) => /^(合计|总计|小计)[:：]?$/.test(cell.replaceAll(/\s/g, ''))))
		return null;
	if (isOneText) {
		const heading = headingOf(first);
		if (heading) return { row, texts: heading, isHeading: true };
	}
	if ((isOneText && filled.length > 2) || foot.test(first.normalize('NFKC'))) {
		report
			.at(row)
			.warn(
				null,
				says(`这一行不像住户，没有读：${first.slice(0, 30)}`, `Not about a household, left out: ${first.slice(0, 30)}`),
			);
		return null;
	}
	const texts = readTexts(cells, columns);
	return Object.keys(texts).length > 0 ? { row, texts, isHeading: false } : null;
}

/** The head on each printed page, with the title over it. */
function isHeadAgain(cells: Row, { columns, headRows }: Mapping, titles: readonly Row[]): boolean {
	const filled = cells.filter((cell) => cell !== '').length;
	const isLike = (other: Row) => cells.every((cell, index) => cell === '' || cell === (other[index] ?? ''));
	if (titles.some((title) => isLike(title))) return true;
	// Titles hold no numbers; most lines of a list do, and are done with here.
	if (cells.some((cell) => /\d{3}/.test(cell))) return false;
	const same = columns.filter(({ index, title }) => title !== '' && cells[index] === title).length;
	const { keyOf } = titlesOf({ columns });
	const known = cells.filter((cell) => cell !== '' && keyOf(cell) !== null).length;
	return headRows.length > 0 && filled >= 2 && (same * 2 > filled || known * 3 > filled * 2);
}

function readTexts(cells: Row, columns: readonly MappedColumn[]): Texts {
	const texts: Partial<Record<ColumnKey, string>> = {};
	for (const { index, key, title } of columns) {
		const cell = cells[index] ?? '';
		if (cell === '' || (!spoken.includes(key) && saysNothing(cell))) continue;
		const before = texts[key];
		if (before === undefined) texts[key] = labelled(cell, key, title);
		else if (manyKeys.includes(key) && !before.includes(cell))
			texts[key] = `${before}${joints[key] ?? '；'}${labelled(cell, key, title)}`;
	}
	return texts;
}

/** Where a word for nothing may be what is meant. */
const spoken: readonly ColumnKey[] = ['note', 'name', 'placeName'];

const joints: Readonly<Partial<Record<ColumnKey, string>>> = { phone: '、', householdPhone: '、', people: '、' };

/** A note says what it is about, when its column is called otherwise than a note: 民族：汉. */
function labelled(cell: string, key: ColumnKey, title: string): string {
	const isOwn =
		title === '' || !['note', 'health', 'hardship'].includes(key) || /备注|说明|情况|其他|note|remark/i.test(title);
	return isOwn || keyOfTitle(title) === key ? cell : `${title}：${cell}`;
}
