/** Lists whose table is not where or how a program would have it. */
import { csv, formula, over, sheets, text, xlsx } from './build.ts';
import type { Case } from './case.ts';

const head = ['网格', '楼栋', '门', '门号', '姓名'];
const zhang = ['001', '3', '2', '501', '张桂兰'];
const li = ['001', '3', '2', '502', '李国强'];
const doors = { '001 3-2-501': ['张桂兰'], '001 3-2-502': ['李国强'] };
const list = { doors, errors: [], warnings: [] };

export const layoutCases: readonly Case[] = [
	{
		what: 'title lines above the head',
		file: () =>
			xlsx([
				[over('朝阳里社区人房底册', 5), null, null, null, null],
				[over('填表人：王某  2026年11月', 5), null, null, null, null],
				[],
				head,
				zhang,
				li,
			]),
		expected: { ...list, headRows: [4] },
	},
	{
		what: 'title lines of a CSV, each in its first cell',
		file: () => csv([['朝阳里社区人房底册'], ['填表人：王某', '', '2026-11-01'], head, zhang, li]),
		expected: { ...list, headRows: [3] },
	},
	{
		what: 'a head of two lines, merged',
		file: () =>
			xlsx([
				[
					over('网格', 1, 2),
					over('住址', 3),
					null,
					null,
					over('户主', 2),
					null,
					over('紧急联系人', 3),
					null,
					null,
					over('等级', 1, 2),
				],
				[null, '楼栋', '门', '门号', '姓名', '电话', '关系', '姓名', '电话', null],
				['001', '3', '2', '501', '张桂兰', '12900220001', '女儿', '张丽华', '12900220002', '高'],
			]),
		expected: {
			headRows: [1, 2],
			columns: {
				户主姓名: 'name',
				户主电话: 'phone',
				紧急联系人关系: 'relation1',
				紧急联系人姓名: 'contact1',
				紧急联系人电话: 'phone1',
			},
			doors: { '001 3-2-501': ['张桂兰 户主 12900220001 high child 张丽华 12900220002'] },
			showing: ['relation', 'phone', 'tier', 'contacts'],
			errors: [],
			warnings: [],
		},
	},
	{
		what: 'a head of two lines, not merged',
		file: () =>
			csv([
				['网格', '楼栋', '门', '门号', '姓名', '等级', '联系人1', '', ''],
				['', '', '', '', '', '', '关系', '姓名', '电话'],
				[...zhang, '高', '女儿', '张丽华', '12900220002'],
			]),
		expected: {
			headRows: [1, 2],
			doors: { '001 3-2-501': ['张桂兰 child 张丽华 12900220002'] },
			showing: ['contacts'],
			errors: [],
		},
	},
	{
		what: 'a line of several cells above the head, which is none of titles',
		file: () => csv([['填表单位', '朝阳里社区', '', '联系人', '王某'], head, zhang, li]),
		expected: { ...list, headRows: [2] },
	},
	{
		what: 'a column of heads beside that of names',
		file: () =>
			csv([
				['网格', '门牌', '户主', '姓名', '与户主关系'],
				['001', '3-2-501', '张桂兰', '张桂兰', '户主'],
				['001', '3-2-501', '张桂兰', '王浩', '孙子'],
			]),
		expected: {
			columns: { 户主: 'ignore', 姓名: 'name' },
			doors: { '001 3-2-501': ['张桂兰 户主', '王浩 孙子'] },
			showing: ['relation'],
			errors: [],
			warnings: [],
		},
	},
	{
		what: 'a telephone number right behind a contact',
		file: () =>
			csv([
				[...head, '手机', '风险等级', '紧急联系人', '联系电话'],
				[...zhang, '12900220001', '高', '张丽华', '12900220002'],
			]),
		expected: {
			columns: { 手机: 'phone', 联系电话: 'phone1' },
			doors: { '001 3-2-501': ['张桂兰 12900220001 other 张丽华 12900220002'] },
			showing: ['phone', 'contacts'],
			errors: [],
		},
	},
	{
		what: 'merged cells of a household',
		file: () =>
			xlsx([
				head,
				[over('001', 1, 3), over('3', 1, 3), over('2', 1, 3), over('501', 1, 2), '张桂兰'],
				[null, null, null, null, '王浩'],
				[null, null, null, '502', '李国强'],
			]),
		expected: { doors: { '001 3-2-501': ['张桂兰', '王浩'], '001 3-2-502': ['李国强'] }, errors: [], warnings: [] },
	},
	{
		what: 'cells merged over more rows than there are people',
		file: () =>
			xlsx([
				head,
				[over('001', 1, 3), over('3', 1, 3), over('2', 1, 3), over('501', 1, 2), '张桂兰'],
				[null, null, null, null, null],
				[null, null, null, '502', '李国强'],
			]),
		expected: { ...list, warnings: ['3 门号 没有姓名，和上一行是同一户'] },
	},
	{
		what: 'a sheet that is a building, and called so',
		file: () =>
			sheets({
				'3号楼': [
					['单元', '室', '姓名'],
					['2', '501', '张桂兰'],
					['2', '502', '李国强'],
				],
			}),
		grid: '001',
		expected: list,
	},
	{
		what: 'a building by itself in the first cell of a line',
		file: () =>
			csv([
				['楼栋', '单元', '室', '姓名'],
				['3号楼', '', '', ''],
				['', '2', '501', '张桂兰'],
				['', '2', '502', '李国强'],
			]),
		grid: '001',
		expected: list,
	},
	{
		what: 'blank cells for as above',
		file: () => csv([head, zhang, ['', '', '', '', '王浩'], ['', '', '', '502', '李国强']]),
		expected: { doors: { '001 3-2-501': ['张桂兰', '王浩'], '001 3-2-502': ['李国强'] }, errors: [], warnings: [] },
	},
	{
		what: 'several sheets, of which one is the list',
		file: () =>
			sheets({
				说明: [['怎么填'], ['一行一人']],
				统计: [
					['楼栋', '户数'],
					['3', '2'],
				],
				人员: [head, zhang, li],
			}),
		expected: { ...list, sheet: '人员' },
	},
	{
		what: 'two lists, of which one is called as in our template',
		file: () => sheets({ 旧: [head, zhang, li, ['001', '4', '1', '101', '赵明']], 名册: [head, zhang, li] }),
		expected: { ...list, sheet: '名册' },
	},
	{
		what: 'only sheets that are no list',
		file: () => sheets({ 说明: [['怎么填'], ['一行一人']], 图: [['']] }),
		expected: { noList: true },
	},
	{
		what: 'empty lines and columns',
		file: () =>
			csv([
				[],
				['', ...head.slice(0, 2), '', ...head.slice(2)],
				[],
				['', '001', '3', '', '2', '501', '张桂兰'],
				[],
				[],
				['', '001', '3', '', '2', '502', '李国强'],
			]),
		expected: { ...list, headRows: [2] },
	},
	{
		what: 'totals and remarks at the end',
		file: () =>
			xlsx([
				head,
				zhang,
				li,
				['合计', null, null, '2户', '2人'],
				[over('填表人：王某   审核人：李某', 5), null, null, null, null],
			]),
		expected: { ...list, warnings: ['5 null 这一行不像住户'] },
	},
	{
		what: 'a total by formula under each building',
		file: () => xlsx([head, zhang, ['小 计', null, null, null, formula('COUNTA(E2:E2)')], li]),
		expected: list,
	},
	{
		what: 'the head again on each printed page, with its title',
		file: () =>
			xlsx([
				[over('朝阳里社区名册', 5), null, null, null, null],
				head,
				zhang,
				[over('朝阳里社区名册', 5), null, null, null, null],
				head,
				li,
			]),
		expected: { ...list, headRows: [2] },
	},
	{
		what: 'lines that name a building for those below',
		file: () =>
			xlsx([
				['序号', '单元', '室号', '姓名'],
				[over('3号楼', 4), null, null, null],
				[1, 2, 501, '张桂兰'],
				[2, 2, 502, '李国强'],
				[over('4号楼', 4), null, null, null],
				[1, 1, 501, '赵明'],
			]),
		grid: '001',
		expected: { doors: { ...doors, '001 4-1-501': ['赵明'] }, errors: [], warnings: [] },
	},
	{
		what: 'columns in another order, among others',
		file: () =>
			csv([
				['序号', '姓名', '民族', '联系电话', '房号', '单元', '楼号', '所属网格'],
				['1', '张桂兰', '汉', '12900220001', '501', '2', '3', '第一网格'],
			]),
		expected: {
			columns: { 民族: 'ignore', 序号: 'ignore', 房号: 'door', 所属网格: 'grid' },
			doors: { '第一网格 3-2-501': ['张桂兰 12900220001'] },
			showing: ['phone'],
			errors: [],
		},
	},
	{
		what: 'a list of elders as an office keeps it',
		file: () =>
			xlsx([
				[over('新兴街道朝阳里社区80岁以上老年人信息台账', 12), ...Array.from({ length: 11 }, () => null)],
				['填报单位：朝阳里社区', null, null, null, null, null, null, null, '填报日期：2026.11'],
				[
					'序号',
					'姓名',
					'性别',
					'年龄',
					'户籍地址',
					'现居住地址',
					'联系电话',
					'居住情况',
					'风险等级',
					'家属姓名',
					'与老人关系',
					'家属电话',
				],
				[
					1,
					'张桂兰',
					'女',
					80,
					'河北省',
					'朝阳里3号楼2门501',
					'12900220001',
					'与子女同住',
					'高',
					'张丽华',
					'干女儿',
					'12900220002',
				],
				[
					2,
					'李国强',
					'男',
					85,
					'和平区',
					'朝阳里3-2-502',
					'12900220003',
					'单独居住',
					'一般',
					'李明',
					'长子',
					'12900220004',
				],
				[
					3,
					'王　芳',
					'女',
					90,
					'和平区',
					'新兴街朝阳里3#2-503',
					'无',
					'与老伴同住',
					'重点',
					'赵强',
					'女婿',
					'12900220005',
				],
				['合计', null, '3人'],
			]),
		grid: '001',
		expected: {
			headRows: [3],
			columns: {
				户籍地址: 'ignore',
				现居住地址: 'address',
				居住情况: 'ignore',
				家属姓名: 'contact1',
				家属电话: 'phone1',
			},
			doors: {
				'001 3-2-501': ['张桂兰 1946 f 12900220001 high other 张丽华 12900220002'],
				'001 3-2-502': ['李国强 1941 m 12900220003 general child 李明 12900220004'],
				'001 3-2-503': ['王芳 1936 f key child 赵强 12900220005'],
			},
			showing: ['birth', 'sex', 'phone', 'tier', 'contacts'],
			errors: [],
			warnings: ['4 年龄', '4 与老人关系 “干女儿”记为其他', '5 年龄', '6 年龄'],
		},
	},
	{
		what: 'an address that says nothing beside columns that do',
		file: () =>
			csv([
				['网格', '地址', '楼栋', '门', '门号', '姓名'],
				['001', '朝阳里社区', '3', '2', '501', '张桂兰'],
				['001', '朝阳里小区3号楼', '', '2', '502', '李国强'],
			]),
		expected: list,
	},
	{
		what: 'cells that an export made text by a formula',
		file: () => text('网格,楼栋,门,门号,姓名\r\n="001",3,2,="501",张桂兰\r\n="001",3,2,="502",李国强\r\n'),
		expected: list,
	},
	{
		what: 'titles that hold ours within longer ones',
		file: () =>
			csv([
				['现居住详细地址', '被访老人姓名', '老人联系电话号码'],
				['朝阳里3号楼2门501', '张桂兰', '12900220001'],
			]),
		grid: '001',
		expected: { headRows: [1], doors: { '001 3-2-501': ['张桂兰 12900220001'] }, showing: ['phone'], errors: [] },
	},
	{
		what: 'titles that nobody knows, over contents that are plain',
		file: () =>
			csv([
				['网格', '门牌', '甲', '乙', '丙'],
				['001', '3-2-501', '张桂兰', '12900220001', '1946-05-03'],
				['001', '3-2-502', '李国强', '12900220002', '1950-11-12'],
				['001', '3-2-503', '王芳', '12900220003', '1961-01-30'],
			]),
		expected: {
			columns: { 甲: 'name', 乙: 'phone', 丙: 'birth' },
			doors: {
				'001 3-2-501': ['张桂兰 1946-05-03 12900220001'],
				'001 3-2-502': ['李国强 1950-11-12 12900220002'],
				'001 3-2-503': ['王芳 1961-01-30 12900220003'],
			},
			showing: ['birth', 'phone'],
			errors: [],
		},
	},
	{
		what: 'no titles at all',
		file: () =>
			csv([
				['张桂兰', '女', '3-2-501', '12900220001'],
				['李国强', '男', '3-2-502', '12900220002'],
			]),
		grid: '001',
		expected: {
			headRows: [],
			doors: { '001 3-2-501': ['张桂兰 f'], '001 3-2-502': ['李国强 m'] },
			showing: ['sex'],
			errors: [],
		},
	},
	{
		what: 'a title that says what its cells are not',
		file: () =>
			csv([
				['网格', '楼栋', '门', '门号', '姓名', '性别', '电话'],
				...['501', '502', '503'].map((door) => ['001', '3', '2', door, '王芳', `1290022${door}1`, '女']),
			]),
		expected: {
			columns: { 性别: 'phone', 电话: 'sex' },
			doors: {
				'001 3-2-501': ['王芳 f 12900225011'],
				'001 3-2-502': ['王芳 f 12900225021'],
				'001 3-2-503': ['王芳 f 12900225031'],
			},
			showing: ['sex', 'phone'],
			errors: [],
		},
	},
	{
		what: 'notes in odd columns',
		file: () =>
			csv([
				[...head, '情况说明', '', '备注'],
				[...zhang, '常年住院', '女儿每周来', '耳背'],
				[...li, '', '只有周末在', ''],
			]),
		expected: {
			doors: { '001 3-2-501': ['张桂兰 常年住院；女儿每周来；耳背'], '001 3-2-502': ['李国强 只有周末在'] },
			showing: ['note'],
			errors: [],
		},
	},
	{
		what: 'no grid in the file, and none chosen',
		file: () => csv([head.slice(1), zhang.slice(1), ['3', '2', '', '李国强']]),
		expected: { doors: {}, errors: ['0 网格 没有“网格”这一列'] },
	},
	{
		what: 'no grid in the file, one chosen for it',
		file: () => csv([head.slice(1), zhang.slice(1), li.slice(1)]),
		grid: '001',
		expected: list,
	},
	{
		what: 'no grid in the file, chosen by building',
		file: () => csv([head.slice(1), zhang.slice(1), ['4号楼', '1', '101', '赵明'], ['5', '', '101', '孙丽']]),
		gridByBuilding: { 3: '001', 4: '002' },
		expected: {
			doors: { '001 3-2-501': ['张桂兰'], '002 4-1-101': ['赵明'] },
			errors: ['0 网格 楼栋 5 没有选网格'],
		},
	},
];
