import * as v from 'valibot';

const lat = v.pipe(v.number(), v.minValue(-90), v.maxValue(90));
const lon = v.pipe(v.number(), v.minValue(-180), v.maxValue(180));

/** Why a position may not be where the phone was: an old fix, a coarse one, the same to the last digit, a jump. */
export const positionDoubts = ['old', 'coarse', 'same', 'jump'] as const;
export type PositionDoubt = (typeof positionDoubts)[number];

/**
 * Where the phone was, when it gave a position: WGS-84, accuracy in metres, age of the fix in seconds. `moved` is where
 * the person put the pin; what was measured stays beside it. `off`: metres from where the subject is registered. What was
 * added later is optional: no version of a kind changed for it, so that unsent records of an older app are still taken.
 */
export const positionSchema = v.strictObject({
	lat,
	lon,
	accuracy: v.pipe(v.number(), v.minValue(0), v.maxValue(100_000)),
	age: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(86_400))),
	moved: v.optional(v.strictObject({ lat, lon })),
	off: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(20_100_000))),
	doubts: v.optional(v.pipe(v.array(v.picklist(positionDoubts)), v.maxLength(positionDoubts.length))),
});
export type Position = v.InferOutput<typeof positionSchema>;

export const note = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(2000));
export const short = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(200));
export const day = v.pipe(v.string(), v.isoDate());
