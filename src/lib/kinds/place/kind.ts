import { placeSchema } from '#lib/registers/register.ts';
import type { Kind } from '#lib/kinds/kind.ts';
import { words } from './words.ts';

export const place = {
	name: 'place',
	version: 1,
	book: 'field',
	register: true,
	schema: placeSchema,
	upgrades: [],
	facts: () => ({ routine: true }),
	words,
} as const satisfies Kind;
