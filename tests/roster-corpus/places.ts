/** Lists of shops, venues and facilities as people keep them, and lists of people that look a little like them. */
import { csv, over, sheets, text, xlsx } from './build.ts';
import type { Case } from './case.ts';

const own = ['网格', '类型', '名称', '地址', '电话', '门数', '层数', '每层户数', '备注', '纬度', '经度', '编号'];
const id = '019ab000-0000-7000-8000-0000000000aa';

export const placeCases: readonly Case[] = [
	{
		what: 'our own list of places',
		file: () =>
			csv([
				own,
				['第一网格', '楼栋', '3号楼', '朝阳里', '', '4', '6', '2', '', '39.13', '117.2', id],
				['第一网格', '九小场所', '朝阳旅馆', '朝阳里1号', '022-27330000', '', '', '', '夜间有人', '', '', ''],
			]),
		expected: {
			columns: { 地址: 'location', 名称: 'placeName', 编号: 'number', 每层户数: 'landing' },
			places: [
				{
					row: 2,
					grid: '第一网格',
					id,
					isSortSaid: true,
					place: { sort: 'building', name: '3号楼', units: 4, floors: 6, doors: 2, lat: 39.13, lon: 117.2 },
				},
				{
					row: 3,
					place: { sort: 'small-venue', name: '朝阳旅馆', phone: '022-27330000', note: '夜间有人' },
				},
			],
			errors: [],
			warnings: [],
		},
	},
	{
		what: 'a list of shops as a community keeps it',
		file: () =>
			xlsx([
				[over('朝阳里社区沿街商铺台账（2026年）', 7), null, null, null, null, null, null],
				['序号', '店铺名称', '经营类型', '详细地址', '经营者', '联系电话', '营业执照号'],
				[1, '便民超市', '零售', '新兴路12号', '王某', '12900220001', '92120101MA05'],
				[2, '老味道面馆', '餐饮', '新兴路１４号', '李某', '129 0022 0002', ''],
				[3, '康宁诊所', '诊所', '新兴路16号', '赵某', '', '9212'],
				['合计', null, '3家', null, null, null, null],
			]),
		grid: '001',
		expected: {
			headRows: [2],
			columns: {
				序号: 'ignore',
				店铺名称: 'placeName',
				经营类型: 'sort',
				详细地址: 'location',
				经营者: 'note',
				联系电话: 'phone',
				营业执照号: 'ignore',
			},
			places: [
				{
					row: 3,
					grid: '001',
					isSortSaid: false,
					place: {
						sort: 'shop',
						name: '便民超市',
						address: '新兴路12号',
						phone: '12900220001',
						note: '经营者：王某；零售',
					},
				},
				{ row: 4, place: { sort: 'shop', name: '老味道面馆', phone: '12900220002' } },
				{ row: 5, place: { sort: 'small-venue', name: '康宁诊所', note: '经营者：赵某；诊所' } },
			],
			errors: [],
			warnings: [],
		},
	},
	{
		what: 'facilities with positions, grids on lines of their own, and rows that are wrong',
		file: () =>
			csv([
				['设施名称', '位置', '纬度', '经度', '层数'],
				['第一网格', '', '', '', ''],
				['健身广场', '3号楼前', '39.13', '117.2', ''],
				['', '5号楼前', '', '', ''],
				['消火栓', '大门口', '139.1', '117.2', ''],
				['第二网格', '', '', '', ''],
				['充电桩', '7号楼后', '', '', '三层'],
				['垃圾房', '7号楼后', '', '', '无'],
				['垃圾房', '7号楼后', '', '', ''],
			]),
		expected: {
			columns: { 设施名称: 'placeName', 位置: 'location', 纬度: 'lat' },
			places: [
				{ row: 3, grid: '第一网格', place: { name: '健身广场', lat: 39.13, lon: 117.2 } },
				{ row: 8, grid: '第二网格', place: { name: '垃圾房' } },
			],
			errors: ['4 设施名称 没有填名称', '5 纬度 数目不对：139.1', '7 层数 数目不对：三层', '9 设施名称 和第 8 行重复'],
			warnings: ['0 类型 没有填类型的，记为商铺'],
		},
	},
	{
		what: 'shops on one of several sheets, under titles that hold ours',
		file: () =>
			sheets({
				说明: [['怎么填'], ['一行一家']],
				商户: [
					['网格', '商户名称（全称）', '主要经营范围', '商户详细地址', '负责人手机'],
					['001', '便民超市', '烟酒零售', '新兴路12号', '12900220001'],
				],
			}),
		expected: {
			sheet: '商户',
			places: [{ row: 2, grid: '001', place: { sort: 'shop', name: '便民超市', phone: '12900220001' } }],
			errors: [],
			warnings: [],
		},
	},
	{
		what: 'ID-card numbers and formulas in a list of places',
		file: () =>
			text(
				[
					'网格,类型,场所名称,场所地址,负责人',
					"001,商铺,'=便民超市,新兴路12号,王某120101194605030024",
					'001,商铺,120101194605030024,新兴路14号,',
				].join('\r\n'),
			),
		expected: {
			places: [{ row: 2, place: { name: '=便民超市', note: '负责人：王某' } }],
			errors: ['3 场所名称 像是身份证号'],
			warnings: ['2 负责人 里面的身份证号没有读'],
		},
	},
	{
		what: 'a list of places without any',
		file: () => csv([own]),
		expected: { places: [], errors: ['0 null 文件里没有场所'] },
	},
];
