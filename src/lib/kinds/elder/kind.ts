import { elderSchema } from '#lib/registers/register.ts';
import type { Kind } from '#lib/kinds/kind.ts';
import { words } from './words.ts';

export const elder = {
	name: 'elder',
	version: 1,
	book: 'care',
	register: true,
	schema: elderSchema,
	upgrades: [],
	facts: () => ({ routine: true }),
	words,
} as const satisfies Kind;
