import { describe, expect, it } from 'vitest';
import { csv, idCard, lines, sheets, text } from '#tests/roster-corpus/build.ts';
import { columns } from './columns.ts';
import { readPeopleApart, readRosterApart } from './lists.ts';
import {
	buildingsOf,
	columnWords,
	keysOf as meaningsOf,
	proposedToMapping,
	proposeMapping,
	workbookToPeople,
	workbookToRoster,
	type Mapping,
	type ProposedSheet,
} from './mapping.ts';
import { rosterTemplate } from './template.ts';
import { readWorkbook, type Workbook } from './workbook.ts';

const today = '2026-11-27';
const workbook = (rows: readonly (readonly string[])[], name = ''): Workbook => ({ sheets: [{ name, rows }] });
const propose = (book: Workbook, remembered: readonly Mapping[] = []): ProposedSheet =>
	proposeMapping(book, remembered).sheets[0]!;
const keysOf = ({ columns: found }: ProposedSheet) => found.map(({ key }) => key);
const many = (count: number) =>
	workbook([
		['网格', '地址', '姓名', '电话'],
		...Array.from({ length: count }, (_, row) => [
			'001',
			`${1 + (row % 90)}-1-${101 + Math.floor(row / 90)}`,
			'王芳',
			'12900220001',
		]),
	]);

describe('proposing what columns mean', () => {
	it.each(['xlsx', 'csv'] as const)('[RD10] is sure of every column of the template (%s)', async (format) => {
		const { bytes, fileName } = await rosterTemplate(format);
		const book = await readWorkbook(bytes, fileName);
		const proposed = propose(book.ok ? book.value : workbook([]));
		expect(proposed.columns.map(({ key, certainty }) => [key, certainty])).toEqual(
			columns.map(({ key }) => [key, 'sure']),
		);
		expect(proposed).toMatchObject({ headRows: [1], firstRow: 2, isRemembered: false });
	});

	it('[RD10] is sure of the template in English too', () => {
		const proposed = propose(workbook([columns.map(({ en }) => en)]));
		expect(proposed.columns.map(({ key, certainty }) => [key, certainty])).toEqual(
			columns.map(({ key }) => [key, 'sure']),
		);
	});

	it('[RD4] says how sure it is, with a few values', () => {
		const proposed = propose(
			workbook([
				['网格', '房号', '姓名', '户主联系电话（必填）', '民族', '电费号'],
				['001', '3-2-501', '张桂兰', '12900220001', '汉', '8'],
				['001', '3-2-502', '李国强', '12900220002', '汉', '9'],
			]),
		);
		expect(proposed.columns).toMatchObject([
			{ index: 0, title: '网格', key: 'grid', certainty: 'sure', samples: ['001'] },
			{ index: 1, key: 'door', certainty: 'sure', samples: ['3-2-501', '3-2-502'] },
			{ index: 2, key: 'name', certainty: 'sure' },
			{ index: 3, key: 'phone', certainty: 'likely' },
			{ index: 4, key: 'ignore', certainty: 'unknown', samples: ['汉'] },
			{ index: 5, key: 'ignore', certainty: 'unknown' },
		]);
	});

	it('[RD4] proposes what was confirmed for the same titles, whatever their order, but not its grid', () => {
		const rows = [
			['地址', '姓名', '民族'],
			['3-2-501', '张桂兰', '汉'],
		];
		const confirmed: Mapping = {
			...proposedToMapping(propose(workbook(rows))),
			columns: [
				{ index: 0, title: '地址', key: 'address' },
				{ index: 1, title: '姓名', key: 'name' },
				{ index: 2, title: '民族', key: 'note' },
			],
			grid: '001',
			gridByBuilding: { 3: '002' },
		};
		const again = propose(workbook(rows.map((row) => row.toReversed())), [confirmed]);
		expect(again).toMatchObject({ isRemembered: true, gridByBuilding: { 3: '002' } });
		expect(again).not.toHaveProperty('grid');
		expect(keysOf(again)).toEqual(['note', 'name', 'address']);
		const other = propose(workbook(rows.map((row) => [...row, row[1] === '姓名' ? '电话' : '12900220001'])), [
			confirmed,
		]);
		expect(other.isRemembered).toBe(false);
		expect(keysOf(other)).toEqual(['address', 'name', 'ignore', 'phone']);
	});

	it('[RD4] prefers a sheet that was confirmed before to a longer one', async () => {
		const { bytes, name } = await sheets({
			大表: [
				['地址', '姓名', '电话'],
				['3-2-501', '张桂兰', '12900220001'],
				['3-2-502', '李国强', ''],
			],
			小表: [
				['姓名', '住址'],
				['张桂兰', '3-2-501'],
			],
		});
		const book = await readWorkbook(bytes, name);
		const found = proposeMapping(book.ok ? book.value : workbook([]), []);
		expect(found.sheets.map(({ sheet }) => sheet)).toEqual(['大表', '小表']);
		const remembered = [proposedToMapping(found.sheets[1]!)];
		expect(proposeMapping(book.ok ? book.value : workbook([]), remembered).sheets[0]).toMatchObject({
			sheet: '小表',
			isRemembered: true,
		});
	});

	it('[RD4] has words for every meaning of a column', () => {
		expect(Object.values(columnWords).filter(({ zh, en }) => !zh || !en)).toEqual([]);
		expect(meaningsOf('people')).toEqual([
			...columns.map(({ key }) => key),
			'address',
			'people',
			'idCard',
			'age',
			'ignore',
		]);
	});
});

