/**
 * The kinds that the ledger itself knows: `amend`, `review`, `withdraw`, and what is attached (attached.ts). Each points
 * with `re` at the entry it is about and lies on that entry's page; none of them changes or hides what stands there.
 */
import * as v from 'valibot';
import type { Body, Entry, Json } from './entry.ts';
import { photoSchema } from './photo.ts';
import { voiceSchema } from './voice.ts';

const reference = v.pipe(v.string(), v.uuid());
const references = v.pipe(v.array(reference), v.maxLength(200));

/** Values for some fields of the target; null takes a field away. `base` names what the author had seen. */
export const amendSchema = v.strictObject({
	of: v.pipe(v.string(), v.regex(/^[a-z][a-z-]{0,39}$/)),
	base: references,
	set: v.record(v.pipe(v.string(), v.regex(/^[a-zA-Z][a-zA-Z0-9]{0,39}$/)), v.unknown()),
	/** 说明: a word to the reader, also the answer to a return. */
	note: v.optional(v.pipe(v.string(), v.maxLength(500))),
	/** The import that it is part of, and the list that this came from. */
	source: v.optional(v.strictObject({ import: reference, list: v.pipe(v.string(), v.regex(/^[a-z][a-z-]{0,29}$/)) })),
});

/** A supervisor's reading: `seen` (已阅) or `returned` (打回, with a reason). `upto` names the amendments it covers. */
export const reviewSchema = v.variant('verdict', [
	v.strictObject({ verdict: v.literal('seen'), upto: references }),
	v.strictObject({
		verdict: v.literal('returned'),
		upto: references,
		reason: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(500)),
	}),
]);

/** The author takes a record back (撤回); `undo` when within the ten seconds after saving. */
export const withdrawSchema = v.strictObject({ reason: v.pipe(v.string(), v.minLength(1), v.maxLength(200)) });

export const ledgerSchemas = {
	amend: amendSchema,
	review: reviewSchema,
	withdraw: withdrawSchema,
	photo: photoSchema,
	voice: voiceSchema,
} as const;
export type LedgerKind = keyof typeof ledgerSchemas;
export const isLedgerKind = (kind: string): kind is LedgerKind => Object.hasOwn(ledgerSchemas, kind);

export interface Amend extends Entry {
	readonly kind: 'amend';
	readonly re: string;
	readonly body: {
		readonly of: string;
		readonly base: readonly string[];
		readonly set: { readonly [field: string]: Json };
		readonly note?: string;
		readonly source?: { readonly import: string; readonly list: string };
	} & Body;
}

export interface Review extends Entry {
	readonly kind: 'review';
	readonly re: string;
	readonly body: ({ readonly verdict: 'seen' } | { readonly verdict: 'returned'; readonly reason: string }) & {
		readonly upto: readonly string[];
	} & Body;
}

export interface Withdraw extends Entry {
	readonly kind: 'withdraw';
	readonly re: string;
	readonly body: { readonly reason: string };
}

export const isAmend = (entry: Entry): entry is Amend => entry.kind === 'amend' && entry.re !== undefined;
export const isReview = (entry: Entry): entry is Review => entry.kind === 'review' && entry.re !== undefined;
export const isWithdraw = (entry: Entry): entry is Withdraw => entry.kind === 'withdraw' && entry.re !== undefined;
