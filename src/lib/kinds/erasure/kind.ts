import * as v from 'valibot';
import type { Kind } from '#lib/kinds/kind.ts';
import { words } from './words.ts';

/**
 * Why somebody's data is erased. Drawn from what 个人信息保护法 art. 47 lists; the wording was not held against the law's
 * text (it was in no source at hand), so screens show it as our own list and cite no article.
 */
export const grounds = ['done', 'expired', 'consent', 'unlawful', 'law'] as const;
export type Ground = (typeof grounds)[number];
export const groundSchema = v.picklist(grounds);

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/**
 * 清除个人信息: what is left where the data of a person were erased. By whom and when stand in the entry; whose data they
 * were stands nowhere. Lies on the register page of each desk concerned; only the server writes it.
 */
export const schema = v.strictObject({
	/** Of the erasure, which may leave one at several desks. */
	erasure: v.pipe(v.string(), v.uuid()),
	ground: groundSchema,
	/** Entries that went from this desk's pages, and those that stand on without some of their fields. */
	entries: count,
	stripped: count,
});
export type Erasure = v.InferOutput<typeof schema>;

export const erasure = {
	name: 'erasure',
	version: 1,
	book: 'field',
	register: true,
	schema,
	upgrades: [],
	facts: () => ({ routine: true }),
	words,
} as const satisfies Kind;
