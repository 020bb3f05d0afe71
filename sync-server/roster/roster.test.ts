import { readFileSync } from 'node:fs';
import writeXlsx from 'write-excel-file/node';
import { describe, expect, it } from 'vitest';
import { columns } from './columns.ts';
import { parseRoster } from './roster.ts';
import { rosterTemplate } from './template.ts';
import { newZip } from '#tests/roster-corpus/zip.ts';
import { unzip } from './zip.ts';
import type { RowError } from './errors.ts';

const titles = columns.map(({ zh }) => zh);
type Row = Readonly<Record<string, string>>;
const csv = (rows: readonly Row[], head: readonly string[] = titles) =>
	new TextEncoder().encode(
		[head.join(','), ...rows.map((row) => head.map((title) => row[title] ?? '').join(','))].join('\n'),
	);
const xlsx = (cells: Parameters<typeof writeXlsx>[0]) => writeXlsx(cells).toBuffer();
const door = (number: string, more: Row = {}): Row => ({ 网格: '001', 楼栋: '3', 门: '2', 门号: number, ...more });
const doorsOf = async (bytes: Uint8Array, name = 'a.csv') => {
	const roster = await parseRoster(bytes, name, '2026-11-27');
	if (!roster.ok) throw new Error(JSON.stringify(roster.error));
	return roster.value.doors;
};
const errorsOf = async (bytes: Uint8Array, name = 'a.csv'): Promise<string[]> => {
	const roster = await parseRoster(bytes, name, '2026-11-27');
	return roster.ok ? [] : roster.error.map(({ row, column, message }: RowError) => `${row} ${column} ${message.zh}`);
};

describe('reading a roster', () => {
	it('takes blank household columns for those above, and keeps what belongs to the person', async () => {
		const doors = await doorsOf(
			csv([
				door('501', {
					居住情况: '自有',
					户电话: '12900220001',
					姓名: '张桂兰',
					性别: '女',
					出生: '1946年5月3日',
					与户主关系: '户主',
					老人等级: '高风险',
					老人类别: '独居、失能',
					联系人1关系: '女儿',
					联系人1姓名: '丽华',
					联系人1电话: '129 0022 0003',
				}),
				{ 姓名: '王浩', 出生: '2011' },
				{ 门号: '502', 居住情况: '空户', 备注: '长期无人' },
				{ 楼栋: '4号楼', 门号: '1801', 姓名: '李强' },
			]),
		);
		expect(doors.map(({ label, grid, people }) => [label, grid, people.map(({ resident }) => resident.name)])).toEqual([
			['3-2-501', '001', ['张桂兰', '王浩']],
			['3-2-502', '001', []],
			['4-1801', '001', ['李强']],
		]);
		expect(doors[0]!.household).toEqual({ building: '3', unit: 2, door: '501', tenure: 'owner', phone: '12900220001' });
		expect(doors[0]!.people[0]).toEqual({
			row: 2,
			resident: { name: '张桂兰', sex: 'f', birth: '1946-05-03', relation: '户主' },
			elder: {
				tier: 'high',
				types: ['alone', 'disabled'],
				contacts: [{ relation: 'child', name: '丽华', phone: '12900220003' }],
			},
		});
		expect(doors[1]!.household).toMatchObject({ tenure: 'vacant', note: '长期无人' });
	});

	it('reads dates and telephone numbers of a workbook as they were meant, and a formula as text', async () => {
		const cells = [
			['网格', '楼栋', '门', '门号', '姓名', '出生', '电话', '备注'],
			[
				'第一网格',
				3,
				2,
				501,
				'张桂兰',
				{ value: new Date(Date.UTC(1946, 4, 3)), type: Date, format: 'yyyy-mm-dd' },
				12900220001,
				'=1+1',
			],
		];
		const [first] = await doorsOf(await xlsx([{ sheet: '名册', data: cells as never }]), '名册.XLSX');
		expect(first).toMatchObject({ label: '3-2-501', grid: '第一网格' });
		expect(first!.people[0]!.resident).toEqual({
			name: '张桂兰',
			birth: '1946-05-03',
			phone: '12900220001',
			note: '=1+1',
		});
	});

	it('reads CSV with a byte order mark, quotes and titles in English', async () => {
		const text =
			'\uFEFFGrid,Building,Stairwell,Door,Name,Sex,Mind\r\n001,3,2,501,"Zhang, Guilan",female,"dog ""Ha"""\r\n';
		const [first] = await doorsOf(new TextEncoder().encode(text));
		expect(first!.people[0]!.resident).toEqual({ name: 'Zhang, Guilan', sex: 'f' });
		expect(first!.household.caution).toBe('dog "Ha"');
	});

	it('says all that is wrong at once, by row and column', async () => {
		const errors = await errorsOf(
			csv([
				{ 楼栋: '3', 门号: '501', 姓名: '甲' },
				door('502', { 姓名: '乙', 出生: '1946-13-01', 电话: 'abc', 性别: '中' }),
				door('503', { 性别: '女' }),
				door('504', { 姓名: '丁', 健康: '高血压' }),
				door('505', { 姓名: '戊', 老人等级: '重点', 联系人1关系: '子女', 联系人1姓名: '己' }),
				door('506', { 居住情况: '空户', 姓名: '庚' }),
				door('507', { 姓名: '110101194605031234' }),
			]),
		);
		expect(errors).toEqual([
			'2 网格 没有填，上面也没有',
			'3 性别 只能填：女、男',
			'3 出生 日期不对，请写成 1946、1946-05 或 1946-05-03',
			'3 电话 电话不对：只能有数字、空格、- 和 +，至少 3 位',
			'4 姓名 没有填姓名',
			'5 老人等级 填了老人的情况，没有填老人等级',
			'6 联系人1电话 联系人的关系、姓名、电话要一起填',
			'7 居住情况 空户不能有住户姓名',
			'8 姓名 像是身份证号，不能导入',
		]);
	});

	it('refuses one door with two stories and one person twice', async () => {
		expect(
			await errorsOf(
				csv([
					door('501', { 居住情况: '自有', 姓名: '甲', 出生: '1950' }),
					door('502', { 姓名: '乙' }),
					door('501', { 居住情况: '租住', 姓名: '丙' }),
					door('501', { 姓名: '甲', 出生: '1950' }),
					{ ...door('501'), 网格: '002', 姓名: '丁' },
					door('502'),
				]),
			),
		).toEqual([
			'4 居住情况 同一户在第 2 行填的不一样',
			'5 姓名 和第 2 行是同一个人（姓名、出生相同）',
			'6 网格 3-2-501 在第 2 行属于“001”',
			'7 门号 3-2-502 和第 3 行重复',
		]);
	});

	it('refuses columns that it does not know, misses or finds twice', async () => {
		expect(await errorsOf(csv([], ['网格', '楼栋', '姓名', '姓名', '政治面貌', '身份证号']))).toEqual([
			'1 姓名 这一列重复了',
			'1 政治面貌 不认识这一列，请按模板的列名',
			'1 门号 缺少“门号”这一列',
		]);
		expect(await errorsOf(csv([]))).toEqual(['0 null 文件里没有住户']);
	});
});

