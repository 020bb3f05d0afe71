/**
 * The directory (人房名录): every household and who lives there, held in memory so that a search answers within the
 * keystroke. What has changed since it was bound lies loose beside it and is looked through one by one. Pure.
 */
import type { Bound } from './bound.ts';
import { compareMatches, scan, type Home, type Match } from './fit.ts';
import { readTyped } from './typed.ts';

export interface Directory {
	readonly bound: Bound;
	/** Households that changed since, as they are now; null where there is none any more. */
	readonly loose: ReadonlyMap<string, Home | null>;
}

/** Best match first, then in walking order; nothing typed finds nothing. */
export function search({ bound, loose }: Directory, text: string, limit: number): Match[] {
	const typed = readTyped(text);
	if (!typed) return [];
	const hidden = new Set([...loose.keys()].map(bound.indexOf));
	const matches = bound.find(typed, limit, (index) => hidden.has(index)).map(bound.matchAt);
	if (loose.size === 0) return matches;
	const homes = [...loose.values()].filter((home) => home !== null);
	return [...matches, ...scan(homes, typed, limit)].sort(compareMatches).slice(0, limit);
}
