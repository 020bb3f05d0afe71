import { residentSchema } from '#lib/registers/register.ts';
import type { Kind } from '#lib/kinds/kind.ts';
import { words } from './words.ts';

export const resident = {
	name: 'resident',
	version: 1,
	book: 'field',
	register: true,
	schema: residentSchema,
	upgrades: [],
	facts: () => ({ routine: true }),
	words,
} as const satisfies Kind;
