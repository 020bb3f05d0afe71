/** Whatever stands in a file: reading it ends, and all that it gives is as the register wants it. */
import fc from 'fast-check';
import * as v from 'valibot';
import { expect, it } from 'vitest';
import { elderSchema, householdSchema, residentSchema } from '#lib/registers/register.ts';
import { idCard } from '#tests/roster-corpus/build.ts';
import { idCardInText } from './id-card.ts';
import { columns, columnWords, type ColumnKey } from './columns.ts';
import {
	buildingsOf,
	proposedToMapping,
	proposeMapping,
	workbookToPeople,
	workbookToRoster,
	type Mapping,
} from './mapping.ts';
import type { Workbook } from './workbook.ts';

const today = '2026-11-27';
const keys = Object.keys(columnWords) as ColumnKey[];
const pieces = fc.constantFrom(
	...[
		'',
		'3',
		'3号楼',
		'3-2-501',
		'朝阳里3号楼2门501',
		'501',
		'2门',
		'张三',
		'张三、李四',
		'户主张三 配偶李四',
		'王芳（党员）',
		'女',
		'男',
	],
	...[
		'1946-05-03',
		'46年5月',
		'78岁',
		'16925',
		'12900220001',
		'12900220001/022-23456789',
		'高风险',
		'独居、高龄',
		'子女',
		'女儿张丽华12900220003',
	],
	...[
		'空户',
		'无',
		'合计',
		'姓名',
		'第一网格',
		'备注：无',
		'〃',
		'自有',
		'=1+1',
		'((((',
		'、、、',
		'-',
		'\n',
		'１２',
		'Zhang, Guilan',
		'长'.repeat(700),
	],
	idCard('1946-05-03'),
	'120101194605030001',
);
const cell = fc.oneof(
	{ weight: 6, arbitrary: pieces },
	{
		weight: 2,
		arbitrary: fc.tuple(pieces, fc.constantFrom('', ' ', '、', '\n', '-', '('), pieces).map((parts) => parts.join('')),
	},
	{ weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 30 }) },
);
const table = fc.array(fc.array(cell, { maxLength: 8 }), { maxLength: 12 });
const title = fc.oneof(
	fc.constantFrom(...columns.map(({ zh }) => zh), '住址', '身份证号', '年龄', '家庭成员', '联系电话'),
	cell,
);
const mapping: fc.Arbitrary<Mapping> = fc.record(
	{
		sheet: fc.constant(''),
		headRows: fc.constantFrom([], [1]),
		firstRow: fc.constantFrom(1, 2),
		columns: fc.uniqueArray(fc.record({ index: fc.nat(9), title, key: fc.constantFrom(...keys) }), {
			selector: ({ index }) => index,
		}),
		grid: fc.constant('001'),
	},
	{ requiredKeys: ['sheet', 'headRows', 'firstRow', 'columns'] },
);

function checkRead(book: Workbook, by: Mapping): void {
	const { roster, errors, warnings } = workbookToRoster(book, by, today);
	const wrong = new Set(errors.map(({ row }) => row));
	for (const { row, label, household, people } of roster.doors) {
		expect(v.safeParse(householdSchema, { label, ...household }).issues).toBeUndefined();
		if (people.length === 0) expect(wrong.has(row)).toBe(false);
		for (const { row: own, resident, elder, idCard: number } of people) {
			expect(wrong.has(own)).toBe(false);
			expect(v.safeParse(residentSchema, resident).issues).toBeUndefined();
			if (elder) expect(v.safeParse(elderSchema, { household: crypto.randomUUID(), ...elder }).issues).toBeUndefined();
			if (number) expect(number).toMatch(/^\d{17}[\dX]$/);
			expect(JSON.stringify([household, resident, elder]).search(idCardInText)).toBe(-1);
		}
	}
	const listed = workbookToPeople(book, by, today);
	for (const { name, birth, sex, phone } of listed.people)
		expect(v.safeParse(residentSchema, JSON.parse(JSON.stringify({ name, birth, sex, phone }))).issues).toBeUndefined();
	for (const { message } of [...errors, ...warnings, ...listed.errors, ...listed.warnings]) {
		expect(message.zh && message.en).toBeTruthy();
		expect(message.zh.length).toBeLessThan(200);
	}
	expect(buildingsOf(book, by).every((building) => building.length <= 20)).toBe(true);
}

it('[RD6, RD7] gives what the register takes and says the rest, under any mapping', () => {
	fc.assert(
		fc.property(table, mapping, (rows, by) => {
			checkRead({ sheets: [{ name: '', rows }] }, by);
		}),
		{ numRuns: 300 },
	);
});

it('[RD4, RD6] proposes a mapping of its own for whatever it finds, and reads by it', () => {
	fc.assert(
		fc.property(fc.array(title, { maxLength: 10 }), table, (head, rows) => {
			const book: Workbook = { sheets: [{ name: '', rows: [head, ...rows] }] };
			for (const proposed of proposeMapping(book, []).sheets)
				checkRead(book, { ...proposedToMapping(proposed), grid: '001' });
		}),
		{ numRuns: 300 },
	);
});

it('[RD6] quotes no more of a cell than shows which one is meant', () => {
	const long = '长'.repeat(700);
	const columns = [
		{ index: 0, title: '门牌', key: 'door' },
		{ index: 1, title: '网格', key: 'grid' },
	] as const;
	const rows = [
		['3-2-501', long],
		['3-2-501', '001'],
	];
	checkRead({ sheets: [{ name: '', rows }] }, { sheet: '', headRows: [], firstRow: 1, columns });
});
