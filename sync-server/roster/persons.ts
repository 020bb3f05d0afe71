/** The people of a line: one by the columns about a person, or several whose names stand in one cell. */
import * as v from 'valibot';
import type { Elder, Resident } from '#lib/registers/register.ts';
import { residentSchema } from '#lib/registers/register.ts';
import { elderKeys, readElder } from './care.ts';
import { saysNothing } from './cells.ts';
import { exampleMark, type ColumnKey, type Texts } from './columns.ts';
import { readAge, readDate } from './dates.ts';
import { says } from './errors.ts';
import { idCardInText, readIdCard } from './id-card.ts';
import type { Mapping } from './layout.ts';
import { isName, readPeople, tidyName, type NamedPerson } from './people.ts';
import { given, readCell, type Reading } from './reading.ts';
import type { RowReport } from './report.ts';

export interface RosterPerson {
	readonly row: number;
	readonly resident: Resident;
	readonly elder: Omit<Elder, 'household'> | null;
	/** 18 digits, checked. It is to know the person by, and never written to the ledger. */
	readonly idCard?: string;
}

type Values = Partial<Record<ColumnKey, string>>;

const personKeys: readonly ColumnKey[] = ['idCard', 'relation', 'sex', 'birth', 'age', 'phone'];
/** What the register takes. */
const noteLimit = 500;
const vacantName = /^(空户|空房|空置|无人|无人居住|长期无人|闲置|未入住)$/;

/** A name cell may say that nobody lives there. */
export const isVacantName = (name: string | undefined): boolean =>
	name !== undefined && (vacantName.test(name.trim()) || saysNothing(name));

export function readPersons(texts: Texts, at: RowReport, reading: Reading): RosterPerson[] {
	const named = readNames(texts, at, reading.mapping);
	const about = [...personKeys, ...elderKeys, 'tier'] as const;
	if (named.length === 0) {
		if (at.isSound() && about.some((key) => texts[key] !== undefined))
			at.fault('name', says('没有填姓名', 'The name is missing'));
		return [];
	}
	const shares = shareOut(texts, named, at);
	const elder = readElder(texts, at, reading);
	if (elder && named.length > 1) at.warn('tier', sayFirst(named));
	return named.map((person, index) => {
		const { idCard, ...resident } = readResident(person, shares[index]!, at, reading.today);
		const note = [person.note, index === 0 ? readCell('note', texts, at) : undefined].filter(Boolean).join('；');
		return {
			row: at.row,
			resident: given({ ...resident, ...(note && { note: note.slice(0, noteLimit) }) }) as Resident,
			elder: index === 0 ? elder : null,
			...(idCard !== undefined && { idCard }),
		};
	});
}

function readNames(texts: Texts, at: RowReport, { columns }: Mapping): NamedPerson[] {
	const { name, people } = texts;
	const named: NamedPerson[] = name === undefined || isVacantName(name) ? [] : readName(name, at);
	const isHead = columns.some((column) => column.key === 'name' && column.title.includes('户主'));
	const [first] = named;
	if (first && isHead && first.relation === undefined && texts.relation === undefined)
		named[0] = { ...first, relation: '户主' };
	if (people === undefined || isVacantName(people)) return named;
	const others = readPeople(people);
	if (!others.ok) at.fault('people', others.error);
	// The members of a household often begin with its head, who has a column of his own.
	else for (const other of others.value) if (!named.some((one) => one.name === other.name)) named.push(other);
	return named;
}

function readName(text: string, at: RowReport): NamedPerson[] {
	if (text.startsWith(exampleMark)) {
		at.fault('name', says('这是模板里的示例行，请删掉', 'This is the example of the template: delete the row'));
		return [];
	}
	const name = tidyName(text);
	if (isName(name)) return [{ name }];
	const people = /\p{Script=Han}{2}/u.test(text) ? readPeople(text) : null;
	if (people?.ok) {
		if (people.value.length > 1)
			at.warn(
				'name',
				says(`一格里有 ${people.value.length} 个人，已分开`, `${people.value.length} people in one cell were parted`),
			);
		return [...people.value];
	}
	if (text.search(idCardInText) >= 0)
		at.fault('name', says('像是身份证号，不能导入', 'Looks like an ID-card number, which is not taken'));
	else if (v.safeParse(residentSchema.entries.name, name).success) return [{ name }];
	else at.fault('name', says('姓名看不懂或太长', 'The name cannot be read or is too long'));
	return [];
}

