/** How the pages of practice are written. */
import type { Body, Entry } from '#lib/ledger/entry.ts';
import type { KindName } from '#lib/kinds/index.ts';

export interface More {
	readonly about?: string;
	/** ms; left out: long ago, one after the other. */
	readonly ms?: number;
	readonly by?: string;
}
/** Writes the root of a record. */
export type Write = (kind: KindName, body: Body, more?: More) => Entry;
/** Writes what was said to a record later, on its page. */
export type Answer = (
	kind: 'amend' | 'review',
	target: Entry,
	body: Body,
	more: More & { readonly ms: number },
) => Entry;
