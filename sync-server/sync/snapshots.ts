/** Whole pages and the parts that someone lacks, as Yjs updates: a kept snapshot and the short tail after it. */
import type { PageId } from '#lib/ledger/page.ts';
import { runsBeyond } from '#lib/replica/inspect.ts';
import { runsToUpdate, snapshotToRuns } from '#lib/replica/runs.ts';
import type { Store } from '#server/store/store.ts';

/** Updates after the snapshot from which on it pays to write a new one. */
const longTail = 32;
const manyUpdates = 500;

export interface WholePage {
	readonly update: Uint8Array;
	readonly epoch: number;
	/** Number of the last update in it; 0 when there is none. */
	readonly seq: number;
}

/** All of a page, or the texts of it that somebody lacks. */
export type Lacking =
	| (WholePage & { readonly way: 'page' })
	| { readonly way: 'part'; readonly update: Uint8Array; readonly texts: readonly string[] };

export interface Snapshots {
	readonly whole: (page: PageId) => Promise<WholePage>;
	/** What a holder of these clocks lacks; a page that nobody has written to is an empty update. */
	readonly beyond: (page: PageId, clocks: ReadonlyMap<number, number>) => Promise<Lacking>;
}

export function createSnapshots(store: Store): Snapshots {
	const whole = async (page: PageId) => {
		const { epoch, snapshot, tail } = await store.kept(page);
		const seq = tail.at(-1)?.seq ?? snapshot?.seq ?? 0;
		if (tail.length === 0) return { update: snapshot?.update ?? runsToUpdate([]), epoch, seq };
		const parts = [...(snapshot ? [snapshot.update] : []), ...tail.map(({ update }) => update)];
		// Pages only grow, so joining all runs is the whole of compaction.
		const update = parts.length === 1 ? parts[0]! : runsToUpdate(parts.flatMap(snapshotToRuns));
		if (tail.length >= longTail) await store.keepSnapshot(page, seq, update);
		return { update, epoch, seq };
	};
	return {
		whole,
		beyond: async (page, clocks) => {
			if (clocks.size === 0) return { way: 'page', ...(await whole(page)) };
			const updates = await store.updatesBeyond(page, clocks);
			// Of one who lacks nearly everything, the joined page is read faster than its many parts.
			const parts = updates.length > manyUpdates ? [(await whole(page)).update] : updates;
			const runs = runsBeyond(parts.flatMap(snapshotToRuns), clocks);
			return { way: 'part', update: runsToUpdate(runs), texts: runs.flatMap(({ texts }) => texts) };
		},
	};
}
