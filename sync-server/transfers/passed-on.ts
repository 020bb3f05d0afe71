/** Which register records lead to which: handed to another desk, or folded into another. Kept in memory; pure. */
import type { Projection } from '#lib/kinds/project.ts';
import { smallestOfCircle } from '#lib/registers/duplicates.ts';
import { leadsOf, type MovedTo } from '#lib/registers/leads.ts';

export interface PassedOn {
	readonly note: (record: Pick<Projection, 'id' | 'desk' | 'body' | 'state'>) => void;
	readonly isEmpty: () => boolean;
	/** Whether anything leads from it or to it. */
	readonly knows: (id: string) => boolean;
	/** To another desk. */
	readonly movedTo: (id: string) => MovedTo | undefined;
	/** Those that were folded into this one. */
	readonly foldedInto: (id: string) => readonly string[];
	/** What it leads to. */
	readonly targetsOf: (id: string) => readonly string[];
	/** The smallest id of the circle that it is part of; null when it leads to an end. */
	readonly smallestOfCircle: (id: string) => string | null;
}

export function createPassedOn(): PassedOn {
	const moved = new Map<string, MovedTo>();
	const same = new Map<string, string>();
	const folded = new Map<string, Set<string>>();
	const into = new Set<string>();

	return {
		note: ({ id, desk, body, state }) => {
			const { movedTo, sameAs: said } = leadsOf(body);
			if (movedTo && movedTo.desk !== desk) {
				moved.set(id, movedTo);
				into.add(movedTo.id);
			}
			const before = same.get(id);
			if (before !== undefined) folded.get(before)?.delete(id);
			same.delete(id);
			const sameAs = state === 'withdrawn' ? undefined : said;
			if (sameAs === undefined) return;
			same.set(id, sameAs);
			folded.set(sameAs, (folded.get(sameAs) ?? new Set()).add(id));
		},
		isEmpty: () => moved.size === 0 && folded.size === 0,
		knows: (id) => moved.has(id) || into.has(id) || same.has(id) || folded.has(id),
		movedTo: (id) => moved.get(id),
		foldedInto: (id) => [...(folded.get(id) ?? [])].sort(),
		targetsOf: (id) => [moved.get(id)?.id, same.get(id)].filter((target) => target !== undefined),
		smallestOfCircle: (id) => smallestOfCircle(id, (one) => same.get(one)),
	};
}
