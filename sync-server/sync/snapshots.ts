/** Whole pages and the parts that someone lacks, as Yjs updates: a kept snapshot and the short tail after it. */
import type { PageId } from '#lib/ledger/page.ts';
import { runsBeyond } from '#lib/replica/inspect.ts';
import { runsToUpdate, snapshotToRuns } from '#lib/replica/runs.ts';
import type { Store } from '#server/store/store.ts';

/** Updates after the snapshot from which on it pays to write a new one. */
const longTail = 32;
const manyUpdates = 500;

export interface Snapshots {
	readonly whole: (page: PageId) => Promise<{ readonly update: Uint8Array; readonly epoch: number }>;
	/** What a holder of these clocks lacks; a page that nobody has written to is an empty update. */
	readonly beyond: (page: PageId, clocks: ReadonlyMap<number, number>) => Promise<Uint8Array>;
}

export function createSnapshots(store: Store): Snapshots {
	const whole = async (page: PageId) => {
		const { epoch, snapshot, tail } = await store.kept(page);
		if (tail.length === 0) return { update: snapshot?.update ?? runsToUpdate([]), epoch };
		const parts = [...(snapshot ? [snapshot.update] : []), ...tail.map(({ update }) => update)];
		// Pages only grow, so joining all runs is the whole of compaction.
		const update = parts.length === 1 ? parts[0]! : runsToUpdate(parts.flatMap(snapshotToRuns));
		if (tail.length >= longTail) await store.keepSnapshot(page, tail.at(-1)!.seq, update);
		return { update, epoch };
	};
	return {
		whole,
		beyond: async (page, clocks) => {
			if (clocks.size === 0) return (await whole(page)).update;
			const updates = await store.updatesBeyond(page, clocks);
			// Of one who lacks nearly everything, the joined page is read faster than its many parts.
			const parts = updates.length > manyUpdates ? [(await whole(page)).update] : updates;
			return runsToUpdate(runsBeyond(parts.flatMap(snapshotToRuns), clocks));
		},
	};
}
