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
	readonly sex?: string;
	/** What else stands in brackets: 党员. */
	readonly note?: string;
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
const manyHan = /^\p{Script=Han}{2,}/u;

/** Words in the place of names that name nobody. */
const nobody =
	/[一二两三四五六七八九十几]人$|^(夫妻|夫妇|父母|子女|全家|一家|家属|本人|本户|老人|儿子|女儿|户主|配偶|空户|空房|租户|租客)/;

/** Characters of a cell that names the people of one household. */
const longest = 1000;

export const isName = (text: string): boolean => (hanName.test(text) || latinName.test(text)) && !nobody.test(text);

/** Blanks between characters, as in 张　三, are for the eye alone. */
export const tidyName = (text: string): string =>
	text
		.normalize('NFKC')
		.trim()
		.replaceAll(/[•・‧∙.](?=\p{Script=Han})/gu, '·')
		.replaceAll(/(?<=\p{Script=Han})\s+(?=\p{Script=Han})/gu, '');

export function readPeople(text: string): Result<readonly NamedPerson[], Says> {
	const people = text.length > longest ? [] : piecesOf(text.normalize('NFKC')).map(readPerson);
	const wrong = people.find((person) => typeof person === 'string');
	if (wrong !== undefined || people.length === 0)
		return err(
			says(
				`看不懂这里的姓名：“${(typeof wrong === 'string' ? wrong : text).slice(0, 40)}”`,
				'The names in this cell cannot be read',
			),
		);
	return ok(people as NamedPerson[]);
}

/** Parted by signs and lines; by blanks too, where whole names, relations or numbers stand between them. */
function piecesOf(text: string): string[] {
	// A comma within a name of Latin letters parts the family name.
	const signs = /\p{Script=Han}/u.test(text) ? /[、,;/\n](?![^(]*\))/ : /[、;/\n]/;
	const words = text.split(signs).flatMap((piece) => {
		const parts = piece.trim().split(/\s+(?![^(]*\))/);
		return parts.every((part) => manyHan.test(part) || !/\p{L}/u.test(part)) ? parts : [piece.trim()];
	});
	return joinWords(words.filter((word) => word !== '' && !/^(等\d*人?|共?\d+人|\d{1,2}[.)]?)$/.test(word)));
}

/** `配偶 李四` is one person, and so is `李四 12900220001`. */
function joinWords(words: readonly string[]): string[] {
	const joined: string[] = [];
	for (const word of words) {
		const last = joined.at(-1);
		const isBehind =
			last !== undefined &&
			(relationWord.test(last) || birthOrAge.test(word) || !/\p{L}/u.test(word.replace(/[Xx]$/, '')));
		if (isBehind) joined[joined.length - 1] = `${last} ${word}`;
		else joined.push(word);
	}
	return joined;
}

/** The person, or the piece as it is when there is no name in it. */
function readPerson(piece: string): NamedPerson | string {
	const idCard = piece.match(idCardInText)?.[0];
	const call = phone.exec(idCard ? piece.replace(idCard, ' ') : piece)?.[0];
	const rest = [idCard, call].reduce<string>((left, part) => (part ? left.replace(part, ' ') : left), piece);
	const beside: { relation?: string; birth?: string; sex?: string } = {};
	const notes: string[] = [];
	const take = (word: string): boolean => {
		if (relationWord.test(word)) beside.relation = word;
		else if (birthOrAge.test(word)) beside.birth = word;
		else if (/^[男女]$/.test(word)) beside.sex = word;
		else return false;
		return true;
	};
	const bare = rest
		.replaceAll(/\(([^()]*)\)/g, (_, inside: string) => {
			const left = inside
				.split(/[,、;\s]+/)
				.filter((word) => word !== '' && !/^(电话|手机|身份证号?):?$/.test(word) && !take(word));
			if (left.length > 0) notes.push(left.join('，'));
			return ' ';
		})
		.replaceAll(/(?:身份证号?|电话|手机|联系方式):?/g, ' ')
		.trim()
		.replace(/^\d+[.、)]\s*/, '');
	const words = bare.split(/\s+/);
	const plain = words.filter((word, index) => index === 0 || !take(word)).join(' ');
	const named = readNamed(plain);
	if (!named) return piece;
	const { relation = named.relation, birth, sex } = beside;
	return {
		name: named.name,
		...(relation && { relation: relation === '本人' ? '户主' : relation }),
		...(idCard && { idCard }),
		...(call && { phone: call.replaceAll(' ', '') }),
		...(birth && { birth }),
		...(sex && { sex }),
		...(notes.length > 0 && { note: notes.join('；').replaceAll(idCardInText, '') }),
	};
}

/** `女王芳` may be anybody's, `孙子明` too: what leaves no name behind is tried as a whole. */
function readNamed(text: string): { name: string; relation?: string } | null {
	const before = relationBefore.exec(text);
	const behind = before ? tidyName(text.slice(before[0].length)) : '';
	if (before && isName(behind)) return { name: behind, relation: before[1] ?? before[2] };
	const whole = tidyName(text);
	return isName(whole) ? { name: whole } : null;
}
