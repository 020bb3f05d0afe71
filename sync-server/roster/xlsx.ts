/** An XLSX file: looked into first, then read by the library, then what was merged is spread over its cells. */
import readXlsx from 'read-excel-file/universal';
import { err, ok, type Result } from '#lib/ledger/result.ts';
import { fileError, type RowError } from './errors.ts';
import { columnLimit, rowLimit, sheetLimit } from './limits.ts';
import { store, unzip, type Part, type ZipFault } from './zip.ts';

export const damaged = fileError(
	'文件打不开，可能已损坏；请另存为 .xlsx 再试',
	'The file cannot be opened; save it as .xlsx again',
);
export const encrypted = fileError(
	'文件有密码：请先去掉密码，再另存为 .xlsx',
	'The file is protected by a password: take it off and save it again',
);
export const macros = fileError('带宏的文件不收，请另存为 .xlsx', 'Files with macros are not taken; save as .xlsx');
export const tooLarge = fileError(
	`文件太大：最多 20 MB、${rowLimit} 行`,
	`The file is too large: at most 20 MB and ${rowLimit} rows`,
);
const tooSpread = fileError(
	'表格外面还有内容或格式：请删掉名册下方和右侧的空行空列',
	'Something lies far outside the table: delete the empty rows below it and the empty columns beside it',
);
const noSheets = fileError('这不是表格文件：请另存为 .xlsx', 'This is no spreadsheet: save it as .xlsx');
const zipWords: Record<ZipFault, RowError[]> = {
	damaged,
	encrypted,
	'too-large': tooLarge,
	'too-many-parts': tooLarge,
};

export interface RawSheet {
	readonly name: string;
	readonly rows: readonly (readonly string[])[];
}

export async function readXlsxFile(bytes: Uint8Array): Promise<Result<readonly RawSheet[], readonly RowError[]>> {
	const unzipped = await unzip(bytes);
	if (!unzipped.ok) return err(zipWords[unzipped.error]);
	const parts = unzipped.value;
	if (parts.some(({ name }) => /vbaProject\.bin$/i.test(name))) return err(macros);
	const workbook = textOf(parts, 'xl/workbook.xml');
	if (workbook === null) return err(noSheets);
	const files = sheetFiles(workbook, textOf(parts, 'xl/_rels/workbook.xml.rels') ?? '');
	if (files.length > sheetLimit) return err(tooLarge);
	const texts = files.map((file) => textOf(parts, file) ?? '');
	if (texts.some(isSpread)) return err(tooSpread);
	try {
		// Numbers stay as written, or a telephone number would lose its form.
		const readable = parts.filter(({ name }) => /\.(xml|rels)$/.test(name) && /^xl\/|^_rels\/|^\[/.test(name));
		const sheets = await readXlsx(store(readable).buffer, {
			parseNumber: (text: string) => text as unknown as number,
		});
		return ok(
			sheets.map(({ sheet, data }, index) => ({
				name: sheet.trim(),
				rows: spreadMerged(
					data.map((row) => row.map(cellToText)),
					mergesOf(texts[index] ?? ''),
				),
			})),
		);
	} catch {
		// The reader throws its own errors for whatever it cannot read; the file is at fault in each case.
		return err(damaged);
	}
}

function textOf(parts: readonly Part[], name: string): string | null {
	const part = parts.find((one) => one.name === name);
	return part ? new TextDecoder().decode(part.bytes) : null;
}

/** Paths of the sheets, in the order in which the workbook names them. */
function sheetFiles(workbook: string, relations: string): string[] {
	const targets = new Map<string, string>();
	for (const [tag] of relations.matchAll(/<(?:\w+:)?Relationship\b[^<>]*>/g)) {
		const target = attribute(tag, 'Target') ?? '';
		targets.set(attribute(tag, 'Id') ?? '', target.startsWith('/') ? target.slice(1) : `xl/${target}`);
	}
	return [...workbook.matchAll(/<(?:\w+:)?sheet\b[^<>]*>/g)].map(
		([tag]) => targets.get(attribute(tag, String.raw`\w+:id`) ?? '') ?? '',
	);
}

const attribute = (tag: string, name: string): string | undefined =>
	new RegExp(String.raw`\s${name}\s*=\s*"([^"]*)"`).exec(tag)?.[1];

/** One filled cell far away makes the reader fill millions of empty ones, so a sheet is measured first. */
function isSpread(sheet: string): boolean {
	// Without `<` between them, or a file of nothing but openings would be searched to its end from each of them.
	for (const [, letters, row, end] of sheet.matchAll(/<(?:\w+:)?c\b[^<>]*?\br="([A-Za-z]+)(\d+)"[^<>]*?(\/?)>/g))
		if (end === '' && (columnOf(letters!) >= columnLimit || Number(row) > rowLimit * 2)) return true;
	// Empty rows down to the last that a spreadsheet has are common and harmless; beyond it nobody is honest.
	for (const [, row] of sheet.matchAll(/<(?:\w+:)?row\b[^<>]*?\br="(\d+)"/g)) if (Number(row) > 1_048_576) return true;
	return false;
}

/** `A` is 0. */
const columnOf = (letters: string): number =>
	[...letters.toUpperCase()].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;

interface Merge {
	readonly top: number;
	readonly left: number;
	readonly bottom: number;
	readonly right: number;
}

function mergesOf(sheet: string): Merge[] {
	const merges: Merge[] = [];
	for (const [, ref] of sheet.matchAll(/<(?:\w+:)?mergeCell\b[^<>]*?\bref="([^"]*)"/g)) {
		const [, left, top, right, bottom] = /^([A-Z]+)(\d+):([A-Z]+)(\d+)$/.exec(ref!) ?? [];
		if (bottom === undefined) continue;
		merges.push({
			top: Number(top) - 1,
			left: columnOf(left!),
			bottom: Number(bottom) - 1,
			right: Math.min(columnOf(right!), columnLimit),
		});
	}
	return merges;
}

/** Not below the last row: a column that is merged to the end of the sheet says nothing about rows that do not exist. */
function spreadMerged(rows: string[][], merges: readonly Merge[]): string[][] {
	for (const { top, left, bottom, right } of merges) {
		const value = rows[top]?.[left] ?? '';
		if (value === '') continue;
		for (let row = top; row <= Math.min(bottom, rows.length - 1); row++)
			for (let column = left; column <= right; column++) {
				const cells = rows[row]!;
				while (cells.length <= column) cells.push('');
				cells[column] = value;
			}
	}
	return rows;
}

function cellToText(cell: unknown): string {
	if (cell === null || cell === undefined) return '';
	if (cell instanceof Date) return Number.isNaN(cell.getTime()) ? '' : cell.toISOString().slice(0, 10);
	return String(cell);
}
