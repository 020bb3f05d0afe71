/** What sort of file it is, by its first bytes rather than by its name, and its sheets when it is one that we read. */
import { err, ok } from '#lib/ledger/result.ts';
import { revive, toCellText } from '#lib/registers/cell-text.ts';
import { readCsv } from './csv.ts';
import { fileError, type RowError } from './errors.ts';
import { fileLimit, rowLimit } from './limits.ts';
import type { Sheet, WorkbookRead } from './workbook.ts';
import { damaged, encrypted, macros, readXlsxFile, tooLarge } from './xlsx.ts';

const empty = fileError('文件是空的', 'The file is empty');
const wrongSort = fileError('只收 .xlsx 和 .csv', 'Only .xlsx and .csv are taken');
const oldExcel = fileError(
	'这是旧的 .xls 文件：请在 Excel 或 WPS 里打开，另存为 .xlsx',
	'This is an old .xls file: open it in a spreadsheet and save it as .xlsx',
);
const picture = fileError(
	'这是图片，不是表格：请用原来的表格文件',
	'This is a picture, not a spreadsheet: use the file that it was made from',
);
const pdf = fileError(
	'这是 PDF，不是表格：请向给你文件的人要 .xlsx',
	'This is a PDF, not a spreadsheet: ask for the .xlsx that it was made from',
);
const webPage = fileError(
	'这是网页文件，只是名字像表格：请在 Excel 或 WPS 里打开，另存为 .xlsx',
	'This is a web page under the name of a spreadsheet: open it in a spreadsheet and save it as .xlsx',
);
const archive = fileError('这是压缩包：请先解压', 'This is an archive: unpack it first');

/** The whole of the reading; runs in the process apart. */
export async function fileToWorkbook(bytes: Uint8Array, fileName: string): Promise<WorkbookRead> {
	if (bytes.length > fileLimit) return err(tooLarge);
	const ending = fileName.toLowerCase().split('.').at(-1) ?? '';
	if (['xlsm', 'xltm', 'xlsb', 'xlam'].includes(ending)) return err(macros);
	if (bytes.length === 0) return err(empty);
	if (startsWith(bytes, 'PK\x03\x04')) {
		const sheets = await readXlsxFile(bytes);
		return sheets.ok ? limitRows(sheets.value) : sheets;
	}
	const other = otherSort(bytes);
	if (other) return err(other);
	if (ending === 'xlsx') return err(damaged);
	if (!['csv', 'txt', 'tsv'].includes(ending)) return err(wrongSort);
	const rows = readCsv(bytes);
	return rows.ok ? limitRows([{ name: '', rows: rows.value.map((row) => row.map(unwrap)) }]) : rows;
}

/** `="001"` is how some programs keep a spreadsheet from reading 001 as a number. */
const unwrap = (cell: string): string => cell.replace(/^\s*="([^"]*)"\s*$/, '$1');

function startsWith(bytes: Uint8Array, signature: string): boolean {
	return Buffer.from(bytes.subarray(0, signature.length)).toString('latin1') === signature;
}

/** Files of another sort, known by their first bytes. */
function otherSort(bytes: Uint8Array): RowError[] | null {
	const is = (...signatures: string[]) => signatures.some((signature) => startsWith(bytes, signature));
	if (is('\xd0\xcf\x11\xe0')) {
		// The folder of an OLE file names its streams in UTF-16; that of a protected .xlsx is called so.
		return Buffer.from(bytes).includes(Buffer.from('EncryptedPackage', 'utf16le')) ? encrypted : oldExcel;
	}
	if (is('%PDF')) return pdf;
	if (is('\x89PNG', '\xff\xd8\xff', 'GIF8', 'BM', 'II*\0', 'MM\0*') || isBoxed(bytes)) return picture;
	if (is('Rar!', '7z\xbc\xaf', '\x1f\x8b', 'PK\x05\x06')) return archive;
	const head = Buffer.from(bytes.subarray(0, 400)).toString('latin1');
	return /^(\xef\xbb\xbf)?\s*<(!doctype|html|\?xml|table|meta|style)/i.test(head) ? webPage : null;
}

/** WEBP and HEIC say what they are after the length of their box. */
const isBoxed = (bytes: Uint8Array): boolean =>
	/^(RIFF.{4}WEBP|.{4}ftyp(hei|mif|avif))/s.test(Buffer.from(bytes.subarray(0, 12)).toString('latin1'));

/** Our own tables come back as they went out: without the apostrophe that kept a cell from running. */
function limitRows(raw: readonly Sheet[]): WorkbookRead {
	const sheets = raw.map(({ name, rows }) => ({
		name,
		rows: trimEnd(rows.map((row) => row.map((cell) => revive(toCellText(cell))))),
	}));
	return sheets.reduce((sum, { rows }) => sum + rows.length, 0) > rowLimit + sheets.length
		? err(tooLarge)
		: ok({ sheets });
}

function trimEnd(rows: readonly (readonly string[])[]): readonly (readonly string[])[] {
	const last = rows.findLastIndex((row) => row.some((cell) => cell !== ''));
	return rows.slice(0, last + 1);
}
