import * as v from 'valibot';
import type { Kind } from '#lib/kinds/kind.ts';
import { answer } from '#lib/kinds/answers.ts';
import { day, note, positionSchema, short } from '#lib/kinds/fields.ts';
import { words } from './words.ts';

export const outcomes = ['met', 'phone', 'no-answer', 'declined'] as const;
export const purposes = ['check', 'safety', 'policy', 'greeting', 'dispute', 'other'] as const;

/** 走访: a door knocked at. `about` is the household (or a place). 'Nobody home' counts as work. */
export const schema = v.strictObject({
	outcome: v.picklist(outcomes),
	purposes: v.optional(v.pipe(v.array(v.picklist(purposes)), v.maxLength(purposes.length))),
	note: v.optional(note),
	/** 代办: what was promised at the door, and by when. */
	promise: v.optional(v.strictObject({ text: short, due: day })),
	/** Day on which the promise was answered, and how; without an answer it was kept. */
	kept: v.optional(day),
	answer: v.optional(answer),
	position: v.optional(positionSchema),
});
export type Visit = v.InferOutput<typeof schema>;

export const visit = {
	name: 'visit',
	version: 1,
	book: 'field',
	register: false,
	schema,
	upgrades: [],
	facts: (body) => {
		const { outcome, promise, kept } = body as Visit;
		const open = promise && !kept;
		return {
			reached: outcome === 'met' || outcome === 'phone',
			due: open ? promise.due : undefined,
			routine: outcome !== 'declined' && !promise,
		};
	},
	words,
} as const satisfies Kind;