describe('reading with a mapping', () => {
	it('[RD3] says that a sheet is not there', () => {
		const mapping = { ...proposedToMapping(propose(many(1))), sheet: '别的' };
		expect(workbookToRoster(many(1), mapping, today)).toMatchObject({
			roster: { doors: [] },
			errors: [{ row: 0, message: { zh: '文件里没有工作表“别的”' } }],
		});
	});

	it('[RD6] names the sheet and the title of each error, in both languages', () => {
		const book = workbook(
			[
				['网格', '地址', '姓名', '联系电话'],
				['001', '3-2-501', '张桂兰', 'abc'],
			],
			'人员',
		);
		const { errors } = workbookToRoster(book, proposedToMapping(propose(book)), today);
		const message = { zh: expect.stringContaining('电话不对') as string, en: 'Not a telephone number' };
		expect(errors).toEqual([{ sheet: '人员', row: 2, column: '联系电话', message }]);
	});

	it('[RD7] keeps the ID-card number out of everything that goes to the ledger', () => {
		const number = idCard('1946-05-03');
		const book = workbook([
			['网格', '地址', '家庭成员', '备注', '健康', '困难', '注意事项', '风险等级'],
			['001', '3-2-501', `张桂兰${number}`, number, `证${number}`, number, number, '高'],
		]);
		const { roster, errors } = workbookToRoster(book, proposedToMapping(propose(book)), today);
		expect(errors).toEqual([]);
		const [{ people, household }] = roster.doors as [(typeof roster.doors)[number]];
		expect(people[0]!.idCard).toBe(number);
		expect(JSON.stringify([household, people[0]!.resident, people[0]!.elder])).not.toContain(number);
	});

	it('[RD8] gives the grid of the row before that of the building before that of the file', () => {
		const book = workbook([
			['网格', '地址', '姓名'],
			['001', '3-2-501', '甲一'],
			['', '3-2-502', '乙二'],
		]);
		const inRow = proposedToMapping(propose(book));
		const gridsOf = (mapping: Mapping, rows = book) =>
			workbookToRoster(rows, mapping, today).roster.doors.map(({ grid }) => grid);
		expect(gridsOf({ ...inRow, grid: '009', gridByBuilding: { 3: '008' } })).toEqual(['001', '001']);
		const without = workbook([
			['地址', '姓名'],
			['3-2-501', '甲一'],
			['4-2-502', '乙二'],
		]);
		const mapping = proposedToMapping(propose(without));
		expect(buildingsOf(without, mapping)).toEqual(['3', '4']);
		expect(gridsOf({ ...mapping, grid: '009', gridByBuilding: { 3: '008' } }, without)).toEqual(['008', '009']);
		expect(workbookToRoster(without, mapping, today).errors).toMatchObject([{ row: 0, column: '网格' }]);
	});

	it('[RD9] reads a list of people whose doors are missing or unreadable', () => {
		const book = workbook([
			['姓名', '住址', '等级'],
			['张桂兰', '外地', '高'],
			['李国强', '3-2-501', ''],
		]);
		const { people, errors, warnings } = workbookToPeople(book, proposedToMapping(propose(book)), today);
		expect(people).toEqual([
			{ row: 2, name: '张桂兰', fields: { tier: 'high' } },
			{ row: 3, name: '李国强', door: { building: '3', unit: 2, door: '501' }, fields: {} },
		]);
		expect([errors.length, warnings.length]).toEqual([0, 1]);
	});
});

describe('long work', () => {
	it('[RD11] says how far it is, to the end', () => {
		const said: (readonly [number, number])[] = [];
		const book = many(1200);
		workbookToRoster(book, proposedToMapping(propose(book)), today, { onProgress: (...how) => said.push(how) });
		expect(said).toEqual([
			[0, 1200],
			[500, 1200],
			[1000, 1200],
			[1200, 1200],
		]);
	});

	it('[RD11] ends when its signal aborts, here and apart', async () => {
		const book = many(5000);
		const mapping = proposedToMapping(propose(book));
		const leaving = new AbortController();
		const watch = {
			signal: leaving.signal,
			onProgress: (done: number) => done > 0 && leaving.abort(new Error('left')),
		};
		expect(() => workbookToRoster(book, mapping, today, watch)).toThrow('left');
		const apart = new AbortController();
		const reading = readRosterApart(book, mapping, today, {
			signal: apart.signal,
			onProgress: () => apart.abort(new Error('left')),
		});
		await expect(reading).rejects.toThrow('left');
		await expect(readWorkbook(csv([['甲']]).bytes, 'a.csv', { signal: apart.signal })).rejects.toThrow('left');
	});

	it('[RD11] reads apart what it reads here', async () => {
		const book = many(1000);
		const mapping = proposedToMapping(propose(book));
		const progress: number[] = [];
		const apart = await readRosterApart(book, mapping, today, { onProgress: (done) => progress.push(done) });
		expect(apart).toEqual(workbookToRoster(book, mapping, today));
		expect(await readPeopleApart(book, mapping, today)).toEqual(workbookToPeople(book, mapping, today));
		expect(progress).toEqual([0, 500, 1000]);
	});

	it('[RD2] cleans text of what hides or turns it, on the way through the process apart', async () => {
		const file = text(lines([['姓\u200b名', 'a\u202eb']]));
		const book = await readWorkbook(file.bytes, file.name);
		expect(book).toEqual({ ok: true, value: { sheets: [{ name: '', rows: [['姓名', 'ab']] }] } });
	});
});
