/** Runs in a process of its own: takes the rows of a table, and answers with the workbook. */
import writeXlsx, { type SheetData } from 'write-excel-file/node';
import type { Said } from '#server/apart/apart.ts';
import type { Cell } from './list.ts';
import type { SheetHead, SheetMessage } from './sheet.ts';

let head: SheetHead = { title: '', columns: [], about: [] };
const rows: SheetData = [];
let widths: number[] = [];

process.on('message', (message: SheetMessage) => {
	if ('head' in message) begin(message.head);
	else if ('rows' in message) for (const row of message.rows) add(row);
	else void finish();
});

function begin(given: SheetHead): void {
	head = given;
	rows.push(given.columns.map((text) => ({ value: text, type: String, fontWeight: 'bold' })));
	widths = given.columns.map(widthOf);
}

function add(row: readonly Cell[]): void {
	for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index]!, widthOf(cell));
	rows.push(row.map(toCell));
}

/** Text, not number: a spreadsheet would drop the zeros of 001, round a telephone number, or run a formula. */
function toCell(cell: Cell) {
	if (cell === '') return null;
	return typeof cell === 'number' ? { value: cell, type: Number } : { value: escaped(cell), type: String, format: '@' };
}

/**
 * `_x000D_` is how a workbook writes a carriage return: where a person wrote just that, its first sign is written so.
 * And the library looks texts up in a plain object, where `constructor` and its like stand already: it would write a
 * damaged workbook, so their first letter is written as a number.
 */
function escaped(text: string): string {
	if (text in Object.prototype) return `_x${text.charCodeAt(0).toString(16).padStart(4, '0')}_${text.slice(1)}`;
	return text.replaceAll(/_(?=x[\da-f]{4}_)/gi, '_x005F_');
}

/** In characters of the usual letter; a Chinese one takes two. */
function widthOf(cell: Cell): number {
	const text = String(cell).slice(0, 60);
	return Math.min(60, Math.max(8, text.length + text.replaceAll(/[\u0000-\u024F]/g, '').length + 2));
}

async function finish(): Promise<void> {
	const file = writeXlsx([
		{ sheet: head.title, data: rows, columns: widths.map((width) => ({ width })), stickyRowsCount: 1 },
		{
			sheet: '说明',
			data: head.about.map((line) => line.map((text) => ({ value: escaped(text), type: String, format: '@' }))),
			columns: [{ width: 16 }, { width: 80 }],
		},
	]);
	const said: Said = { answer: await file.toBuffer() };
	process.send!(said, () => process.disconnect());
}
