/**
 * What the gate knows while it judges a batch: what the store said, with what the batch itself has added so far on top.
 * Nothing here outlives a batch that was not committed.
 */
import type { PageId } from '#lib/ledger/page.ts';
import type { SignedReceipt } from '#lib/proof/receipt.ts';
import { runLimit } from '#lib/replica/limits.ts';
import type { Erased } from '#server/store/erasing.ts';
import type { Held } from '#server/store/shelf.ts';
import type { Known, Owner, StoredEntry, StoredPage } from '#server/store/store.ts';

/** The client id under which the server itself appends to a page, until it is full. */
export interface OwnRun {
	readonly client: number;
	readonly clock: number;
}

/** A page as the process keeps it in memory; only a committed batch changes it. */
export interface OpenPage {
	readonly epoch: number;
	readonly clients: Map<number, Owner & { clock: number }>;
	own: OwnRun | null;
	chain: Chain;
}

/** Where the page's chain of receipts stands; null before the first. */
type Chain = Pick<SignedReceipt, 'n' | 'head'> | null;

export const toOpenPage = ({ epoch, clients, chain }: StoredPage): OpenPage => ({
	epoch,
	clients: new Map(clients),
	own: null,
	chain,
});

/** A page within a batch. */
export interface PageWork {
	readonly clientOf: (client: number) => (Owner & { readonly clock: number }) | undefined;
	readonly clockOf: (client: number) => number;
	readonly advance: (client: number, owner: Owner, clock: number) => void;
	/** Room for the next texts of the server's own: client id, first clock, and how many fit. */
	readonly own: (random32: () => number) => OwnRun & { readonly room: number };
	readonly ownUsed: (run: OwnRun) => void;
	readonly chain: () => Chain;
	readonly receipted: (chain: Chain) => void;
	/** Makes all of it last, after the commit. */
	readonly settle: () => void;
}

export function createPageWork(page: OpenPage): PageWork {
	const clients = new Map<number, Owner & { clock: number }>();
	let own = page.own;
	let chain = page.chain;
	const clientOf = (client: number) => clients.get(client) ?? page.clients.get(client);
	return {
		clientOf,
		clockOf: (client) => clientOf(client)?.clock ?? 0,
		advance: (client, { account, device }, clock) => void clients.set(client, { account, device, clock }),
		own: (random32) => {
			if (!own || own.clock >= runLimit) {
				let client = random32() || 1;
				while (clientOf(client)) client = random32() || 1;
				own = { client, clock: 0 };
			}
			return { ...own, room: runLimit - own.clock };
		},
		ownUsed: (run) => {
			own = run;
		},
		chain: () => chain,
		receipted: (next) => {
			chain = next;
		},
		settle: () => {
			for (const [client, state] of clients) page.clients.set(client, state);
			page.own = own;
			page.chain = chain;
		},
	};
}

export interface Work {
	readonly pages: ReadonlyMap<PageId, PageWork>;
	readonly entries: Map<string, { readonly sha256: string; readonly page: PageId }>;
	/** All entries of each record that the batch touches. */
	readonly records: Map<string, StoredEntry[]>;
	readonly devices: Map<string, string>;
	/** By `account device`. */
	readonly clientsToday: Map<string, Set<number>>;
	readonly entriesToday: Map<string, number>;
	readonly held: ReadonlyMap<string, Held>;
	readonly erased: ReadonlyMap<string, Erased>;
}

export function createWork(
	pages: ReadonlyMap<PageId, PageWork>,
	known: Known,
	{ held, erased }: Pick<Work, 'held' | 'erased'>,
): Work {
	return {
		held,
		erased,
		pages,
		entries: new Map(known.entries),
		records: new Map([...known.records].map(([id, { entries }]) => [id, [...entries]])),
		devices: new Map(known.devices),
		clientsToday: new Map([...known.clientsToday].map(([owner, clients]) => [owner, new Set(clients)])),
		entriesToday: new Map(known.entriesToday),
	};
}

export const ownerKey = (account: string, device: string | null): string => `${account} ${device ?? ''}`;
