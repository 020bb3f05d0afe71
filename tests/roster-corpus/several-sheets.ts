/** Workbooks with a sheet for each building or grid, and some that only look so. */
import { over, sheets, xlsx } from './build.ts';
import type { Case } from './case.ts';

const head = ['单元', '室', '姓名', '联系电话'];
const zhang = ['2', '501', '张桂兰', '12900220001'];
const li = ['2', '502', '李国强', '12900220002'];
const zhao = ['1', '101', '赵明', ''];
const title = (text: string) => [over(text, 4), null, null, null];

export const sheetCases: readonly Case[] = [
	{
		what: 'a sheet for each building, called by it',
		file: () =>
			sheets({ 说明: [['一栋一张表']], '3号楼': [head, zhang, li], '4号楼': [head, zhao], '5 栋': [head, zhang] }),
		grid: '001',
		expected: {
			together: ['3号楼', '4号楼', '5 栋'],
			doors: {
				'001 3-2-501': ['张桂兰'],
				'001 3-2-502': ['李国强'],
				'001 4-1-101': ['赵明'],
				'001 5-2-501': ['张桂兰'],
			},
			errors: [],
			warnings: [],
		},
	},
	{
		what: 'a sheet for each building, which the title over the table names',
		file: () =>
			sheets({
				Sheet1: [title('朝阳里社区3号楼住户登记表（2026年）'), head, zhang],
				Sheet2: [title('朝阳里社区4号楼住户登记表（2026年）'), title('填表人：王某'), head, zhao],
			}),
		grid: '001',
		expected: {
			together: ['Sheet1', 'Sheet2'],
			doors: { '001 3-2-501': ['张桂兰'], '001 4-1-101': ['赵明'] },
			errors: [],
			warnings: [],
		},
	},
	{
		what: 'sheets of grids with a building, and errors that name the sheet',
		file: () =>
			sheets({
				第一网格: [
					['楼栋', ...head],
					['3', ...zhang],
					['3', '2', '503', '李国强', '打不通'],
				],
				第二网格: [
					['楼栋', ...head],
					['4', ...zhao],
					['4', ...zhao],
					['3', ...li],
				],
			}),
		expected: {
			together: ['第一网格', '第二网格'],
			doors: { '第一网格 3-2-501': ['张桂兰'], '第二网格 4-1-101': ['赵明'], '第二网格 3-2-502': ['李国强'] },
			errors: ['3 联系电话 电话不对', '3 姓名 和“第二网格”第 2 行是同一个人'],
			errorsOn: ['第一网格', '第二网格'],
		},
	},
	{
		what: 'one door on two sheets that say different grids',
		file: () =>
			sheets({
				第一网格: [
					['楼栋', ...head],
					['3', ...zhang],
				],
				第二网格: [
					['楼栋', ...head],
					['3', ...zhang],
				],
			}),
		expected: {
			doors: { '第一网格 3-2-501': ['张桂兰'] },
			errors: ['2 网格 3-2-501 在“第一网格”第 2 行属于“第一网格”', '2 姓名 和“第一网格”第 2 行是同一个人'],
			errorsOn: ['第二网格', '第二网格'],
		},
	},
	{
		what: 'a copy of the list on a second sheet, which is not taken as well',
		file: () => sheets({ '3号楼': [head, zhang, li], '3号楼 (2)': [head, zhang] }),
		grid: '001',
		expected: { together: ['3号楼'], doors: { '001 3-2-501': ['张桂兰'], '001 3-2-502': ['李国强'] }, errors: [] },
	},
	{
		what: 'sheets under other heads, which are other lists',
		file: () =>
			sheets({
				'3号楼': [head, zhang, li],
				'4号楼': [
					[...head, '备注'],
					[...zhao, ''],
				],
			}),
		grid: '001',
		expected: { together: ['3号楼'], errors: [] },
	},
	{
		what: 'a remark beside the table on one of the sheets',
		file: () => sheets({ '3号楼': [head, zhang, li], '4号楼': [head, [...zhao, '', '独居']] }),
		grid: '001',
		expected: {
			together: ['3号楼', '4号楼'],
			doors: { '001 3-2-501': ['张桂兰'], '001 3-2-502': ['李国强'], '001 4-1-101': ['赵明 独居'] },
			showing: ['note'],
			errors: [],
		},
	},
	{
		what: 'one sheet whose title names the building',
		file: () => xlsx([title('朝阳里3号楼2门花名册'), ['室', '姓名', '联系电话'], ['501', '张桂兰', '12900220001']]),
		grid: '001',
		expected: { doors: { '001 3-2-501': ['张桂兰'] }, errors: [], warnings: [] },
	},
];
