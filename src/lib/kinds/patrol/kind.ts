import * as v from 'valibot';
import type { Kind } from '#lib/kinds/kind.ts';
import { note, positionSchema, short } from '#lib/kinds/fields.ts';
import { words } from './words.ts';

export const results = ['nothing', 'problems'] as const;

/** 巡查: a route walked. Problems met on it are entries of their own that name it in `during`. `about` is the route's place. */
export const schema = v.strictObject({
	route: short,
	result: v.picklist(results),
	note: v.optional(note),
	position: v.optional(positionSchema),
});
export type Patrol = v.InferOutput<typeof schema>;

export const patrol = {
	name: 'patrol',
	version: 1,
	book: 'field',
	register: false,
	schema,
	upgrades: [],
	facts: (body) => ({ routine: (body as Patrol).result === 'nothing' }),
	words,
} as const satisfies Kind;
