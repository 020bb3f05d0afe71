import * as v from 'valibot';
import { answer } from '#lib/kinds/answers.ts';
import { day, note, short } from '#lib/kinds/fields.ts';
import type { Kind } from '#lib/kinds/kind.ts';
import { words } from './words.ts';

/**
 * 代办: something promised to a household, or asked for by it, outside of a visit: a card, a subsidy, a repair. `about` is
 * the household. It stands in 今日 with its day until it is answered.
 */
export const schema = v.strictObject({
	text: short,
	/** Day by which it was promised. */
	due: day,
	note: v.optional(note),
	/** Day on which it was answered, and how. */
	answered: v.optional(day),
	answer: v.optional(answer),
});
export type Errand = v.InferOutput<typeof schema>;

export const errand = {
	name: 'errand',
	version: 1,
	book: 'field',
	register: false,
	schema,
	upgrades: [],
	facts: (body) => {
		const { due, answered } = body as Errand;
		return { due: answered ? undefined : due, routine: true };
	},
	words,
} as const satisfies Kind;
