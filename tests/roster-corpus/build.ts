/** Makes files as people have them: bytes of spreadsheets and of text in the encodings of the office. */
import writeXlsx, { type SheetData } from 'write-excel-file/node';
import { checkDigit } from '#server/roster/id-card.ts';
import { newZip } from './zip.ts';

export interface File {
	readonly name: string;
	readonly bytes: Uint8Array;
}

type Cell = string | number | null | object;
export type Rows = readonly (readonly Cell[])[];

export async function xlsx(rows: Rows, name = '名单.xlsx', sheet = 'Sheet1'): Promise<File> {
	return sheets({ [sheet]: rows }, name);
}

export async function sheets(byName: Readonly<Record<string, Rows>>, name = '名单.xlsx'): Promise<File> {
	const list = Object.entries(byName).map(([sheet, data]) => ({ sheet, data: data as unknown as SheetData }));
	return { name, bytes: new Uint8Array(await writeXlsx(list).toBuffer()) };
}

/** A cell over several: the cells that it covers are null in the rows. */
export const over = (value: string, columnSpan: number, rowSpan = 1) => ({ value, columnSpan, rowSpan });
/** A day as a spreadsheet keeps it. */
export const day = (text: string) => ({ value: new Date(`${text}T00:00:00Z`), type: Date, format: 'yyyy/m/d' });
export const formula = (value: string) => ({ value, type: 'Formula' });

export const text = (content: string, name = '名单.csv'): File => ({ name, bytes: new TextEncoder().encode(content) });
export const lines = (rows: Rows, separator = ','): string =>
	rows.map((row) => row.map((cell) => quoted(String(cell ?? ''), separator)).join(separator)).join('\r\n');
export const csv = (rows: Rows, separator = ','): File => text(lines(rows, separator));

const quoted = (cell: string, separator: string): string =>
	/["\n]/.test(cell) || cell.includes(separator) ? `"${cell.replaceAll('"', '""')}"` : cell;

/** @param mark whether the file begins with a byte order mark. */
export function utf16(content: string, order: 'le' | 'be', mark: boolean): File {
	const bytes = Buffer.from(`${mark ? '\uFEFF' : ''}${content}`, 'utf16le');
	return { name: '名单.csv', bytes: new Uint8Array(order === 'le' ? bytes : bytes.swap16()) };
}

/** Node decodes GB18030 but does not encode it: the two-byte part of its table is turned round. */
export function gb18030(content: string): File {
	const table = new Map<string, readonly number[]>();
	const decoder = new TextDecoder('gb18030');
	for (let first = 0x81; first <= 0xfe; first++)
		for (let second = 0x40; second <= 0xfe; second++)
			if (second !== 0x7f) table.set(decoder.decode(Uint8Array.of(first, second)), [first, second]);
	const bytes = [...content].flatMap((sign) => (sign < '\x80' ? [sign.charCodeAt(0)] : table.get(sign)!));
	return { name: '名单.csv', bytes: Uint8Array.from(bytes) };
}

/** A workbook of which parts are added, replaced or changed by hand. */
export async function patched(
	rows: Rows,
	patch: (parts: Map<string, string>) => void,
	name = '名单.xlsx',
): Promise<File> {
	const { unzip } = await import('#server/roster/zip.ts');
	const read = await unzip((await xlsx(rows)).bytes);
	if (!read.ok) throw new Error(read.error);
	const parts = new Map(read.value.map((part) => [part.name, new TextDecoder().decode(part.bytes)]));
	patch(parts);
	return { name, bytes: newZip(parts) };
}

/** A valid number of an identity card. */
export function idCard(birth: string, sequence = '002', area = '120101'): string {
	const first = `${area}${birth.replaceAll('-', '')}${sequence}`;
	return `${first}${checkDigit(first)}`;
}
