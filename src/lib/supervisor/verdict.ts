/** A supervisor's reading of a record, as the entry that goes to the record's page. */
import { tick, type Hlc } from '#lib/ledger/clock.ts';
import type { Body, Entry } from '#lib/ledger/entry.ts';
import { v7 as newId } from 'uuid';

export type Verdict = { readonly verdict: 'seen' } | { readonly verdict: 'returned'; readonly reason: string };

interface Target {
	readonly id: string;
	readonly desk: string;
	readonly changed: Hlc;
	readonly amends: readonly string[];
}

/** Longest list of amendments that a review may name. */
const uptoLimit = 200;

/**
 * Its clock lies after everything it reviews, even where a phone ran some minutes ahead: else it would not count.
 * @param nowMs time of the server, since the clock of this machine may be wrong
 */
export function reviewEntry(target: Target, verdict: Verdict, by: string, nowMs: number): Entry {
	return {
		id: newId(),
		v: 1,
		kind: 'review',
		desk: target.desk,
		by,
		at: new Date(nowMs).toISOString(),
		hlc: tick(target.changed, nowMs),
		re: target.id,
		body: { ...verdict, upto: target.amends.slice(-uptoLimit) } as Body,
	};
}
