/**
 * A record said in words, from the words of its kind alone: one line for a table, label and text for each field, and
 * what a single field reads like where a history shows it change.
 */
import type { Change } from './change/kind.ts';
import { changeText, peopleText, type Names } from './change/text.ts';
import type { Position } from './fields.ts';
import { isKindName, kinds } from './index.ts';
import type { Language, Words } from './kind.ts';
import { words as positionWords } from './position-words.ts';
import { categories } from './problem/categories.ts';
import type { Json } from '#lib/ledger/entry.ts';

type Bilingual = { readonly zh: string; readonly en: string };
export interface FieldText {
	readonly field: string;
	readonly label: string;
	readonly text: string;
}

const wordsOf = (kind: string): Words => (isKindName(kind) ? (kinds[kind].words as Words) : {});
const said = (word: Bilingual | undefined, language: Language): string | undefined => word?.[language];

const own: Words = {
	yes: { zh: '是', en: 'yes' },
	no: { zh: '否', en: 'no' },
	none: { zh: '（空）', en: '(none)' },
	before: { zh: '前', en: 'by' },
	metres: { zh: '米', en: 'm' },
	accuracy: { zh: '误差约', en: 'within about' },
	unknownKind: { zh: '新类型', en: 'New kind' },
};

export const kindLabel = (kind: string, language: Language): string =>
	said(wordsOf(kind).name, language) ?? own.unknownKind![language];

// Every kind names itself by the word `name`: that of a person or a place is called otherwise.
export function fieldLabel(kind: string, field: string, language: Language): string {
	const words = wordsOf(kind);
	const word = field === 'name' ? (words.fullName ?? words.placeName ?? words.name) : words[field];
	return said(word, language) ?? field;
}

const listJoin = (parts: readonly string[], language: Language): string => parts.join(language === 'zh' ? '、' : ', ');

/** What a field's value reads like; a missing one is said, not left blank. */
export function fieldText(kind: string, field: string, value: Json | undefined, language: Language): string {
	if (value === undefined || value === null) return own.none![language];
	if (typeof value === 'boolean') return own[value ? 'yes' : 'no']![language];
	if (typeof value === 'number') return String(value);
	if (typeof value === 'string') return wordOrText(kind, field, value, language);
	if (isList(value))
		return listJoin(
			value.map((part) => fieldText(kind, field, part, language)),
			language,
		);
	return objectText(kind, field, value as { readonly [key: string]: Json }, language);
}

// Only fields with a fixed set of values are looked up: a note that happens to read 'ok' stays as it was written.
const freeText = new Set([
	'note',
	'where',
	'item',
	'what',
	'route',
	'text',
	'who',
	'result',
	'name',
	'label',
	'address',
	'phone',
	'caution',
	'building',
	'door',
	'health',
	'hardship',
	'reason',
]);
const closedAll = new Set(['patrol.result']);

function wordOrText(kind: string, field: string, value: string, language: Language): string {
	if (kind === 'problem' && field === 'category')
		return categories[value as keyof typeof categories]?.[language] ?? value;
	if (freeText.has(field) && !closedAll.has(`${kind}.${field}`)) return value;
	return said(wordsOf(kind)[value], language) ?? value;
}

function objectText(kind: string, field: string, value: { readonly [key: string]: Json }, language: Language): string {
	if (field === 'position') return positionText(value as unknown as Position, language);
	if (field === 'promise')
		return `${String(value.text)} (${language === 'zh' ? `${String(value.due)} ${own.before!.zh}` : `${own.before!.en} ${String(value.due)}`})`;
	if (field === 'checks') return checksText(kind, value, language);
	const parts = Object.entries(value).map(([key, part]) => fieldText(kind, key, part, language));
	return parts.join(' ');
}

