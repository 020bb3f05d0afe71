/**
 * What a column can mean. The first part is our roster template: one row is one resident; household columns may be
 * repeated or left blank on the rows that follow. The second part is what other lists have. docs/roster.md explains
 * them to people.
 */
import { ok } from '#lib/ledger/result.ts';
import { residentSchema } from '#lib/registers/register.ts';
import * as cells from './cells.ts';
import { says, type Says } from './errors.ts';

export const contactNumbers = [1, 2, 3] as const;
type ContactKey = `${'relation' | 'contact' | 'phone'}${(typeof contactNumbers)[number]}`;

export type TemplateKey =
	| 'grid'
	| 'building'
	| 'unit'
	| 'door'
	| 'tenure'
	| 'householdPhone'
	| 'caution'
	| 'name'
	| 'sex'
	| 'birth'
	| 'relation'
	| 'phone'
	| 'tier'
	| 'types'
	| 'health'
	| 'hardship'
	| ContactKey
	| 'note';

/** What lists of places have beside 网格, 电话 and 备注. `landing`: doors on each floor of a stairwell; `number`: id of a record. */
export const placeKeys = [
	'sort',
	'placeName',
	'location',
	'units',
	'floors',
	'landing',
	'lat',
	'lon',
	'number',
] as const;
export type PlaceKey = (typeof placeKeys)[number];

/** `address` is a whole door in one cell, `people` several names in one. */
export type ColumnKey = TemplateKey | PlaceKey | 'address' | 'people' | 'idCard' | 'age' | 'ignore';

/** The text of a row by column. */
export type Texts = Readonly<Partial<Record<ColumnKey, string>>>;

export interface Column {
	readonly key: TemplateKey;
	readonly zh: string;
	readonly en: string;
	/** What to write into it, for the explanations. */
	readonly hint: Says;
	readonly example: string;
	/** How one cell is read by itself. Doors, names and dates are read from several: doors.ts, persons.ts. */
	readonly read: cells.ReadCell;
}

const column = (
	key: TemplateKey,
	zh: string,
	en: string,
	example: string,
	read: Column['read'],
	hintZh: string,
	hintEn: string,
): Column => ({
	key,
	zh,
	en,
	example,
	read,
	hint: says(hintZh, hintEn),
});
const contactColumns = (number: 1 | 2 | 3, relation: string, name: string, phone: string): Column[] => [
	column(
		`relation${number}`,
		`联系人${number}关系`,
		`Contact ${number} relation`,
		relation,
		cells.readRelation,
		'老伴、子女、亲属、邻居、朋友、护工、医生、其他',
		'Spouse, child, relative, neighbour, friend, carer, doctor, other',
	),
	column(
		`contact${number}`,
		`联系人${number}姓名`,
		`Contact ${number} name`,
		name,
		ok,
		'关系、姓名、电话三项要一起填',
		'Relation, name and phone go together',
	),
	column(
		`phone${number}`,
		`联系人${number}电话`,
		`Contact ${number} phone`,
		phone,
		cells.readPhone,
		'没见到老人时打的电话',
		'Called when the elder was not seen',
	),
];

/** Begins the name on the example row of the template, so that a row left in is noticed. */
export const exampleMark = '示例：';

