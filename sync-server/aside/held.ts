/**
 * 待放行: entries that were written after their grant had ended, by one who was out of reach. They wait on the disk for
 * the word of a supervisor of that desk. Rules S73–S75.
 */
import type { Grant } from '#lib/access/policy.ts';
import type { Entry } from '#lib/ledger/entry.ts';
import type { PageId } from '#lib/ledger/page.ts';
import type { Refusal } from '#lib/ledger/refusal.ts';
import type { Held } from '#server/store/shelf.ts';
import type { Store } from '#server/store/store.ts';
import type { Outcome, Rooms } from '#server/sync/rooms.ts';

export interface HeldDeps {
	readonly store: Pick<Store, 'shelf'>;
	readonly rooms: Pick<Rooms, 'add' | 'openPage'>;
	readonly grantsOf: (account: string) => readonly Grant[];
	/** Unix ms. */
	readonly now: () => number;
}

/**
 * What the supervisor lets in is no longer asked for a seat, and its clock was judged when it came: that of the server may
 * have been set back since. All other checks hold.
 */
const waives = new Set(['desk', 'role', 'book', 'clock'] as const);

export interface Released {
	/** On their pages, by their authors. */
	readonly released: readonly string[];
	/** Still waiting, with what the gate said. */
	readonly refused: readonly Refusal[];
}

/** An entry and those that answer to it may be let in together; each goes to the page that it was sent to. */
export async function letIn(deps: HeldDeps, held: readonly Held[], by: string, why: string): Promise<Released> {
	const waiting = held.filter(({ decided, text }) => decided === null && text !== null);
	const outcomes: Outcome[] = [];
	for (const [page, ofPage] of Map.groupBy(waiting, ({ page }) => page)) {
		for (const [account, own] of Map.groupBy(ofPage, (entry) => entry.account))
			outcomes.push(await add(deps, page, account, own));
	}
	const released = outcomes.flatMap(({ accepted }) => accepted);
	// If the power goes in between, deciding again finds the entries on the ledger and only writes the word down.
	await deps.store.shelf.decide(released, { verdict: 'released', at: deps.now(), by, why });
	return { released, refused: outcomes.flatMap(({ refused }) => refused) };
}

function add({ rooms, grantsOf }: HeldDeps, page: PageId, account: string, own: readonly Held[]): Promise<Outcome> {
	const entries = own.map(({ text }) => JSON.parse(text!) as Entry);
	// The device was judged when it came; between then and now its session may have ended.
	return rooms.add(rooms.openPage(page), entries, { account, grants: grantsOf(account), device: null, waives });
}

export async function decline(
	{ store, now }: HeldDeps,
	ids: readonly string[],
	by: string,
	why: string,
): Promise<void> {
	await store.shelf.decide(ids, { verdict: 'declined', at: now(), by, why });
}
