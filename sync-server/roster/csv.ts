/** A CSV file in whatever encoding and with whatever separator the spreadsheet of its author writes. */
import { parse } from 'csv-parse/sync';
import { err, ok, type Result } from '#lib/ledger/result.ts';
import { fileError, type RowError } from './errors.ts';
import { rowLimit } from './limits.ts';

const unknownCoding = fileError(
	'文件的文字认不出来：请另存为 .xlsx，或“CSV UTF-8”',
	'The text of the file cannot be read: save it as .xlsx or as "CSV UTF-8"',
);
const separators = [',', ';', '\t', '，', '|'];

export function readCsv(bytes: Uint8Array): Result<string[][], readonly RowError[]> {
	const text = decode(bytes);
	if (text === null) return err(unknownCoding);
	// Excel's own hint to itself; an empty line in its place keeps the count of rows.
	const hint = /^sep=(.)\r?\n/i.exec(text);
	try {
		const rows = parse(hint ? text.slice(hint[0].length - 1) : text, {
			delimiter: hint?.[1] ?? separatorOf(text),
			relax_column_count: true,
			relax_quotes: true,
			skip_empty_lines: false,
			to: rowLimit * 2,
		});
		return ok(rows);
	} catch (error) {
		const line = (error as { lines?: number }).lines ?? 0;
		return err(fileError(`第 ${line} 行的引号不成对`, `Row ${line}: a quotation mark is missing its partner`));
	}
}

/** By the mark at its head, else by what the bytes can be at all. Null when they are no text. */
function decode(bytes: Uint8Array): string | null {
	const [first, second] = bytes;
	if (first === 0xff && second === 0xfe) return decodeAs('utf-16le', bytes);
	if (first === 0xfe && second === 0xff) return decodeAs('utf-16be', bytes);
	const wide = widthOf(bytes);
	if (wide) return decodeAs(wide, bytes);
	return decodeAs('utf-8', bytes) ?? decodeAs('gb18030', bytes);
}

function decodeAs(coding: string, bytes: Uint8Array): string | null {
	try {
		const text = new TextDecoder(coding, { fatal: true }).decode(bytes);
		return isText(text) ? text : null;
	} catch {
		// A decoder has but one reason to throw: the bytes are not valid in this encoding.
		return null;
	}
}

/** Full of what no keyboard writes, the bytes are a picture or a program that happens to be valid. */
function isText(text: string): boolean {
	const head = text.slice(0, 4096);
	return (head.match(/[\0-\u0008\u000e-\u001a]/g)?.length ?? 0) * 10 <= head.length;
}

/** UTF-16 without a mark shows by the zeros beside its commas, digits and line ends. */
function widthOf(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
	const head = bytes.subarray(0, 4096);
	const zeros = [0, 0];
	for (const [index, byte] of head.entries()) if (byte === 0) zeros[index % 2]!++;
	if (head.length < 4 || zeros[0]! + zeros[1]! < Math.max(3, head.length / 50)) return null;
	if (zeros[0]! * 10 < zeros[1]!) return 'utf-16le';
	return zeros[1]! * 10 < zeros[0]! ? 'utf-16be' : null;
}

/** The one that stands most often outside of quotes in the first lines. */
function separatorOf(text: string): string {
	const lines = text
		.slice(0, 20_000)
		.replaceAll(/"[^"]*"/g, '')
		.split(/\r?\n|\r/, 30);
	const counts = separators.map((sign) => lines.reduce((sum, line) => sum + line.split(sign).length - 1, 0));
	const most = Math.max(...counts);
	return most === 0 ? ',' : separators[counts.indexOf(most)]!;
}
