import fc from 'fast-check';
import { expect, it } from 'vitest';
import { toCellText } from '#lib/registers/cell-text.ts';
import type { Cell } from './list.ts';
import { readBack } from '#tests/support/tables.ts';
import { tableToCsv, tableToXlsx } from './sheet.ts';

const table = (rows: readonly (readonly Cell[])[]) => ({
	title: '名册',
	columns: ['甲', '乙'],
	batches: [rows],
	about: [] as const,
});

/** What a person or an attacker may have typed. */
const text = fc.oneof(
	fc.string({ unit: 'binary', maxLength: 12 }),
	fc.string({ unit: 'grapheme', maxLength: 12 }),
	fc.stringMatching(/^['" =+\-@\t\r\n,，;_x0dA|\uFEFF\u200B\u202E]{0,8}$/),
	fc
		.tuple(fc.constantFrom('=', "'=", '+', '-', '@', '\t=', '\r\n=', '＝', '"=', ',=', '\n@'), fc.string())
		.map((parts) => parts.join('')),
	fc.constantFrom('_x000D_', '_x005F_x000D_', '001', '1.29E10', '=HYPERLINK("http://a","b")', '2026-11-27', 'TRUE'),
	fc.constantFrom('toString', 'constructor', '__proto__', 'hasOwnProperty'),
);
/** A row of blanks only would be none, so the second column says that it is one. */
const rowsUpTo = (maxLength: number) =>
	fc.array(
		text.map((cell): Cell[] => [cell, 'x']),
		{ minLength: 1, maxLength, size: 'max' },
	);

const firstCells = async (bytes: Buffer, name: string): Promise<string[]> =>
	(await readBack(bytes, name)).slice(1).map(([cell = '']) => cell);
const asHeld = (written: readonly (readonly Cell[])[]) => written.map(([cell]) => toCellText(cell as string));

it('[O4] brings any text back from a CSV', async () => {
	await fc.assert(
		fc.asyncProperty(rowsUpTo(20), async (written) => {
			expect(await firstCells(await tableToCsv(table(written)), 'a.csv')).toEqual(asHeld(written));
		}),
	);
});

it('[O4] brings any text back from a workbook', async () => {
	await fc.assert(
		fc.asyncProperty(rowsUpTo(500), async (written) => {
			expect(await firstCells((await tableToXlsx(table(written)))!, 'a.xlsx')).toEqual(asHeld(written));
		}),
		// Each run starts a process: a few runs of many rows, and no search for a smaller counterexample.
		{ numRuns: 4, endOnFailure: true },
	);
});

it('[O2] writes UTF-8 with its mark, CRLF, and quotes what would part a cell', async () => {
	const csv = await tableToCsv(
		table([
			['说"你好"', 'a,b'],
			['a\nb', -1],
			['', 2.5],
		]),
	);
	expect(csv.toString()).toBe('\uFEFF甲,乙\r\n"说""你好""","a,b"\r\n"a\nb",-1\r\n,2.5\r\n');
});

it('[O3] writes no cell that a spreadsheet would run, and keeps numbers that are numbers', async () => {
	const hostile = ['=HYPERLINK("http://evil.example")', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', "'=1", '＝1'];
	const csv = await tableToCsv({ columns: ['甲'], batches: [hostile.map((cell) => [cell])] });
	expect(csv.toString()).toBe(
		`\uFEFF甲\r\n"'=HYPERLINK(""http://evil.example"")"\r\n'+1\r\n'-1\r\n'@SUM(A1)\r\n'=1\r\n'=1\r\n''=1\r\n'＝1\r\n`,
	);
});
