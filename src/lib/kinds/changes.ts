/** What an amendment must set to turn one body into another: new values, and null for a field that is gone. */
import type { Body, Json } from '#lib/ledger/entry.ts';

export function changesOf(before: Body, after: Body): { readonly [field: string]: Json } {
	const changes: Record<string, Json> = {};
	for (const field of new Set([...Object.keys(before), ...Object.keys(after)])) {
		const value = after[field];
		if (value === undefined) changes[field] = null;
		else if (JSON.stringify(value) !== JSON.stringify(before[field])) changes[field] = value;
	}
	return changes;
}
