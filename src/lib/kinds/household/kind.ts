import { householdSchema } from '#lib/registers/register.ts';
import type { Kind } from '#lib/kinds/kind.ts';
import { words } from './words.ts';

export const household = {
	name: 'household',
	version: 1,
	book: 'field',
	register: true,
	schema: householdSchema,
	upgrades: [],
	facts: () => ({ routine: true }),
	words,
} as const satisfies Kind;
