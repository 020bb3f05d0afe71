/** How the text of a cell becomes a value: words of either language, telephone numbers, free text. */
import * as v from 'valibot';
import { words as elderWords } from '#lib/kinds/elder/words.ts';
import { words as householdWords } from '#lib/kinds/household/words.ts';
import type { Words } from '#lib/kinds/kind.ts';
import { err, ok, type Result } from '#lib/ledger/result.ts';
import { contactRelations, elderSchema, elderTypes, tenures, tiers } from '#lib/registers/register.ts';
import { says, type Says } from './errors.ts';
import { idCardInText } from './id-card.ts';

export type Cell = Result<string, Says>;

/** What reading a cell may need besides its text. */
export interface Means {
	/** `yyyy-mm-dd` */
	readonly today: string;
	/** Says what was left out or guessed. */
	readonly warn: (message: Says) => void;
}

export type ReadCell = (text: string, means: Means) => Cell;

/** What people write into a cell that has nothing to say; blank is as above, where it may be. */
export const saysNothing = (text: string): boolean =>
	text.length <= 8 &&
	/^(无|暂无|没有|不详|未知|空|同上|[〃″"]|[-/—–_.\\]+|n\/a|none|nil)$/i.test(text.normalize('NFKC').trim());

export const fits =
	(schema: v.GenericSchema<string>): ReadCell =>
	(text) =>
		v.safeParse(schema, text).success
			? ok(text)
			: err(says('内容太长或写法不对', 'Too long, or not written as expected'));

/** Free text: ID-card numbers are taken out, and what is too long is cut. */
export const freeText =
	(limit: number): ReadCell =>
	(text, { warn }) => {
		const kept = text.replaceAll(idCardInText, '').trim();
		if (kept !== text.trim()) warn(says('里面的身份证号没有读', 'The ID-card number in it was left out'));
		if (kept.length <= limit) return ok(kept);
		warn(says(`太长，只读了前 ${limit} 个字`, `Too long: only the first ${limit} characters were read`));
		return ok(kept.slice(0, limit));
	};

export const contactSchema = elderSchema.entries.contacts.pipe[0].item.entries;

/** Blanks and full-width signs dropped; a number that a spreadsheet wrote as 1.29E10 written out. */
function readOnePhone(text: string): Cell {
	const plain = text.normalize('NFKC').replaceAll(/[\s\u2010-\u2015]/g, (sign) => (/\s/.test(sign) ? '' : '-'));
	const digits = /^\d+(\.\d+)?e\+?\d+$/i.test(plain)
		? String(Number(plain))
		: plain.replace(/^'|(?<=^\d{7,})\.0$/g, '');
	if (/^\d{17}[\dXx]$/.test(digits))
		return err(says('像是身份证号，不是电话', 'Looks like an ID-card number, not a telephone number'));
	return v.safeParse(contactSchema.phone, digits).success ? ok(digits) : err(noPhone);
}

const noPhone = says('电话不对：只能有数字、空格、- 和 +，至少 3 位', 'Not a telephone number');
const numbers = /(?<!\d)(?:1\d{2}[- ]?\d{4}[- ]?\d{4}|0\d{2,3}[- ]?\d{7,8}(?:-\d{1,5})?|\d{7,8})(?!\d)/g;

/** The first number of the cell; of further ones, and of words beside it, it is said that they were left out. */
export const readPhone: ReadCell = (text, { warn }) => {
	const one = readOnePhone(text);
	if (one.ok || /^\D*\d{17}[\dXx]\D*$/.test(text)) return one;
	const plain = text.normalize('NFKC').replaceAll(/[\u2010-\u2015]/g, '-');
	const [first, ...others] = plain.match(numbers) ?? [];
	if (first === undefined) return one;
	if (others.length > 0)
		warn(
			says(
				`只读了第一个电话，没有读：${others.join('、').slice(0, 80)}`,
				`Only the first number was read, not ${others.join(', ').slice(0, 80)}`,
			),
		);
	const rest = plain.replaceAll(numbers, ' ').replaceAll(/[\s、,;/:()+-]|电话|手机|或|和/g, '');
	if (rest !== '')
		warn(says(`电话旁边的字没有读：${rest.slice(0, 40)}`, `Left out beside the number: ${rest.slice(0, 40)}`));
	return readOnePhone(first);
};

/** A word of a list, in either language or by a name that people use for it. */
function readWord(options: readonly string[], words: Words, others: Readonly<Record<string, string>> = {}) {
	const byWord = new Map(Object.entries(others));
	for (const option of options)
		for (const name of [option, words[option]!.zh, words[option]!.en]) byWord.set(name.toLowerCase(), option);
	const list = options.map((option) => words[option]!);
	return (text: string): Cell => {
		const option = byWord.get(text.normalize('NFKC').replaceAll(/\s+/g, ' ').trim().toLowerCase());
		if (option !== undefined) return ok(option);
		return err(
			says(`只能填：${list.map(({ zh }) => zh).join('、')}`, `Must be one of: ${list.map(({ en }) => en).join(', ')}`),
		);
	};
}

const tenureOf = readWord(tenures, householdWords, {
	产权: 'owner',
	私产: 'owner',
	商品房: 'owner',
	自住: 'owner',
	自有房: 'owner',
	租户: 'tenant',
	出租: 'tenant',
	租赁: 'tenant',
	租房: 'tenant',
	公租房: 'public',
	公房: 'public',
	空置: 'vacant',
	空房: 'vacant',
	空关: 'vacant',
});
export const readSex = readWord(
	['f', 'm'],
	{ f: { zh: '女', en: 'Female' }, m: { zh: '男', en: 'Male' } },
	{ 女性: 'f', 男性: 'm', 1: 'm', 2: 'f' },
);
export const readTier = readWord(tiers, elderWords, {
	高: 'high',
	高危: 'high',
	重点关注: 'key',
	普通: 'general',
	低风险: 'general',
});
export const readType = readWord(elderTypes, elderWords, {
	计生特殊家庭: 'one-child-lost',
	失独: 'one-child-lost',
	半失能: 'disabled',
	重度残疾: 'severely-disabled',
});
const relationOf = readWord(contactRelations, elderWords, {
	配偶: 'spouse',
	丈夫: 'spouse',
	妻子: 'spouse',
	夫: 'spouse',
	妻: 'spouse',
	爱人: 'spouse',
	儿子: 'child',
	女儿: 'child',
	长子: 'child',
	次子: 'child',
	长女: 'child',
	次女: 'child',
	儿媳: 'child',
	女婿: 'child',
	子: 'child',
	女: 'child',
	孙子: 'relative',
	孙女: 'relative',
	外孙: 'relative',
	外孙女: 'relative',
	侄子: 'relative',
	侄女: 'relative',
	外甥: 'relative',
	兄弟: 'relative',
	姐妹: 'relative',
	保姆: 'carer',
});

/** A word that is none of the list, where the list has a place for all others. */
const orOther =
	(read: (text: string) => Cell): ReadCell =>
	(text, { warn }) => {
		const cell = read(text);
		if (cell.ok) return cell;
		warn(says(`“${text.slice(0, 20)}”记为其他`, `${text.slice(0, 20)} was taken for other`));
		return ok('other');
	};
export const readTenure = orOther(tenureOf);
export const readRelation = orOther(relationOf);
export const isTenure = (text: string): boolean => tenureOf(text).ok;
export const isRelation = (text: string): boolean => relationOf(text).ok;

/** Several types, parted by 、 or a comma, kept as `alone,disabled`. A word that is none is left out, and said. */
export const readTypes: ReadCell = (text, { warn }) => {
	const words = text
		.normalize('NFKC')
		.split(/[、,;/\s+]+/)
		.filter(Boolean);
	const types = words.map((word) => readType(word.replace(/(老年人|老人|人员)$/, '')));
	const unknown = words.filter((_, index) => !types[index]!.ok);
	if (unknown.length > 0)
		warn(
			says(
				`不是老人类别，没有读：${unknown.join('、').slice(0, 80)}`,
				`Not a type, left out: ${unknown.join(', ').slice(0, 80)}`,
			),
		);
	return ok([...new Set(types.filter((type) => type.ok).map((type) => type.value))].join(','));
};
