/**
 * The columns of our roster template. One row is one resident; household columns may be repeated or left blank on the
 * rows that follow. docs/roster.md explains them to people.
 */
import * as v from 'valibot';
import { ok } from '#lib/ledger/result.ts';
import { elderSchema, householdSchema, residentSchema } from '#lib/registers/register.ts';
import * as cells from './cells.ts';
import { readDate } from './dates.ts';
import { says, type Says } from './errors.ts';

export interface Column {
	readonly key: string;
	readonly zh: string;
	readonly en: string;
	/** What to write into it, for the explanations. */
	readonly hint: Says;
	readonly example: string;
	readonly read: (text: string) => cells.Cell;
}

const column = (
	key: string,
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
const contactColumns = (number: number, relation: string, name: string, phone: string): Column[] => [
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
		cells.fits(cells.contactSchema.name),
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
/** How many contacts the template has room for. */
export const contactCount = 3;

export const columns: readonly Column[] = [
	column(
		'grid',
		'网格',
		'Grid',
		'第一网格',
		ok,
		'必填。网格名称、序号（001）或 15 位编码；空着同上一行',
		'Required. Name, number (001) or 15-digit code; blank means as above',
	),
	column(
		'building',
		'楼栋',
		'Building',
		'3',
		cells.readBuilding,
		'必填。楼号，如 3 或 3号楼；空着同上一行',
		'Required. Such as 3; blank means as above',
	),
	column(
		'unit',
		'门',
		'Stairwell',
		'2',
		cells.readUnit,
		'第几个门（单元）；没有就空着',
		'Number of the stairwell; blank when there is none',
	),
	column(
		'door',
		'门号',
		'Door',
		'501',
		cells.readDoor,
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
		cells.fits(v.unwrap(householdSchema.entries.caution)),
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
	column('birth', '出生', 'Born', '1946-05-03', readDate, '1946、1946-05 或 1946-05-03', '1946, 1946-05 or 1946-05-03'),
	column(
		'relation',
		'与户主关系',
		'Relation',
		'户主',
		cells.fits(v.unwrap(residentSchema.entries.relation)),
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
	column('health', '健康', 'Health', '高血压，耳背', cells.fits(v.unwrap(elderSchema.entries.health)), '', ''),
	column(
		'hardship',
		'困难',
		'Hardship',
		'住五楼，下楼困难',
		cells.fits(v.unwrap(elderSchema.entries.hardship)),
		'',
		'',
	),
	...contactColumns(1, '子女', '张丽华', '12900220003'),
	...contactColumns(2, '邻居', '李国强', '12900220004'),
	...contactColumns(3, '', '', ''),
	column(
		'note',
		'备注',
		'Notes',
		'',
		cells.fits(v.unwrap(residentSchema.entries.note)),
		'有姓名时记在这个人上，没有时记在这一户上',
		'Of the person, or of the household on a row without a name',
	),
];

export const requiredColumns = ['grid', 'building', 'door'] as const;

const byTitle = new Map(
	columns
		.flatMap((one) => [one.zh, one.en].map((title) => [titleKey(title), one] as const))
		.concat(
			(
				[
					['门(单元)', 'unit'],
					['单元', 'unit'],
					['出生日期', 'birth'],
					['出生年月', 'birth'],
					['户号', 'door'],
				] as const
			).map(([title, key]) => [titleKey(title), columns.find((one) => one.key === key)!] as const),
		),
);

function titleKey(title: string): string {
	return title.normalize('NFKC').toLowerCase().replaceAll(/[\s*]/g, '');
}

export const columnOf = (title: string): Column | null => byTitle.get(titleKey(title)) ?? null;
