/**
 * Who writes a community as a whole: an import (or its taking back) and transfers each plan from what stands and write it
 * page by page, so they keep out of one another's way. A transfer takes a moment, so an import waits for it; an import
 * takes minutes, so a transfer is told that one is running. Rule RC17 of SPEC.md.
 */
export type Writers = ReturnType<typeof createWriters>;

export function createWriters() {
	const importing = new Set<string>();
	const transfers = new Map<string, Set<Promise<unknown>>>();
	return {
		/** Begins when the transfers under way are done; no other begins until it is over. @throws when the signal aborts before. */
		import: async <Value>(community: string, signal: AbortSignal, work: () => Promise<Value>): Promise<Value> => {
			importing.add(community);
			try {
				await Promise.allSettled(transfers.get(community) ?? []);
				signal.throwIfAborted();
				return await work();
			} finally {
				importing.delete(community);
			}
		},
		/** Null when an import is running there, or waits for its turn: nothing was done. */
		transfer: async <Value>(community: string, work: () => Promise<Value>): Promise<Value | null> => {
			if (importing.has(community)) return null;
			const underWay = transfers.get(community) ?? new Set();
			transfers.set(community, underWay);
			const done = work();
			underWay.add(done);
			try {
				return await done;
			} finally {
				underWay.delete(done);
				if (underWay.size === 0) transfers.delete(community);
			}
		},
	};
}