/** Measured, how well, where the pin was moved, how far from its place, and what is odd about it. */
function positionText({ lat, lon, accuracy, moved, off, doubts = [] }: Position, language: Language): string {
	const point = (one: { readonly lat: number; readonly lon: number }) => `${one.lat.toFixed(5)}, ${one.lon.toFixed(5)}`;
	const metres = (count: number) => `${Math.round(count)} ${own.metres![language]}`;
	const parts = [
		`${point({ lat, lon })} (${own.accuracy![language]} ${metres(accuracy)})`,
		moved && `${positionWords.moved[language]} ${point(moved)}`,
		off !== undefined && offText(metres(off), language),
		...doubts.map((doubt) => positionWords[doubt][language]),
	].filter(Boolean);
	return parts.join(language === 'zh' ? '；' : '; ');
}

const offText = (metres: string, language: Language): string =>
	language === 'zh' ? `${positionWords.off.zh} ${metres}` : `${metres} ${positionWords.off.en}`;

/** The dimensions that are not normal come with their notes; all normal is said once. */
function checksText(kind: string, checks: { readonly [key: string]: Json }, language: Language): string {
	const words = wordsOf(kind);
	const parts = Object.entries(checks).flatMap(([name, check]) => {
		const { level, note } = check as { level: string; note?: string };
		if (level === 'ok' && !note) return [];
		return [`${words[name]?.[language] ?? name} ${words[level]?.[language] ?? level}${note ? `: ${note}` : ''}`];
	});
	return parts.length === 0 ? words.ok![language] : parts.join(language === 'zh' ? '；' : '; ');
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

/** Ids of other records, and where a value came from: the screen names those itself. */
const references = new Set([
	'during',
	'household',
	'people',
	'did',
	'source',
	'sameAs',
	'movedTo',
	'was',
	'carried',
	'notSame',
]);

/**
 * Every field that stands, in the order of the schema; the position is drawn apart.
 * @param names of the people whom it names by id
 */
export function bodyTexts(
	kind: string,
	body: { readonly [key: string]: Json },
	language: Language,
	names: Names = {},
): FieldText[] {
	const order = isKindName(kind) ? Object.keys(kinds[kind].schema.entries) : Object.keys(body);
	const isNamed = (field: string) =>
		kind === 'change' && field === 'people' && isList(body.people!) && body.people.length > 0;
	return order
		.filter((field) => body[field] !== undefined && field !== 'position' && (isNamed(field) || !references.has(field)))
		.map((field) => ({
			field,
			label: fieldLabel(kind, field, language),
			text: isNamed(field)
				? peopleText(body as unknown as Change, names, language)
				: fieldText(kind, field, body[field], language),
		}));
}

const lineFields: { readonly [kind: string]: readonly string[] } = {
	visit: ['outcome', 'promise', 'answer', 'note', 'purposes'],
	'check-in': ['outcome', 'how', 'checks', 'note'],
	patrol: ['route', 'result', 'note'],
	problem: ['item', 'where', 'severity', 'handling', 'note'],
	errand: ['text', 'due', 'answer', 'note'],
	household: ['label', 'tenure', 'caution'],
	resident: ['name', 'sex', 'birth', 'relation'],
	elder: ['tier', 'types'],
	place: ['name', 'sort', 'address'],
	matter: ['of', 'text', 'where', 'due', 'answer'],
	transfer: ['what'],
	erasure: ['ground'],
};

/** One line for a list. @param names of the people whom it names by id */
export function bodyLine(
	kind: string,
	body: { readonly [key: string]: Json },
	language: Language,
	names: Names = {},
): string {
	if (kind === 'change') return changeLine(body as unknown as Change, names, language);
	const fields = lineFields[kind] ?? Object.keys(body);
	const parts = fields
		.filter((field) => body[field] !== undefined)
		.map((field) => fieldText(kind, field, body[field], language));
	if (kind === 'problem' && body.item === undefined)
		parts.unshift(fieldText(kind, 'category', body.category, language));
	return parts.join(' · ');
}

const changeLine = (change: Change, names: Names, language: Language): string =>
	[changeText(change, names, language), change.note].filter(Boolean).join(' · ');
