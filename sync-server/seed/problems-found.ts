/** Problems as they are met in an old quarter: small class, where, and what was done about it. */
import type { Category } from '#lib/kinds/problem/categories.ts';

export interface Finding {
	readonly category: Category;
	readonly item: string;
	readonly spot: 'stairwell' | 'yard' | 'street';
	readonly weight: number;
	readonly severity: 'normal' | 'urgent' | 'critical';
	/** Notes when settled on the spot; empty when a worker cannot settle it. */
	readonly solved: readonly string[];
	readonly report: readonly string[];
}

export const findings: readonly Finding[] = [
	{
		category: 'safety',
		item: '楼道堆物',
		spot: 'stairwell',
		weight: 16,
		severity: 'normal',
		solved: ['纸箱和旧家具，住户当场搬走', '自行车挡道，已挪开', '和住户说通，当场清了'],
		report: ['旧柜子没人认，需物业清理', '多次劝说不清，请物业来'],
	},
	{
		category: 'safety',
		item: '飞线充电',
		spot: 'stairwell',
		weight: 9,
		severity: 'urgent',
		solved: ['从窗户拉线充电，当场收了线', '已劝到充电棚充电'],
		report: ['屡劝不改，请消防来看'],
	},
	{
		category: 'safety',
		item: '消防通道占用',
		spot: 'yard',
		weight: 7,
		severity: 'urgent',
		solved: ['联系车主，已挪车', '地锁已拆'],
		report: ['车主不接电话，请交警处理'],
	},
	{
		category: 'safety',
		item: '灭火器失效',
		spot: 'stairwell',
		weight: 4,
		severity: 'normal',
		solved: [],
		report: ['压力不足，需更换', '箱里灭火器过期'],
	},
	{
		category: 'safety',
		item: '燃气异味',
		spot: 'stairwell',
		weight: 1,
		severity: 'critical',
		solved: ['是垃圾味，燃气公司查过没漏'],
		report: ['已通知燃气公司，人已疏散到楼下'],
	},
	{
		category: 'appearance',
		item: '暴露垃圾',
		spot: 'yard',
		weight: 12,
		severity: 'normal',
		solved: ['已叫保洁清走', '顺手清了'],
		report: ['大件垃圾，需清运'],
	},
	{
		category: 'appearance',
		item: '建筑垃圾渣土',
		spot: 'yard',
		weight: 6,
		severity: 'normal',
		solved: ['装修户当天运走'],
		report: ['没人认，需清运', '堆了两三天，请清运'],
	},
	{
		category: 'appearance',
		item: '绿地脏乱',
		spot: 'yard',
		weight: 4,
		severity: 'normal',
		solved: ['和志愿者一起清了'],
		report: ['枯枝多，请绿化来'],
	},
	{
		category: 'street',
		item: '占道经营',
		spot: 'street',
		weight: 5,
		severity: 'normal',
		solved: ['劝进店里了'],
		report: ['每天傍晚摆摊，请城管看看'],
	},
	{
		category: 'street',
		item: '乱停车',
		spot: 'street',
		weight: 7,
		severity: 'normal',
		solved: ['共享单车摆齐了', '已挪车'],
		report: ['僵尸车，请交警处理'],
	},
	{
		category: 'adverts',
		item: '非法小广告',
		spot: 'stairwell',
		weight: 8,
		severity: 'normal',
		solved: ['已铲掉', '当场撕了'],
		report: ['整面墙喷的，需粉刷'],
	},
	{
		category: 'facility',
		item: '楼道灯不亮',
		spot: 'stairwell',
		weight: 9,
		severity: 'normal',
		solved: ['换了灯泡'],
		report: ['线路坏了，需电工', '两层都不亮，请物业修'],
	},
	{
		category: 'facility',
		item: '下水堵塞',
		spot: 'yard',
		weight: 5,
		severity: 'normal',
		solved: ['物业当场疏通'],
		report: ['井口返水，需疏通'],
	},
	{
		category: 'facility',
		item: '井盖破损',
		spot: 'yard',
		weight: 3,
		severity: 'urgent',
		solved: [],
		report: ['井盖裂了，已放警示桩', '井盖松动有响声'],
	},
	{
		category: 'facility',
		item: '健身器材损坏',
		spot: 'yard',
		weight: 2,
		severity: 'normal',
		solved: [],
		report: ['扭腰器轴断，已围上'],
	},
	{
		category: 'works',
		item: '施工扰民',
		spot: 'stairwell',
		weight: 3,
		severity: 'normal',
		solved: ['和装修队说好中午停工'],
		report: ['晚上还施工，请执法来看'],
	},
	{
		category: 'sudden',
		item: '管道破裂',
		spot: 'yard',
		weight: 1,
		severity: 'critical',
		solved: [],
		report: ['自来水管冒水，已报水务，物业关了阀'],
	},
];
