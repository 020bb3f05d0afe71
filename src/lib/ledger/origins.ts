/** Where each value of a record came from: which entry set what stands, by whom, when, and from which list. */
import type { Hlc } from './clock.ts';
import type { Entry, Json } from './entry.ts';
import { foldRecord, standingByField } from './fold.ts';

/** The import that a value came in with, and the list it stood on. */
export interface ImportSource {
	readonly import: string;
	readonly list: string;
}

export interface Origin {
	readonly entry: string;
	readonly by: string;
	readonly at: string;
	readonly hlc: Hlc;
	/** Absent: a person entered it. */
	readonly source?: ImportSource;
}

/** For each field that was ever set (also one that was taken away): the origin of what shows, then those of its rivals. */
export type Origins = { readonly [field: string]: readonly Origin[] };

/** @param entries all entries of one record, in any order. Empty while its root is missing. */
export function originsOf(entries: Iterable<Entry>): Origins {
	const record = foldRecord(entries);
	if (!record) return {};
	const origins: Record<string, readonly Origin[]> = {};
	for (const field of Object.keys(record.root.body)) origins[field] = [originOf(record.root)];
	for (const [field, standing] of standingByField(record.amends)) origins[field] = standing.map(originOf).reverse();
	return origins;
}

/** @param entry a root or an amendment */
export function originOf({ id, by, at, hlc, body }: Entry): Origin {
	const source = readSource(body.source);
	return { entry: id, by, at, hlc, ...(source && { source }) };
}

function readSource(value: Json | undefined): ImportSource | null {
	const source = value as Partial<ImportSource> | null | undefined;
	return typeof source?.import === 'string' && typeof source.list === 'string'
		? { import: source.import, list: source.list }
		: null;
}
