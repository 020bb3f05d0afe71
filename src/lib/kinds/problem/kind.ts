import * as v from 'valibot';
import type { Kind } from '#lib/kinds/kind.ts';
import { day, note, positionSchema, short } from '#lib/kinds/fields.ts';
import { categories } from './categories.ts';
import { words } from './words.ts';

export const severities = ['normal', 'urgent', 'critical'] as const;
export const handlings = ['solved', 'report'] as const;

/** 上报: a problem found. `about` is a household or place when one was picked; `where` is said in words always. */
export const schema = v.strictObject({
	category: v.picklist(Object.keys(categories) as [keyof typeof categories]),
	/** Small class in words: cities number them differently, so the name is the key. */
	item: v.optional(short),
	where: short,
	severity: v.picklist(severities),
	/** 当场解决, or 上报 for others to settle. */
	handling: v.picklist(handlings),
	note: v.optional(note),
	/** The patrol on which it was found. */
	during: v.optional(v.pipe(v.string(), v.uuid())),
	/** Day to look at it again. */
	again: v.optional(day),
	/** Day on which it was found settled. */
	settled: v.optional(day),
	position: v.optional(positionSchema),
});
export type Problem = v.InferOutput<typeof schema>;

export const problem = {
	name: 'problem',
	version: 1,
	book: 'field',
	register: false,
	schema,
	upgrades: [],
	facts: (body) => {
		const { handling, severity, again, settled } = body as Problem;
		const open = handling === 'report' && !settled;
		return { due: open ? again : undefined, routine: handling === 'solved' && severity === 'normal' };
	},
	words,
} as const satisfies Kind;