describe('files that are not a roster', () => {
	const text = (value: string) => new TextEncoder().encode(value);

	it('says what is wrong with the file', async () => {
		expect(await errorsOf(text('hello'), 'a.xlsx')).toEqual(['0 null 文件打不开，可能已损坏；请另存为 .xlsx 再试']);
		expect(await errorsOf(text('hello'), 'a.xlsm')).toEqual(['0 null 带宏的文件不收，请另存为 .xlsx']);
		expect((await errorsOf(text('hello'), 'a.pdf'))[0]).toContain('只收 .xlsx 和 .csv');
		expect((await errorsOf(Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0), 'a.xlsx'))[0]).toContain('旧的 .xls');
		expect((await errorsOf(Uint8Array.of(0xcd, 0xf8, 0xff, 0xff), 'a.csv'))[0]).toContain('文字认不出来');
		expect((await errorsOf(text('网格,楼栋\n"1,2'), 'a.csv'))[0]).toContain('引号不成对');
		expect((await errorsOf(new Uint8Array(21 * 1024 * 1024), 'a.csv'))[0]).toContain('文件太大');
		expect((await errorsOf(text('网格,楼栋,门号\n' + '001,1,101\n'.repeat(50_001)), 'a.csv'))[0]).toContain('50000 行');
	});

	it('does not unpack a bomb, nor fill a table up to a cell far away', async () => {
		const good = await xlsx([{ sheet: '名册', data: [['网格', '楼栋', '门号']] }]);
		const read = await unzip(good);
		const parts = new Map(
			(read.ok ? read.value : []).map(({ name, bytes }) => [name, new TextDecoder().decode(bytes)]),
		);
		const sheet1 = 'xl/worksheets/sheet1.xml';
		const sheet = parts.get(sheet1)!;
		const withPart = (name: string, text: string) => newZip(new Map([...parts, [name, text]]));
		expect(await errorsOf(withPart(sheet1, sheet), 'a.xlsx')).toEqual(['0 null 文件里没有住户']);
		const farAway = sheet.replace('</sheetData>', '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>');
		expect((await errorsOf(withPart(sheet1, farAway), 'a.xlsx'))[0]).toContain('空行空列');
		const bomb = sheet.replace('</sheetData>', `</sheetData>${' '.repeat(201 * 1024 * 1024)}`);
		expect((await errorsOf(withPart(sheet1, bomb), 'a.xlsx'))[0]).toContain('文件太大');
		expect((await errorsOf(withPart('xl/vbaProject.bin', 'x'), 'a.xlsx'))[0]).toContain('带宏');
	});
});

describe('the template', () => {
	it.each(['xlsx', 'csv'] as const)('is a roster itself (%s), but for its example row', async (format) => {
		const { bytes, fileName } = await rosterTemplate(format);
		expect(await errorsOf(bytes, fileName)).toEqual(['2 姓名 这是模板里的示例行，请删掉']);
	});

	it('has each of its columns explained in docs/roster.md', () => {
		const page = readFileSync(new URL('../../docs/roster.md', import.meta.url), 'utf8');
		expect(
			columns.filter(({ zh, en }) => !page.includes(zh.replace(/\d/, '1')) || !page.includes(en.replace(/\d/, '1'))),
		).toEqual([]);
	});
});
