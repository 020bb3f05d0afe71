import * as v from 'valibot';

/** Where the phone was, when it gave a position: WGS-84, accuracy in metres, age of the fix in seconds. */
export const positionSchema = v.strictObject({
	lat: v.pipe(v.number(), v.minValue(-90), v.maxValue(90)),
	lon: v.pipe(v.number(), v.minValue(-180), v.maxValue(180)),
	accuracy: v.pipe(v.number(), v.minValue(0), v.maxValue(100_000)),
	age: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(86_400)))
});
export type Position = v.InferOutput<typeof positionSchema>;

export const note = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(2000));
export const short = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(200));
export const day = v.pipe(v.string(), v.isoDate());
