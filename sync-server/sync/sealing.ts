/**
 * Sealing: a page whose time is over is written anew as one run of entries, and gets an epoch. From then on it takes
 * nothing: what comes late lies on the page of the month of arrival (gate.ts). Rules S34–S36.
 */
import type { PageId } from '#lib/ledger/page.ts';
import { runLimit } from '#lib/replica/limits.ts';
import { runsToUpdate, snapshotToRuns, type Run } from '#lib/replica/runs.ts';
import type { Rewritten, Store } from '#server/store/store.ts';

export type Compacted = Pick<Rewritten, 'update' | 'ranges' | 'entries'>;

/** Texts in the order of their ids, each once, under fresh client ids of the server's own. */
export function compacted(texts: readonly string[], random32: () => number): Compacted {
	const unique = [...new Set(texts)].sort(byId);
	const runs: Run[] = [];
	const clients = new Set<number>();
	for (let from = 0; from < unique.length; from += runLimit) {
		let client = random32() || 1;
		while (clients.has(client)) client = random32() || 1;
		clients.add(client);
		runs.push({ client, clock: 0, origin: null, texts: unique.slice(from, from + runLimit) });
	}
	const ranges = runs.map(({ client, texts: own }) => ({ client, from: 0, to: own.length }));
	return { update: runsToUpdate(runs), ranges, entries: unique.length };
}

/** Every text begins with its id, so the order of texts is that of ids, and that is the order of writing. */
const byId = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

export async function textsOf(store: Pick<Store, 'kept'>, page: PageId): Promise<readonly string[]> {
	const { snapshot, tail } = await store.kept(page);
	const parts = [...(snapshot ? [snapshot.update] : []), ...tail.map(({ update }) => update)];
	return parts.flatMap((part) => snapshotToRuns(part).flatMap(({ texts }) => texts));
}
