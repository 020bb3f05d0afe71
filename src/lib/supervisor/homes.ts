/** Households with who lives there, put together from register records, and found as on the phone. */
import { bindHomes } from '#lib/registers/directory/binding.ts';
import type { Bound } from '#lib/registers/directory/bound.ts';
import type { Person } from '#lib/registers/directory/fit.ts';
import { createAssembly } from '#lib/registers/directory/assembly.ts';
import { readTyped } from '#lib/registers/directory/typed.ts';
import type { RecordView } from './api.ts';

export interface Home {
	readonly record: RecordView;
	readonly label: string;
	/** Those who live there first. */
	readonly people: readonly Person[];
}

export interface Homes {
	/** In walking order, as they are bound. */
	readonly all: readonly Home[];
	readonly bound: Bound;
}

/** How a name is typed, as far as it is known. */
export type Spellings = ReadonlyMap<string, { readonly initials: string; readonly full: string }>;

/**
 * Makes the list in steps, so that a desk with a whole community on it stays awake.
 * @param records households and residents, in any order
 */
export function* homesOf(records: readonly RecordView[], spellings: Spellings = new Map()): Generator<void, Homes> {
	const assembly = createAssembly();
	const recordsById = new Map<string, RecordView>();
	for (const record of records) {
		assembly.add({ ...record, last: record.standing?.last, pinyin: spellings.get(String(record.body.name)) });
		if (record.kind === 'household') recordsById.set(record.id, record);
		yield;
	}
	const { bound, inOrder } = yield* bindHomes(assembly.homes());
	const all = inOrder.map(({ id, label, people }) => ({ record: recordsById.get(id)!, label, people }));
	return { all, bound };
}

/** Best match first; all in walking order when nothing is typed. */
export function findHomes({ all, bound }: Homes, text: string): readonly Home[] {
	const typed = readTyped(text);
	return typed ? bound.find(typed, Infinity).map(({ index }) => all[index]!) : all;
}

/** Not reached in this round: due since today or before, or never reached at all. */
export const isMissing = ({ record: { standing } }: Pick<Home, 'record'>, day: string): boolean =>
	standing?.due !== undefined && (standing.due === null || standing.due <= day);
