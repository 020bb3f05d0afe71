/** A file becomes rows of text: XLSX by its sheet 名册 (or the first), CSV in UTF-8. Nothing is calculated. */
import { parse as parseCsv } from 'csv-parse/sync';
import readXlsx from 'read-excel-file/universal';
import { err, ok, type Result } from '#lib/ledger/result.ts';
import { revive } from '#lib/registers/cell-text.ts';
import { fileError, type RowError } from './errors.ts';
import { unzip, type Part } from './zip.ts';

export interface Table {
	readonly sheet?: string;
	/** Trimmed cells; the first is row 1. */
	readonly rows: readonly (readonly string[])[];
}

export type Read = Result<Table, readonly RowError[]>;

export const fileLimit = 5 * 1024 * 1024;
export const rowLimit = 20_000;
export const rosterSheet = '名册';

const tooLarge = fileError('文件太大：最多 5 MB、20000 行', 'The file is too large: at most 5 MB and 20,000 rows');
const damaged = fileError(
	'文件打不开，可能已损坏；请另存为 .xlsx 再试',
	'The file cannot be opened; save it as .xlsx again',
);
const wrongSort = fileError(
	'只收 .xlsx 和 .csv；旧的 .xls 和加密的文件请先另存为 .xlsx',
	'Only .xlsx and .csv are taken; save old .xls or protected files as .xlsx first',
);
const macros = fileError('带宏的文件不收，请另存为 .xlsx', 'Files with macros are not taken; save as .xlsx');
const tooSpread = fileError(
	'表格外面还有内容或格式：请删掉名册下方和右侧的空行空列',
	'Something lies far outside the table: delete the empty rows below it and the empty columns beside it',
);
const notUtf8 = fileError(
	'CSV 不是 UTF-8 编码：请另存为“CSV UTF-8”',
	'The CSV is not in UTF-8: save it as "CSV UTF-8"',
);

export async function readTable(bytes: Uint8Array, fileName: string): Promise<Read> {
	if (bytes.length > fileLimit) return err(tooLarge);
	const ending = fileName.toLowerCase().split('.').at(-1);
	if (ending === 'xlsm' || ending === 'xltm' || ending === 'xlsb') return err(macros);
	if (ending === 'xlsx') return readWorkbook(bytes);
	if (ending === 'csv') return readCsv(bytes);
	return err(wrongSort);
}

async function readWorkbook(bytes: Uint8Array): Promise<Read> {
	if (bytes[0] === 0xd0 && bytes[1] === 0xcf) return err(wrongSort);
	const parts = await unzip(bytes);
	if (!parts.ok) return err(parts.error === 'damaged' ? damaged : tooLarge);
	if (parts.value.some(({ name }) => name.endsWith('vbaProject.bin'))) return err(macros);
	if (parts.value.some(isSpread)) return err(tooSpread);
	const copy = Uint8Array.from(bytes).buffer;
	try {
		// Numbers stay as written, or a telephone number would lose its form.
		const sheets = await readXlsx(copy, { parseNumber: (text: string) => text as unknown as number });
		const sheet = sheets.find(({ sheet: name }) => name.trim() === rosterSheet) ?? sheets[0];
		if (!sheet) return err(damaged);
		return limitRows({ sheet: sheet.sheet, rows: sheet.data.map((row) => row.map(cellToText)) });
	} catch {
		// The reader throws its own errors for whatever it cannot read; the file is at fault in each case.
		return err(damaged);
	}
}

/** One cell far away makes the reader fill millions of empty ones, so a sheet is measured first. */
function isSpread({ name, bytes }: Part): boolean {
	if (!/^xl\/worksheets\/[^/]+\.xml$/.test(name)) return false;
	const text = new TextDecoder().decode(bytes);
	// Without `<` between them, or a file of nothing but openings would be searched to its end from each of them.
	for (const [, letters, row] of text.matchAll(/<(?:\w+:)?c\b[^<>]*?\br="([A-Za-z]+)(\d+)"/g)) {
		if (letters!.length > 2 || Number(row) > rowLimit * 2) return true;
	}
	for (const [, row] of text.matchAll(/<(?:\w+:)?row\b[^<>]*?\br="(\d+)"/g))
		if (Number(row) > rowLimit * 2) return true;
	return false;
}

function cellToText(cell: unknown): string {
	if (cell === null || cell === undefined) return '';
	if (cell instanceof Date) return Number.isNaN(cell.getTime()) ? '' : cell.toISOString().slice(0, 10);
	return String(cell).trim();
}

function readCsv(bytes: Uint8Array): Read {
	let text: string;
	try {
		text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
	} catch {
		return err(notUtf8);
	}
	if (text.includes('\0')) return err(wrongSort);
	try {
		const rows = parseCsv(text, {
			bom: true,
			relax_column_count: true,
			skip_empty_lines: false,
			to: rowLimit * 2,
		}) as string[][];
		return limitRows({ rows: rows.map((row) => row.map((cell) => cell.trim())) });
	} catch (error) {
		const line = (error as { lines?: number }).lines ?? 0;
		return err(fileError(`第 ${line} 行的引号不成对`, `Row ${line}: a quotation mark is missing its partner`));
	}
}

function limitRows(table: Table): Read {
	const last = table.rows.findLastIndex((row) => row.some((cell) => cell !== ''));
	if (last > rowLimit) return err(tooLarge);
	// Our own tables come back as they went out: without the apostrophe that kept a cell from running.
	return ok({ ...table, rows: table.rows.slice(0, last + 1).map((row) => row.map(revive)) });
}
