import * as v from 'valibot';
import type { Kind } from '#lib/kinds/kind.ts';
import { note, positionSchema, short } from '#lib/kinds/fields.ts';
import { words } from './words.ts';

/** `found` answers an earlier `not-seen`: `how` says in what way. */
export const outcomes = ['met', 'phone', 'not-seen', 'found'] as const;
export const hows = ['home', 'family', 'hospital', 'away', 'moved', 'died', 'other'] as const;
/** The six dimensions of checklist A: 唐山's wording of 2025, believed to follow the national text. */
export const dimensions = ['health', 'economy', 'support', 'safety', 'needs', 'special'] as const;
export const levels = ['ok', 'watch', 'bad'] as const;

const dimension = v.optional(v.strictObject({ level: v.picklist(levels), note: v.optional(short) }));

/** 探访: a check-in on an elder. `about` is the elder. No default ever states that someone was met. */
export const schema = v.strictObject({
	outcome: v.picklist(outcomes),
	how: v.optional(v.picklist(hows)),
	/** Said by the worker in one tap or after the checklist: all is well. */
	well: v.optional(v.boolean()),
	checks: v.optional(
		v.strictObject({
			health: dimension,
			economy: dimension,
			support: dimension,
			safety: dimension,
			needs: dimension,
			special: dimension,
		}),
	),
	/** Who was called after 没见到, and what came of it. */
	called: v.optional(v.pipe(v.array(v.strictObject({ who: short, result: v.optional(short) })), v.maxLength(20))),
	note: v.optional(note),
	position: v.optional(positionSchema),
});
export type CheckIn = v.InferOutput<typeof schema>;

const isAbnormal = ({ checks }: CheckIn): boolean =>
	Object.values(checks ?? {}).some((check) => check !== undefined && check.level !== 'ok');

export const checkIn = {
	name: 'check-in',
	version: 1,
	book: 'care',
	register: false,
	schema,
	upgrades: [],
	fault: (body) => {
		const { outcome, how, well } = body as CheckIn;
		if (outcome === 'found' && !how) return 'how-missing';
		if (outcome === 'not-seen' && well) return 'well-unseen';
		return null;
	},
	facts: (body) => {
		const seen = body as CheckIn;
		const reached = seen.outcome === 'met' || seen.outcome === 'phone';
		return {
			reached: reached || seen.outcome === 'found',
			alarm: seen.outcome === 'not-seen',
			routine: reached && !isAbnormal(seen),
		};
	},
	words,
} as const satisfies Kind;
