import * as v from 'valibot';
import { day, note } from '#lib/kinds/fields.ts';
import type { Kind } from '#lib/kinds/kind.ts';
import { words } from './words.ts';

/** In the order in which they are offered: what is met most often first. */
export const whats = [
	'moved-out',
	'moved-in',
	'new-lease',
	'lease-ended',
	'absent',
	'back',
	'phone',
	'born',
	'died',
	'vacant',
	'registered-only',
	'wrong-door',
] as const;
export type What = (typeof whats)[number];

/** What exactly, where one word covers two: 住院 or 暂离; what became of those who were listed behind an empty door. */
export const hows = ['hospital', 'away', 'moved', 'registered-only'] as const;
export type How = (typeof hows)[number];

const id = v.pipe(v.string(), v.uuid());
const ids = (most: number) => v.pipe(v.array(id), v.maxLength(most));

/** As many people as one act may name. */
export const peopleLimit = 40;

/**
 * 情况有变: what a worker learns at a door about who lives there. `about` is the household. It only says what happened,
 * when and to whom; what that changes in the registers stands in entries of its own, written in the same act (`did`).
 * Names, phones and addresses are there and never here.
 */
export const schema = v.strictObject({
	what: v.picklist(whats),
	/** The day on which it happened, not the one on which it was heard of. */
	day,
	/** Residents concerned, also those who are new; none when it is about the door alone. */
	people: ids(peopleLimit),
	how: v.optional(v.picklist(hows)),
	/** Away until then, as far as that is known. */
	until: v.optional(day),
	note: v.optional(note),
	/** Ids of the amendments and new register entries written with it. */
	did: ids(2 * peopleLimit),
});
export type Change = v.InferOutput<typeof schema>;

/** What ends reminders for good, or moves a door, is confirmed by a supervisor. */
const confirmed: readonly What[] = ['died', 'wrong-door'];

export const change = {
	name: 'change',
	version: 1,
	book: 'field',
	register: false,
	schema,
	upgrades: [],
	facts: (body) => ({ routine: !confirmed.includes((body as Change).what) }),
	words,
} as const satisfies Kind;
