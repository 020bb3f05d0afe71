import { ruleFault, ruleSchema, type Rule } from '#lib/registers/rules.ts';
import type { Kind } from '#lib/kinds/kind.ts';
import { words } from './words.ts';

/** 走访安排: written for the whole community by whoever runs it, one copy on the register page of each grid. */
export const rounds = {
	name: 'rounds',
	version: 1,
	book: 'field',
	register: true,
	action: 'administer',
	schema: ruleSchema,
	upgrades: [],
	fault: (body) => ruleFault(body as unknown as Rule),
	facts: () => ({ routine: true }),
	words,
} as const satisfies Kind;
