/** What people call the columns of their lists of shops, venues and facilities, and the sorts of those. */
import { placeSorts, type Place } from '#lib/registers/register.ts';
import { words as placeWords } from '#lib/kinds/place/words.ts';
import { placeKeys, type ColumnKey } from './columns.ts';
import { keyOfTitle, longestWithin, peopleTitles, titleKey, titlesByKey, type Titles } from './synonyms.ts';
import type { Mapping } from './layout.ts';

const byTitle = titlesByKey({
	placeName:
		'名称 场所名称 商铺名称 店铺名称 门店名称 商户名称 单位名称 企业名称 机构名称 设施名称 点位名称 地点名称 楼栋名称 店名 字号 招牌 商铺 店铺 门店 商户 商家 场所 单位 设施 点位 地点 shop-name place-name name shop place',
	sort: '类型 类别 场所类型 场所类别 商铺类型 商铺类别 单位类型 单位性质 经营类型 经营类别 经营项目 经营范围 业态 行业 性质 设施类型 地点类型 sort type category',
	location:
		'地址 详细地址 场所地址 店铺地址 商铺地址 经营地址 经营场所 单位地址 位置 具体位置 所在位置 坐落 门牌 门牌号 address location',
	phone:
		'电话 联系电话 联系方式 店铺电话 负责人电话 负责人手机 负责人联系方式 负责人联系电话 经营者电话 经营者手机 经营者联系方式 经营者联系电话 法人电话 联系人电话 手机 手机号 手机号码 电话号码 phone telephone mobile',
	units: '门数 单元数 门洞数 楼门数',
	floors: '层数 楼层数 总层数',
	landing: '每层户数 一梯几户',
	lat: '纬度 latitude lat',
	lon: '经度 longitude lon lng',
	number: '编号 记录编号',
	note: '备注 说明 情况说明 其他 注 负责人 经营者 经营人 店主 老板 法人 法定代表人 联系人 安全责任人 从业人数 营业时间 note remarks',
	ignore: '序号 顺序号 no id index 填表人 填表日期 网格员',
});

const keyOf = (title: string): ColumnKey | null =>
	byTitle.get(titleKey(title)) ?? (keyOfTitle(title) === 'grid' ? 'grid' : null);

/** 证照 and the like say what a place has been given, not what it is. */
const others = /证|照|信用代码|开户|账号/;

export const placeTitles: Titles = {
	keyOf,
	within: (title) => {
		const text = titleKey(title);
		if (text.length > 16 || others.test(text)) return null;
		return text.includes('网格') ? 'grid' : longestWithin(text, byTitle);
	},
};

export const isOfPlaces = ({ columns }: Pick<Mapping, 'columns'>): boolean =>
	columns.some(({ key }) => (placeKeys as readonly string[]).includes(key));

export const titlesOf = (mapping: Pick<Mapping, 'columns'>): Titles =>
	isOfPlaces(mapping) ? placeTitles : peopleTitles;

export type PlaceSort = Place['sort'];

const ownSorts = new Map<string, PlaceSort>(
	placeSorts.flatMap((sort) =>
		[sort, placeWords[sort].zh, placeWords[sort].en.toLowerCase()].map((word) => [word, sort]),
	),
);
/** Words that people have for what is one sort to us. */
const likeSorts: readonly (readonly [RegExp, PlaceSort])[] = [
	[/九小|小场所|学校|幼儿园|托管|医院|诊所|门诊|网吧|旅馆|宾馆|酒店|歌舞|娱乐|养老机构|small venue/i, 'small-venue'],
	[/设施|消防|消火栓|健身|器材|配电|变压器|路灯|充电|车棚|垃圾|公厕|井盖|监控|facility/i, 'facility'],
	[/商|店|铺|超市|餐|饮|饭|理发|美容|美发|药|菜|果|零售|批发|维修|五金|服务|shop|store|restaurant/i, 'shop'],
	[/楼栋|住宅楼|居民楼|building/i, 'building'],
	[/楼道|楼门/, 'stairwell'],
	[/路线|线路|route/i, 'route'],
	[/街|巷|道路|street/i, 'street'],
];

/** What a word says of the sort: by our own word for it, or by one that people have. */
export function readSort(text: string): { readonly sort: PlaceSort; readonly isOwn: boolean } | null {
	const word = text.normalize('NFKC').trim().toLowerCase();
	const own = ownSorts.get(word);
	if (own) return { sort: own, isOwn: true };
	const like = likeSorts.find(([words]) => words.test(word));
	return like ? { sort: like[1], isOwn: false } : null;
}
