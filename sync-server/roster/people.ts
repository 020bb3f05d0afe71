/**
 * Several people in one cell: `张三、李四`, `户主张三 配偶李四`, one on each line, with what stands behind a name: a
 * telephone number, an ID-card number, a relation in brackets.
 */
import { err, ok, type Result } from '#lib/ledger/result.ts';
import { says, type Says } from './errors.ts';
import { idCardInText } from './id-card.ts';

export interface NamedPerson {
	readonly name: string;
	readonly relation?: string;
	/** As written. */
	readonly idCard?: string;
	readonly phone?: string;
	/** As written: `1946年`, `78岁`. */
	readonly birth?: string;
}

const relations =
	'户主|本人|配偶|妻子|丈夫|老伴|爱人|儿子|女儿|长子|次子|三子|长女|次女|三女|儿媳妇?|女婿|孙子|孙女|外孙女?|父亲|母亲|公公|婆婆|岳父|岳母|哥哥|弟弟|姐姐|妹妹|祖父|祖母|保姆|租户|租客|房客|亲属|朋友|邻居|护工|子女';
/** Of one character: never the family name of anybody. */
const shortRelations = '妻|夫|子|女|父|母|媳|婿';
const relationBefore = new RegExp(
	`^(?:(${relations})[:\\s]*|(${shortRelations})(?::\\s*|\\s+|(?=\\p{Script=Han}{2,3}$)))`,
	'u',
);
const relationWord = new RegExp(`^(?:${relations}|${shortRelations})$`);
const hanName = /^\p{Script=Han}{2,4}$|^\p{Script=Han}{1,10}·\p{Script=Han}{1,10}(?:·\p{Script=Han}{1,10})?$/u;
const latinName = /^[A-Za-z][A-Za-z ,.'-]{1,38}$/;
const phone = /(?<!\d)(?:1\d{2}[- ]?\d{4}[- ]?\d{4}|0\d{2,3}[- ]?\d{7,8})(?!\d)/;
const birthOrAge = /^(?:\d{4}(?:[-./年]\d{1,2}(?:[-./月]\d{1,2}日?)?月?)?年?生?|\d{1,3}岁)$/;
const han = '\\p{Script=Han}';

export const isName = (text: string): boolean => hanName.test(text) || latinName.test(text);

/** Blanks between characters, as in 张　三, are for the eye alone. */
export const tidyName = (text: string): string =>
	text
		.normalize('NFKC')
		.trim()
		.replaceAll(/[•・‧∙.](?=\p{Script=Han})/gu, '·')
		.replaceAll(/(?<=\p{Script=Han})\s+(?=\p{Script=Han})/gu, '');

export function readPeople(text: string): Result<readonly NamedPerson[], Says> {
	const people = piecesOf(text.normalize('NFKC')).map(readPerson);
	const wrong = people.find((person) => typeof person === 'string');
	if (wrong !== undefined || people.length === 0)
		return err(
			says(`看不懂这里的姓名：“${String(wrong ?? '').slice(0, 40)}”`, 'The names in this cell cannot be read'),
		);
	return ok(people as NamedPerson[]);
}

/** Parted by signs and lines; by blanks too, where whole names or relations stand between them. */
function piecesOf(text: string): string[] {
	// A comma within a name of Latin letters parts the family name.
	const signs = /\p{Script=Han}/u.test(text) ? /[、,;/\n](?![^(]*\))/ : /[、;/\n]/;
	return text
		.split(signs)
		.flatMap((piece) => {
			const words = piece.trim().split(/\s+/);
			const isList = words.length > 1 && words.every((word) => new RegExp(`^${han}{2,}`, 'u').test(word));
			return isList ? joinRelations(words) : [piece.trim()];
		})
		.filter((piece) => piece !== '' && !/^(等\d*人?|共\d+人|\d+人)$/.test(piece));
}

/** `配偶 李四` is one person. */
function joinRelations(words: readonly string[]): string[] {
	const joined: string[] = [];
	for (const word of words) {
		const last = joined.at(-1);
		if (last !== undefined && relationWord.test(last)) joined[joined.length - 1] = `${last} ${word}`;
		else joined.push(word);
	}
	return joined;
}

/** The person, or the piece as it is when there is no name in it. */
function readPerson(piece: string): NamedPerson | string {
	const idCard = piece.match(idCardInText)?.[0];
	const call = phone.exec(idCard ? piece.replace(idCard, ' ') : piece)?.[0];
	let rest = [idCard, call].reduce<string>((left, part) => (part ? left.replace(part, ' ') : left), piece);
	let relation: string | undefined;
	let birth: string | undefined;
	for (const [whole, inside] of rest.matchAll(/\(([^()]*)\)/g)) {
		rest = rest.replace(whole, ' ');
		for (const word of inside!.split(/[,、;\s]+/).filter(Boolean)) {
			if (relationWord.test(word)) relation = word;
			else if (birthOrAge.test(word)) birth = word;
			else if (!/^[男女]$|^电话:?$/.test(word)) return piece;
		}
	}
	rest = rest.replaceAll(/(?:身份证号?|电话|手机|联系方式):?/g, ' ').trim();
	const before = relationBefore.exec(rest);
	const after = before ? rest.slice(before[0].length) : rest;
	const name = tidyName(after.replace(/^\d+[.、)]\s*/, ''));
	if (!isName(name)) {
		// `女王芳` may be anybody's: the whole is tried as a name.
		if (!isName(tidyName(rest))) return piece;
		return given(tidyName(rest), relation, idCard, call, birth);
	}
	return given(name, before?.[1] ?? before?.[2] ?? relation, idCard, call, birth);
}

const given = (name: string, relation?: string, idCard?: string, call?: string, birth?: string): NamedPerson => ({
	name,
	...(relation && { relation: relation === '本人' ? '户主' : relation }),
	...(idCard && { idCard }),
	...(call && { phone: call.replaceAll(' ', '') }),
	...(birth && { birth }),
});
