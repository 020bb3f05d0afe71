/** Taking amendments back: what an amendment must set that undoes others, and nothing that anyone else wrote since. */
import type { Entry, Json } from './entry.ts';
import { foldRecord, standingByField } from './fold.ts';

/**
 * The value that each field in which one of the amendments still stands would have without them; null where it would
 * have none. To be written with those amendments alone as its base: what others wrote beside them stays beside it.
 * @param entries all entries of the record, in any order
 */
export function restoring(
	entries: readonly Entry[],
	amendIds: ReadonlySet<string>,
): { readonly [field: string]: Json } {
	const record = foldRecord(entries);
	const without = foldRecord(entries.filter((entry) => !amendIds.has(entry.id)));
	if (!record || !without) return {};
	const set: Record<string, Json> = {};
	for (const [field, standing] of standingByField(record.amends)) {
		const taken = standing.filter((amend) => amendIds.has(amend.id));
		const before = without.body[field] ?? null;
		if (taken.some((amend) => JSON.stringify(amend.body.set[field]) !== JSON.stringify(before))) set[field] = before;
	}
	return set;
}
