/** The empty template: titles, one example, and what each column means. */
import writeXlsx, { type SheetData } from 'write-excel-file/node';
import { columns } from './columns.ts';
import { rosterSheet } from './propose.ts';

export type TemplateFormat = 'xlsx' | 'csv';

export interface Template {
	readonly bytes: Uint8Array;
	/** Media type. */
	readonly type: string;
	readonly fileName: string;
}

export async function rosterTemplate(format: TemplateFormat): Promise<Template> {
	return format === 'xlsx'
		? {
				bytes: await newWorkbook(),
				type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
				fileName: '名册模板.xlsx',
			}
		: { bytes: newCsv(), type: 'text/csv; charset=utf-8', fileName: '名册模板.csv' };
}

const bold = (value: string) => ({ value, fontWeight: 'bold' as const, type: String });
/** Text, not number: a spreadsheet would drop the zeros of 001 and round a telephone number. */
const text = (value: string) => ({ value, type: String, format: '@' });

async function newWorkbook(): Promise<Uint8Array> {
	const roster: SheetData = [
		columns.map(({ zh }) => bold(zh)),
		columns.map(({ example }) => (example === '' ? null : text(example))),
	];
	const meaning: SheetData = [
		['列名', '英文名', '怎么填', 'How to fill it'].map(bold),
		...columns.map(({ zh, en, hint }) => [text(zh), text(en), text(hint.zh), text(hint.en)]),
		...notes.map((line) => [text(line)]),
	];
	const file = writeXlsx([
		{
			sheet: rosterSheet,
			data: roster,
			columns: columns.map(({ zh, example }) => ({ width: Math.max(8, zh.length * 2.2, example.length * 1.6) })),
			stickyRowsCount: 1,
		},
		{ sheet: '说明', data: meaning, columns: [{ width: 16 }, { width: 20 }, { width: 60 }, { width: 60 }] },
	]);
	return file.toBuffer();
}

const notes = [
	'第二行是示例，导入前请删掉。',
	'一行一人；同一户的下一行，网格、楼栋、门、门号可以空着。空户只填到门号，居住情况填“空户”。',
	'想写身份证号，可以加一列“身份证号”：只用来看出生、性别和认人，不保存。',
	'Row two is an example: delete it. One row a resident. A column for ID-card numbers may be added: they tell birth and sex, and are not kept.',
];

/** With a byte order mark: spreadsheets take a CSV for the local encoding without it. No example holds a quote. */
function newCsv(): Uint8Array {
	const line = (cells: readonly string[]) => cells.map((cell) => (/[",\n]/.test(cell) ? `"${cell}"` : cell)).join(',');
	return new TextEncoder().encode(
		`\uFEFF${line(columns.map(({ zh }) => zh))}\r\n${line(columns.map(({ example }) => example))}\r\n`,
	);
}
