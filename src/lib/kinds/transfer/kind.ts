import * as v from 'valibot';
import type { Kind } from '#lib/kinds/kind.ts';
import { day, note, short } from '#lib/kinds/fields.ts';
import { words } from './words.ts';

const id = v.pipe(v.string(), v.uuid());
const grid = v.pipe(v.string(), v.regex(/^\d{15}$/));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** 转网格: households or buildings that went from one grid of a community to another. Lies on the community's own page. */
export const schema = v.strictObject({
	from: grid,
	to: grid,
	/** Day from which it holds. */
	day,
	/** What people call it: `3号楼`, `3-2-501 等 4 户`. */
	what: short,
	/** Places that went as a whole, and households that went by themselves. */
	places: v.pipe(v.array(id), v.maxLength(200)),
	households: v.pipe(v.array(id), v.maxLength(200)),
	/** How many went: doors, people, elders, open matters. */
	doors: count,
	people: count,
	elders: count,
	matters: count,
	/** The transfer that this one takes back. */
	undoes: v.optional(id),
	/** All that the grid had went: it is closed from that day on. */
	closes: v.optional(v.literal(true)),
	/** It takes back one that closed a grid, which is open again. */
	opens: v.optional(v.literal(true)),
	note: v.optional(note),
});
export type Transfer = v.InferOutput<typeof schema>;

export const transfer = {
	name: 'transfer',
	version: 1,
	book: 'field',
	register: true,
	schema,
	upgrades: [],
	facts: () => ({ routine: true }),
	words,
} as const satisfies Kind;
