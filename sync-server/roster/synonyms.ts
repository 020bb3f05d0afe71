/** What people call the columns of their lists, in both languages. */
import { columns, contactNumbers, type ColumnKey } from './columns.ts';

const synonyms: Readonly<Partial<Record<ColumnKey, string>>> = {
	grid: '所属网格 网格名称 网格号 网格编号 网格编码 所在网格',
	building: '楼号 栋 栋号 楼 幢 幢号 楼栋号 楼座 座号 楼幢 所在楼栋 block building',
	unit: '单元 单元号 门洞 楼门 门栋 门栋号 unit entrance',
	door: '户号 房号 室 室号 房间号 房屋号 户室 户室号 门牌 room flat apartment',
	address:
		'地址 住址 家庭住址 家庭地址 居住地址 现住址 现住地址 现居住地 现居住地址 详细地址 居住地 门牌号 房屋地址 实际居住地址 实际居住地 住所 房屋坐落 常住地址 门牌地址 address home-address',
	tenure: '房屋性质 住房性质 产权性质 房屋状态 居住状态 居住性质 住房情况 房屋情况 居住类型 房屋用途',
	householdPhone: '家庭电话 座机 固定电话 宅电 住宅电话 home-phone',
	caution: '注意事项 入户注意 敲门注意',
	name: '名字 居民姓名 户主 户主姓名 老人姓名 老年人姓名 人员姓名 残疾人姓名 领取人 领取人姓名 待遇领取人 申请人 申请人姓名 保障对象 本人姓名 full-name',
	people:
		'住户 居民 家庭成员 成员 成员姓名 同住人 同住人员 同住家属 家庭成员姓名 共同居住人 居住人 居住人员 住户姓名 家庭人员 people members residents',
	sex: 'gender 男女',
	birth: '出生日期 出生年月 出生年月日 生日 出生时间 出生年份 出生年 birth birthday date-of-birth',
	age: '年龄 周岁 岁数 age',
	idCard:
		'身份证 身份证号 身份证号码 公民身份号码 公民身份证号码 公民身份证号 证件号 证件号码 居民身份证号 残疾证号 残疾人证号 id-card id-number id-card-number',
	relation: '关系 家庭关系 与户主的关系 户主关系 relation-to-head',
	phone:
		'手机 手机号 手机号码 联系电话 联系方式 电话号码 本人电话 户主电话 联系手机 移动电话 本人手机 mobile tel telephone phone-number',
	tier: '风险等级 探访等级 关爱等级 等级 风险级别 老年人等级 tier',
	types: '老年人类别 老人类型 老年人类型 人员类别 人群类别 特殊人群 类别',
	health: '健康状况 身体状况 身体情况 疾病 病史 慢性病 患病情况 残疾类别 残疾等级 残疾类型 失能等级 健康情况',
	hardship: '困难情况 生活困难 家庭困难 困难原因 救助类别 救助类型 低保类别 保障类别 困难类型',
	relation1: '联系人关系 紧急联系人关系 与老人关系 与本人关系 监护人关系 家属关系 亲属关系',
	contact1:
		'联系人 联系人姓名 紧急联系人 紧急联系人姓名 子女姓名 监护人 监护人姓名 赡养人 家属 家属姓名 亲属姓名 emergency-contact',
	phone1:
		'联系人电话 紧急联系人电话 紧急联系电话 联系人联系方式 紧急联系人联系方式 子女电话 子女联系方式 监护人电话 监护人联系方式 赡养人电话 家属电话 家属联系方式 亲属电话 亲属联系方式',
	note: '说明 情况说明 其他情况 备注信息 其他 备注说明 注 note remark remarks comment',
	ignore: '序号 编号 户序号 户编号 顺序号 no id index 网格员 填表人 填表日期',
};

/** How the titles of one sort of list are known. */
export interface Titles {
	/** The key that a title is known by. */
	readonly keyOf: (title: string) => ColumnKey | null;
	/** The key of a known title within a longer one. */
	readonly within: (title: string) => ColumnKey | null;
}

/** @param words titles by key, parted by blanks; a hyphen stands for a blank within one. */
export function titlesByKey(words: Readonly<Partial<Record<ColumnKey, string>>>): Map<string, ColumnKey> {
	const keys = new Map<string, ColumnKey>();
	for (const [key, titles] of Object.entries(words))
		for (const title of titles.split(' ')) keys.set(titleKey(title.replaceAll('-', ' ')), key as ColumnKey);
	return keys;
}

const byTitle = titlesByKey(synonyms);
for (const { key, zh, en } of columns) for (const title of [zh, en]) byTitle.set(titleKey(title), key);
for (const number of contactNumbers)
	for (const who of ['联系人', '紧急联系人', '子女', '监护人', '家属', '亲属']) {
		byTitle.set(`${who}${number}`, `contact${number}`);
		byTitle.set(`${who}${number}姓名`, `contact${number}`);
		byTitle.set(`${who}${number}关系`, `relation${number}`);
		for (const phone of ['电话', '手机', '联系方式', '联系电话'])
			byTitle.set(`${who}${number}${phone}`, `phone${number}`);
	}
for (const who of ['联系人', '紧急联系人', '子女', '监护人', '家属', '亲属'])
	for (const phone of ['手机', '手机号', '联系电话', '电话号码']) byTitle.set(`${who}${phone}`, 'phone1');

/** Titles are told apart without width, case, blanks, stars and what stands in brackets. */
export function titleKey(title: string): string {
	const plain = title
		.normalize('NFKC')
		.toLowerCase()
		.replaceAll(/[\s*:]/g, '');
	return plain.replaceAll(/\([^()]*\)/g, '') || plain;
}

/** The key that a title is known by. */
export const keyOfTitle = (title: string): ColumnKey | null => byTitle.get(titleKey(title)) ?? null;

/** Those who look after the list rather than stand in it. */
const others = /^(网格员|楼长|楼门长|社工|包户|责任人|登记人|填报人|走访人|经办人)/;
/** Where somebody is registered is not where they live. */
const elsewhere = /户籍|户口|籍贯|单位|学校|医院|银行/;
const relative = /^(?:配偶|父亲|母亲|儿子|女儿|老伴)(姓名)?/;

/** The key of the longest known title within a longer one, as in 户主联系电话（必填）. */
export function keyWithinTitle(title: string): ColumnKey | null {
	const text = titleKey(title);
	if (text.length > 16 || elsewhere.test(text)) return null;
	if (others.test(text)) return 'ignore';
	if (relative.test(text)) return /^..(姓名)?$/.test(text) ? 'people' : null;
	return longestWithin(text, byTitle);
}

export function longestWithin(text: string, keys: ReadonlyMap<string, ColumnKey>): ColumnKey | null {
	let longest = '';
	for (const known of keys.keys())
		if (known.length >= 2 && known.length > longest.length && /^[^a-z]/.test(known) && text.includes(known))
			longest = known;
	return keys.get(longest) ?? null;
}

export const peopleTitles: Titles = { keyOf: keyOfTitle, within: keyWithinTitle };
