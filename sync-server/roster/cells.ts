/** How the text of a cell becomes a value: words of either language, telephone numbers, doors. */
import * as v from 'valibot';
import { words as elderWords } from '#lib/kinds/elder/words.ts';
import { words as householdWords } from '#lib/kinds/household/words.ts';
import type { Words } from '#lib/kinds/kind.ts';
import { err, ok, type Result } from '#lib/ledger/result.ts';
import { contactRelations, elderSchema, elderTypes, householdSchema, tenures, tiers } from '#lib/registers/register.ts';
import { says, type Says } from './errors.ts';

export type Cell = Result<string, Says>;

export const fits =
	(schema: v.GenericSchema<string>) =>
	(text: string): Cell =>
		v.safeParse(schema, text).success
			? ok(text)
			: err(says('内容太长或写法不对', 'Too long, or not written as expected'));

export const contactSchema = elderSchema.entries.contacts.pipe[0].item.entries;

/** Blanks and full-width signs dropped; a number that a spreadsheet wrote as 1.29E10 written out. */
export function readPhone(text: string): Cell {
	const plain = text.normalize('NFKC').replaceAll(/[\s\u2010-\u2015]/g, (sign) => (/\s/.test(sign) ? '' : '-'));
	const digits = /^\d+(\.\d+)?e\+?\d+$/i.test(plain) ? String(Number(plain)) : plain;
	if (/^\d{17}[\dXx]$/.test(digits))
		return err(says('像是身份证号，不是电话', 'Looks like an ID-card number, not a telephone number'));
	return v.safeParse(contactSchema.phone, digits).success
		? ok(digits)
		: err(says('电话不对：只能有数字、空格、- 和 +，至少 3 位', 'Not a telephone number'));
}

/** A word of a list, in either language or by a name that people use for it. */
function readWord(options: readonly string[], words: Words, others: Readonly<Record<string, string>> = {}) {
	const byWord = new Map(Object.entries(others));
	for (const option of options)
		for (const name of [option, words[option]!.zh, words[option]!.en]) byWord.set(name.toLowerCase(), option);
	const list = options.map((option) => words[option]!);
	return (text: string): Cell => {
		const option = byWord.get(text.toLowerCase());
		if (option !== undefined) return ok(option);
		return err(
			says(`只能填：${list.map(({ zh }) => zh).join('、')}`, `Must be one of: ${list.map(({ en }) => en).join(', ')}`),
		);
	};
}

export const readTenure = readWord(tenures, householdWords, {
	产权: 'owner',
	自住: 'owner',
	租户: 'tenant',
	出租: 'tenant',
	租赁: 'tenant',
	空置: 'vacant',
	空房: 'vacant',
});
export const readSex = readWord(
	['f', 'm'],
	{ f: { zh: '女', en: 'Female' }, m: { zh: '男', en: 'Male' } },
	{ 女性: 'f', 男性: 'm' },
);
export const readTier = readWord(tiers, elderWords, { 高: 'high', 普通: 'general' });
export const readType = readWord(elderTypes, elderWords, {
	计生特殊家庭: 'one-child-lost',
	失独: 'one-child-lost',
	半失能: 'disabled',
});
export const readRelation = readWord(contactRelations, elderWords, {
	配偶: 'spouse',
	丈夫: 'spouse',
	妻子: 'spouse',
	儿子: 'child',
	女儿: 'child',
	儿媳: 'child',
	女婿: 'child',
	子: 'child',
	女: 'child',
	保姆: 'carer',
});

/** Several types, parted by 、 or a comma; kept as `alone,disabled`. */
export function readTypes(text: string): Cell {
	const types = text
		.split(/[、,，;；/\s]+/)
		.filter(Boolean)
		.map(readType);
	const wrong = types.find((type) => !type.ok);
	return wrong ?? ok([...new Set(types.map((type) => (type as { value: string }).value))].join(','));
}

export function readUnit(text: string): Cell {
	const digits = /^(\d{1,2})(门|单元)?$/.exec(text)?.[1];
	return digits && Number(digits) >= 1
		? ok(String(Number(digits)))
		: err(says('门（单元）只能是 1 到 99 的数', 'The stairwell must be a number from 1 to 99'));
}

export const readBuilding = (text: string): Cell =>
	fits(householdSchema.entries.building)(text.replace(/(号楼|栋|楼|座)$/, ''));
export const readDoor = (text: string): Cell => fits(householdSchema.entries.door)(text.replace(/[号室]$/, ''));