export const columns: readonly Column[] = [
	column(
		'grid',
		'网格',
		'Grid',
		'第一网格',
		ok,
		'网格名称、序号（001）或 15 位编码；空着同上一行',
		'Name, number (001) or 15-digit code; blank means as above',
	),
	column(
		'building',
		'楼栋',
		'Building',
		'3',
		ok,
		'必填。楼号，如 3 或 3号楼；空着同上一行',
		'Required. Such as 3; blank means as above',
	),
	column(
		'unit',
		'门',
		'Stairwell',
		'2',
		ok,
		'第几个门（单元）；没有就空着',
		'Number of the stairwell; blank when there is none',
	),
	column(
		'door',
		'门号',
		'Door',
		'501',
		ok,
		'必填。户号，如 501；同一户的下一个人可以空着',
		'Required. Such as 501; blank for the next person of the same household',
	),
	column(
		'tenure',
		'居住情况',
		'Tenure',
		'自有',
		cells.readTenure,
		'自有、租住、公产、空户、其他',
		'Owner, tenant, public housing, vacant, other',
	),
	column('householdPhone', '户电话', 'Household phone', '12900220001', cells.readPhone, '', ''),
	column(
		'caution',
		'进门注意',
		'Mind',
		'老人耳背，多敲几下',
		cells.freeText(100),
		'敲门前要知道的',
		'What to know before knocking',
	),
	column(
		'name',
		'姓名',
		'Name',
		`${exampleMark}张桂兰`,
		cells.fits(residentSchema.entries.name),
		'每行一人；空户不填',
		'One person a row; blank for a vacant door',
	),
	column('sex', '性别', 'Sex', '女', cells.readSex, '男、女', 'Male, female'),
	column('birth', '出生', 'Born', '1946-05-03', ok, '1946、1946-05 或 1946-05-03', '1946, 1946-05 or 1946-05-03'),
	column(
		'relation',
		'与户主关系',
		'Relation',
		'户主',
		cells.freeText(20),
		'户主、配偶、子、女、父亲、母亲……',
		'Head, spouse, son, daughter, …',
	),
	column('phone', '电话', 'Phone', '12900220002', cells.readPhone, '本人电话', "The person's own"),
	column(
		'tier',
		'老人等级',
		'Risk tier',
		'高风险',
		cells.readTier,
		'只给探访对象填：高风险、重点、一般',
		'Only for those on the visiting list: high, key, general',
	),
	column(
		'types',
		'老人类别',
		'Types',
		'独居、失能',
		cells.readTypes,
		'独居、空巢、留守、失能、重残、计划生育特殊家庭、孤寡，可填多个',
		'Living alone, empty nest, …; several are possible',
	),
	column('health', '健康', 'Health', '高血压，耳背', cells.freeText(300), '', ''),
	column('hardship', '困难', 'Hardship', '住五楼，下楼困难', cells.freeText(300), '', ''),
	...contactColumns(1, '子女', '张丽华', '12900220003'),
	...contactColumns(2, '邻居', '李国强', '12900220004'),
	...contactColumns(3, '', '', ''),
	column(
		'note',
		'备注',
		'Notes',
		'',
		cells.freeText(500),
		'有姓名时记在这个人上，没有时记在这一户上',
		'Of the person, or of the household on a row without a name',
	),
];

export const columnByKey: Readonly<Partial<Record<ColumnKey, Column>>> = Object.fromEntries(
	columns.map((one) => [one.key, one]),
);

/** What each key is called, for those who say what a column of their file means. */
export const columnWords: Readonly<Record<ColumnKey, Says>> = {
	...(Object.fromEntries(columns.map(({ key, zh, en }) => [key, says(zh, en)])) as Record<TemplateKey, Says>),
	address: says('完整门牌（楼、门、户号在一格）', 'Whole door in one cell'),
	people: says('几个人的姓名（在一格）', 'Several names in one cell'),
	idCard: says('身份证号（只用来认人，不保存）', 'ID-card number (to know the person by, not kept)'),
	age: says('年龄', 'Age'),
	sort: says('类型', 'Sort'),
	placeName: says('名称', 'Name'),
	location: says('地址', 'Address'),
	units: says('门数', 'Stairwells'),
	floors: says('层数', 'Floors'),
	landing: says('每层户数', 'Doors per floor'),
	lat: says('纬度', 'Latitude'),
	lon: says('经度', 'Longitude'),
	number: says('编号（台账里的记录）', 'Number of the record'),
	ignore: says('不要这一列', 'Leave out'),
};

const ofPlaces: readonly ColumnKey[] = ['grid', ...placeKeys, 'phone', 'note', 'ignore'];

/** What a column can mean on a list of places, and on one of doors or people. */
export const keysOf = (about: 'places' | 'people'): readonly ColumnKey[] =>
	about === 'places'
		? ofPlaces
		: (Object.keys(columnWords) as ColumnKey[]).filter((key) => !(placeKeys as readonly string[]).includes(key));

/** Several columns may go into one of these: their texts are put together. */
export const manyKeys: readonly ColumnKey[] = [
	'caution',
	'health',
	'hardship',
	'note',
	'phone',
	'householdPhone',
	'people',
	'ignore',
];
