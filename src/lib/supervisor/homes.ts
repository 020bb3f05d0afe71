/** Households with who lives there, put together from register records, and found as on the phone. */
import { createBinder, type Bound } from '#lib/registers/directory/bound.ts';
import { compareHomes, type Person } from '#lib/registers/directory/fit.ts';
import { createAssembly, type RegisterRecord } from '#lib/registers/directory/assembly.ts';
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

const stepHomes = 200;

/**
 * Makes the list in steps, so that a desk with a whole community on it stays awake.
 * @param records households and residents, in any order
 */
export function* homesOf(records: readonly RecordView[], spellings: Spellings = new Map()): Generator<void, Homes> {
	const assembly = createAssembly();
	const byId = new Map<string, RecordView>();
	for (const record of records) {
		const spelling = spellings.get(String(record.body.name));
		assembly.add({ ...record, last: record.standing?.last, pinyin: spelling } satisfies RegisterRecord);
		if (record.kind === 'household') byId.set(record.id, record);
		if (byId.size % stepHomes === 0) yield;
	}
	const homes = [...assembly.homes()];
	yield;
	homes.sort(compareHomes);
	const binder = createBinder();
	for (const [index, home] of homes.entries()) {
		binder.add(home);
		if (index % stepHomes === 0) yield;
	}
	const all = homes.map(({ id, label, people }) => ({ record: byId.get(id)!, label, people }));
	return { all, bound: yield* binder.finish() };
}

/** Best match first; all in walking order when nothing is typed. */
export function findHomes({ all, bound }: Homes, text: string): readonly Home[] {
	const typed = readTyped(text);
	return typed ? bound.find(typed, Infinity).map(({ index }) => all[index]!) : all;
}
