/** An entry without what is a person's: the rest is somebody else's and stands on. Pure. */
import type { Body, Entry, Json } from '#lib/ledger/entry.ts';
import { saidBy } from '#lib/registers/erased.ts';

/** What a person is called, and how he is reached, as it was written anywhere. */
export interface Words {
	readonly names: readonly string[];
	readonly phones: readonly string[];
}

/** Stands where a name stood. */
export const blank = '○○';

export const digitsOf = (phone: string): string => phone.replaceAll(/\D/g, '');

/** All words, as they stand in the text of an entry. */
export const wordsInText = ({ names, phones }: Words): string[] =>
	[...new Set([...names, ...phones, ...phones.map(digitsOf)])].map((word) => JSON.stringify(word).slice(1, -1));

/**
 * The entry without these words: a telephone number and a person to be called go, a name within a text is blanked.
 * @param alone nobody else lives behind the door: what is to be minded there goes as well
 */
export function stripped(entry: Entry, words: Words, alone = false): Entry {
	const said = saidBy(entry);
	const without = withoutWords(said, words, alone);
	return { ...entry, body: said === entry.body ? without : { ...entry.body, set: without } };
}

/** An amendment that sets nothing any more: it has to go as a whole. */
export const isEmpty = (entry: Entry): boolean => entry.kind === 'amend' && Object.keys(saidBy(entry)).length === 0;

const personal = ['phone', 'caution', 'note'];

function withoutWords(body: Body, words: Words, alone: boolean): Body {
	const kept = Object.entries(body).filter(([field, value]) => {
		if (alone && personal.includes(field) && typeof value === 'string') return false;
		return !(field === 'phone' && typeof value === 'string' && isOwnPhone(value, words));
	});
	return Object.fromEntries(kept.map(([field, value]) => [field, blanked(value, words)]));
}

function blanked(value: Json, words: Words): Json {
	if (typeof value === 'string') return blankedText(value, words);
	if (typeof value !== 'object' || value === null) return value;
	// Whom to call (an elder's contacts, who was called): the person goes from the list.
	if (isList(value)) return value.filter((item) => !isOwn(item, words)).map((item) => blanked(item, words));
	return Object.fromEntries(Object.entries(value).map(([field, part]) => [field, blanked(part, words)]));
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

function isOwn(item: Json, words: Words): boolean {
	if (typeof item !== 'object' || item === null || isList(item)) return false;
	const { name, phone } = item as Body;
	return (
		(typeof name === 'string' && words.names.includes(name)) || (typeof phone === 'string' && isOwnPhone(phone, words))
	);
}

export const isOwnPhone = (phone: string, { phones }: Words): boolean =>
	phones.some((own) => digitsOf(own) === digitsOf(phone));

/** The longest first, so that no part of a longer word is left. */
function blankedText(text: string, { names, phones }: Words): string {
	const words = [...names, ...phones, ...phones.map(digitsOf)].sort((a, b) => b.length - a.length);
	return words.reduce((rest, word) => (word === '' ? rest : rest.replaceAll(word, blank)), text);
}
