/** Whom a delivery is about: the ids of the records it shows, and of what these are about. */
import { recordIdOf } from '#lib/ledger/fold.ts';
import { textToEntry, type Entry } from '#lib/ledger/entry.ts';
import type { Projection } from '#lib/kinds/project.ts';

/** Kinds whose `people` name residents. */
interface NamesPeople {
	readonly people?: unknown;
}

const named = ({ people }: NamesPeople): readonly string[] =>
	Array.isArray(people) ? people.filter((id): id is string => typeof id === 'string') : [];

export const idsOfEntry = (entry: Entry): readonly string[] => [
	recordIdOf(entry),
	...(entry.about === undefined ? [] : [entry.about]),
	...named(entry.body),
];

/** A text that is no entry is about nobody. */
export const idsOfTexts = (texts: readonly string[]): readonly string[] =>
	texts.flatMap((text) => {
		const read = textToEntry(text);
		return read.ok ? idsOfEntry(read.value) : [];
	});

export const idsOfRecord = ({ id, about, body }: Pick<Projection, 'id' | 'about' | 'body'>): readonly string[] => [
	id,
	...(about === undefined ? [] : [about]),
	...named(body),
];
