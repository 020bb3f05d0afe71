/** The pages that are kept in step: brought when the server has other bytes, each with its socket, and left alone where that fails again and again. Rules D18–D26. */
import { deskOf, type PageId } from '#lib/ledger/page.ts';
import { snapshotToTexts } from '#lib/replica/doc.ts';
import type { Space } from '#lib/device/database.ts';
import { forgetEnd } from '#lib/device/endings.ts';
import type { PageListing, Remote, RemoteFault } from '#lib/device/remote.ts';
import { projectPage, takeCopy } from './copies.ts';
import { lacks } from './page-list.ts';
import { startPage, type PageEvents, type PageSync } from './page-sync.ts';
import { pardonArrived } from './receipts.ts';

export interface OpenPages {
	readonly has: (id: PageId) => boolean;
	readonly all: () => readonly PageSync[];
	/** Every one has its socket and what the server had. */
	readonly isSynced: () => boolean;
	/** The page is here, shown, and connected, unless it is left alone. */
	readonly ensure: (listing: PageListing, generation: string) => Promise<RemoteFault | null>;
	/** What is here of the page is not what the server has: it is closed until it is brought anew. */
	readonly closeIfLacking: (listing: PageListing, generation: string) => Promise<void>;
	/** Connects all that are not, these first: a browser opens its sockets to one server one after the other. */
	readonly reconnect: (first: ReadonlySet<PageId>) => void;
	/** Connects these and, when the sockets there are cannot be trusted, gives up those of the others. */
	readonly reconnectOnly: (ids: ReadonlySet<PageId>, isSuspect: boolean) => void;
	readonly isLeftAlone: (id: PageId) => boolean;
	readonly leaveAlone: (id: PageId) => void;
	/** The server closed it once more. */
	readonly noteTrouble: (id: PageId) => void;
	/** What was left alone is tried again. */
	readonly forgive: () => void;
	/** Not ours to open: what is unsent stays, and says so. */
	readonly bar: (id: PageId, code: 4403 | 4404) => Promise<void>;
	readonly close: (id: PageId) => Promise<void>;
	readonly closeAll: () => Promise<unknown>;
}

export interface OpenPagesOptions {
	readonly remote: Remote;
	readonly server: string;
	readonly params?: { readonly [name: string]: string };
	readonly events: PageEvents;
	readonly isStopped: () => boolean;
}

/** A page that the server closes this often is left alone until the next round that comes by itself. */
const troubleLimit = 3;
const barredBy: Readonly<Record<number, 4403 | 4404>> = { 403: 4403, 404: 4404 };
const emptyUpdate = new Uint8Array([0, 0]);

export function openPages(space: Space, { remote, events, isStopped, ...wire }: OpenPagesOptions): OpenPages {
	const db = space.downloads;
	const pages = new Map<PageId, PageSync>();
	const trouble = new Map<PageId, number>();

	async function ensure(listing: PageListing, generation: string): Promise<RemoteFault | null> {
		const { id } = listing;
		if (await lacks(db, listing, generation)) {
			await close(id);
			const fault = await fetchAnew(listing, generation);
			const barred = fault && barredBy[fault.status];
			if (barred) await bar(id, barred);
			if (fault) return barred ? null : fault;
		}
		await projectPage(space, id);
		if (!pages.has(id) && !isStopped()) pages.set(id, await startPage(space, wire, id, events));
		return null;
	}

	async function fetchAnew({ id, epoch, entries }: PageListing, generation: string): Promise<RemoteFault | null> {
		const isEmpty = entries === 0 && !(await db.pages.get(id))?.epoch;
		const copy = isEmpty
			? { ok: true as const, value: { bytes: emptyUpdate, epoch, generation } }
			: await remote.snapshot(id);
		if (!copy.ok) return copy.error;
		await takeCopy(space, id, copy.value);
		await pardonArrived(db, () => snapshotToTexts(copy.value.bytes));
		await forgetEnd(db, deskOf(id));
		return null;
	}

	async function close(id: PageId): Promise<void> {
		const page = pages.get(id);
		pages.delete(id);
		await page?.close();
	}

	async function bar(id: PageId, code: 4403 | 4404): Promise<void> {
		trouble.set(id, troubleLimit);
		await close(id);
		await db.pages.update(id, { closed: code });
	}

	return {
		has: (id) => pages.has(id),
		all: () => [...pages.values()],
		isSynced: () => [...pages.values()].every((page) => page.isSynced()),
		ensure,
		closeIfLacking: async (listing, generation) => {
			if (pages.has(listing.id) && (await lacks(db, listing, generation))) await close(listing.id);
		},
		reconnect: (first) => {
			const rank = ({ page }: PageSync) => Number(first.has(page));
			for (const page of [...pages.values()].sort((a, b) => rank(b) - rank(a))) page.reconnect(false);
		},
		reconnectOnly: (ids, isSuspect) => {
			for (const [id, page] of pages) {
				if (ids.has(id)) page.reconnect(isSuspect);
				else if (isSuspect) page.rest();
			}
		},
		isLeftAlone: (id) => (trouble.get(id) ?? 0) >= troubleLimit,
		leaveAlone: (id) => void trouble.set(id, troubleLimit),
		noteTrouble: (id) => void trouble.set(id, (trouble.get(id) ?? 0) + 1),
		forgive: () => trouble.clear(),
		bar,
		close,
		closeAll: () => Promise.all([...pages.keys()].map(close)),
	};
}
