import * as v from 'valibot';
import type { Kind } from '#lib/kinds/kind.ts';
import { answer } from '#lib/kinds/answers.ts';
import { day, note, short } from '#lib/kinds/fields.ts';
import { words } from './words.ts';

/** What kind of record it was where it was made. */
export const sorts = ['visit', 'problem'] as const;

/**
 * 转来的事: a promise or a problem that was open at another desk when its household or building came from there. `about`
 * is the household or place here; the record itself stays where it was made. Only the clerk begins one.
 */
export const schema = v.strictObject({
	of: v.picklist(sorts),
	text: short,
	where: v.optional(short),
	note: v.optional(note),
	/** Day by which it was promised, or on which to look again. */
	due: v.optional(day),
	/** Day on which it was answered or found settled, and how a promise was. */
	done: v.optional(day),
	answer: v.optional(answer),
	was: v.strictObject({ desk: v.pipe(v.string(), v.regex(/^\d{15}$/)), id: v.pipe(v.string(), v.uuid()) }),
});
export type Matter = v.InferOutput<typeof schema>;

export const matter = {
	name: 'matter',
	version: 1,
	book: 'field',
	register: true,
	schema,
	upgrades: [],
	facts: (body) => {
		const { due, done } = body as unknown as Matter;
		return { due: done ? undefined : due };
	},
	words,
} as const satisfies Kind;
