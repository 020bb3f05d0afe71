/** Where the values of a register record came from, as the desk says it: the list or the person, and the day. */
import { words as importWords } from '#lib/kinds/import/words.ts';
import { isKindName, kinds } from '#lib/kinds/index.ts';
import type { Kind, Language } from '#lib/kinds/kind.ts';
import { originsOf, type ImportSource, type Origin } from '#lib/ledger/origins.ts';
import { dayOf } from '#lib/ledger/page.ts';
import type { NamedEntry, RecordView } from './api.ts';

/** Of each field; none for records of work, whose author stands at their head. */
export function originTexts(
	record: RecordView,
	entries: readonly NamedEntry[],
	language: Language,
): Readonly<Record<string, string>> {
	if (!isKindName(record.kind) || !(kinds[record.kind] as Kind).register) return {};
	const names = new Map(entries.map(({ by, byName }) => [by, byName]));
	const text = ({ by, at, source }: Pick<Origin, 'by' | 'at' | 'source'>): string => {
		const list = source && importWords[source.list as keyof typeof importWords];
		const from = list ? list[language] : (names.get(by) ?? (by === record.by ? record.byName : by));
		return `${from} ${dayOf(Date.parse(at))}`;
	};
	if (record.amends.length === 0) {
		const root = text({ ...record, source: record.body.source as unknown as ImportSource | undefined });
		return Object.fromEntries(Object.keys(record.body).map((field) => [field, root]));
	}
	return Object.fromEntries(
		Object.entries(originsOf(entries)).flatMap(([field, [shown]]) => (shown ? [[field, text(shown)]] : [])),
	);
}

/** The text that most have; null when there is none. */
export function commonest(texts: readonly (string | undefined)[]): string | null {
	const counts = Map.groupBy(
		texts.filter((text) => text !== undefined),
		(text) => text,
	);
	return [...counts].sort(([, a], [, b]) => b.length - a.length)[0]?.[0] ?? null;
}