/** Cells with as many lines as there are people go to them in turn; a single value is the first one's. */
function shareOut(texts: Texts, named: readonly NamedPerson[], at: RowReport): Values[] {
	const shares: Values[] = named.map(() => ({}));
	for (const key of personKeys) {
		const text = texts[key];
		if (text === undefined) continue;
		const parts = text.split(/[、，,;；/\n]+/).map((part) => part.trim());
		const isEach = named.length > 1 && parts.length === named.length;
		if (isEach) for (const [index, part] of parts.entries()) shares[index]![key] = part;
		else shares[0]![key] = text;
		if (!isEach && named.length > 1) at.warn(key, sayFirst(named));
	}
	return shares;
}

function readResident(person: NamedPerson, values: Values, at: RowReport, today: string): Values & { idCard?: string } {
	const card = readCard(values.idCard ?? person.idCard, at, today);
	const sex = readCell('sex', { sex: values.sex ?? person.sex }, at);
	const birth = readBirth(values.birth, values.age, person.birth, at, today);
	const phone = readCell('phone', values.phone === undefined ? { phone: person.phone } : values, at);
	if (card?.birth && birth?.date && !birth.isGuess && !card.birth.startsWith(birth.date))
		at.warn(
			'birth',
			says(`和身份证号不一致，按身份证号 ${card.birth}`, `Not as the ID-card number says; ${card.birth} was taken`),
		);
	if (card?.sex && sex && card.sex !== sex)
		at.warn('sex', says('和身份证号不一致，按身份证号', 'Not as the ID-card number says, which was taken'));
	return given({
		name: person.name,
		sex: card?.sex ?? sex,
		birth: card?.birth ?? birth?.date,
		relation: readCell('relation', values, at) ?? person.relation,
		phone,
		idCard: card?.number,
	});
}

function readCard(text: string | undefined, at: RowReport, today: string) {
	if (text === undefined || saysNothing(text)) return undefined;
	const old = /^\d{6}(\d{2})(\d{2})(\d{2})\d{2}(\d)$/.exec(text.normalize('NFKC').replaceAll(/\s/g, ''));
	if (old) {
		const [, year, month, day, odd] = old;
		const birth = readDate(`19${year}-${month}-${day}`, today);
		at.warn(
			'idCard',
			says('是 15 位的旧身份证号，只读了出生和性别', 'An old number of 15 digits: only birth and sex were read'),
		);
		return {
			number: undefined,
			sex: Number(odd) % 2 === 1 ? 'm' : 'f',
			birth: birth.ok ? birth.value.date : undefined,
		};
	}
	const card = readIdCard(text, today);
	if (!card.ok) at.fault('idCard', card.error);
	return card.ok ? card.value : undefined;
}

/** The age is only looked at where nothing says the birth. */
function readBirth(
	birth: string | undefined,
	age: string | undefined,
	beside: string | undefined,
	at: RowReport,
	today: string,
): { date: string; isGuess: boolean } | undefined {
	const text = birth ?? beside;
	if (text !== undefined && !saysNothing(text)) {
		const read = /岁$/.test(text) ? undefined : readDate(text, today);
		const byAge = read ? null : readAge(text, today);
		if (read && !read.ok) at.fault('birth', read.error);
		const date = read?.ok ? read.value : byAge;
		if (date?.guess) at.warn('birth', date.guess);
		return date ? { date: date.date, isGuess: date.guess !== undefined } : undefined;
	}
	if (age === undefined || saysNothing(age)) return undefined;
	const read = readAge(age, today);
	if (read) at.warn('age', read.guess!);
	else at.warn('age', says(`年龄看不懂，没有读：${age.slice(0, 20)}`, `Not an age, left out: ${age.slice(0, 20)}`));
	return read ? { date: read.date, isGuess: true } : undefined;
}

const sayFirst = ([first]: readonly NamedPerson[]) =>
	says(`几个人只有一个，记在${first!.name}名下`, `One for several people: taken for that of ${first!.name}`);
