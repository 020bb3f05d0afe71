/**
 * Synchronisation, run by one tab: which pages to keep, their first copies, their sockets, and what to do when the
 * server says no. Everything it needs from outside comes as arguments. Rules D18–D30.
 */
import { liveQuery } from 'dexie';
import type { Grant } from '#lib/access/policy.ts';
import { dayOf, type PageId } from '#lib/ledger/page.ts';
import { snapshotToTexts } from '#lib/replica/doc.ts';
import { correctedNow, readClock, writeClock } from '#lib/device/clock.ts';
import { eraseHere, erasedAfter } from '#lib/device/erased.ts';
import { forgetEnd, noteEnd } from '#lib/device/endings.ts';
import { becomeReady } from '#lib/device/carry/server-key.ts';
import type { OutboxRow, Space } from '#lib/device/database.ts';
import type { PageList, PageListing, Remote, RemoteFault } from '#lib/device/remote.ts';
import { sealPage } from '#lib/device/proof/seal-page.ts';
import { sendReads } from '#lib/device/reads.ts';
import { writeNames } from '#lib/device/slip-contact.ts';
import { takeDrawings } from '#lib/device/drawing.ts';
import { spellResidents } from '#lib/device/spelling.ts';
import { projectPage, takeCopy } from './copies.ts';
import { endedPages, handBackPages } from './hand-back.ts';
import { startPage, type PageEvents, type PageSync } from './page-sync.ts';
import { hold, pardonArrived, receive, refuse } from './receipts.ts';
import type { SyncProgress, SyncState } from './status.ts';

export interface EngineEffects {
	readonly remote: Remote;
	/** `ws://host` or `wss://host`. */
	readonly server: string;
	readonly params?: { readonly [name: string]: string };
	readonly report: (status: { readonly state: SyncState; readonly progress?: SyncProgress }) => void;
	/** The grants as the server has them now. */
	readonly learn: (grants: readonly Grant[]) => void;
	/** The server wants the password again. */
	readonly onSignedOut: () => void;
	/** This phone was revoked: it is to hand over and wipe itself. */
	readonly onRevoked: () => void;
	/** Which server this is: the id of the pair that phones seal for. */
	readonly learnServer?: (id: string) => void;
	/** Calls back after `ms`; gives what cancels it. */
	readonly later: (ms: number, work: () => void) => () => void;
}

export interface Engine {
	/** Comes back to life at once: the network is there, the app is looked at, someone has signed in again. */
	readonly wake: (isSuspect: boolean) => void;
	readonly stop: () => Promise<void>;
}

/** Grants, months and the clock are asked after this often, and what was barred is tried again. */
const refreshMs = 10 * 60_000;
/** Entries without receipt are asked after this often while their page is connected. */
const verifyMs = 30_000;
const retryMs = { first: 1000, most: 30_000 };
const contactMs = 15_000;
/** A page that the server closes this often is left alone until the next round. */
const troubleLimit = 3;
const emptyUpdate = new Uint8Array([0, 0]);

export function startEngine(space: Space, effects: EngineEffects): Engine {
	const db = space.downloads;
	const { remote, later } = effects;
	const pages = new Map<PageId, PageSync>();
	const trouble = new Map<PageId, number>();
	const timers = { round: () => {}, verify: () => {} };
	let standing: 'asking' | 'listed' | 'offline' | 'signed-out' = 'asking';
	let progress: SyncProgress | undefined;
	let isStopped = false;
	let running: Promise<void> | null = null;
	let isAskedAgain = false;
	/** Every page of the list has been opened once. */
	let isBrought = false;
	let failures = 0;
	/** Rounds in a row that were asked for because a page had no socket. */
	let breaks = 0;
	let contactAt = 0;
	/** Pages with own entries that may want sealing. */
	const unsealed = new Set<PageId>();
	/** Pages with something to send, as last read: coming back to the network waits for no question to the database. */
	let waitingNow: ReadonlySet<PageId> = new Set();

	/** One round at a time; asked for meanwhile, another follows. */
	function refresh(): void {
		timers.round();
		if (isStopped) return;
		isAskedAgain = running !== null;
		running ??= round()
			.catch((error: unknown) => {
				console.error('sync', error);
				// Not all of the list was brought, however well the sockets are.
				if (standing === 'listed') standing = 'asking';
				retryLater();
			})
			.finally(() => {
				running = null;
				report();
				if (isAskedAgain) refresh();
				else onLinks();
			});
	}

	async function round(): Promise<void> {
		report();
		// A last day passes without a word from the server, too.
		await handBack(await endedPages(space));
		const sentAt = space.now();
		const answer = await remote.pages(await erasedAfter(db));
		if (isStopped) return;
		if (!answer.ok) return failed(answer.error);
		failures = 0;
		standing = 'listed';
		reconnect();
		await noteTime(answer.value.serverTime, (sentAt + space.now()) / 2);
		await noteContact();
		effects.learn(answer.value.grants);
		await db.meta.put({ key: 'covers', value: answer.value.covers });
		if (answer.value.names) await writeNames(space, answer.value.names);
		// Before pages are opened: what they hold of it must not be sent again.
		if (answer.value.erased) await eraseHere(space, answer.value.erased.ids, answer.value.erased.next);
		const fault = await bring(answer.value);
		if (fault) return failed(fault);
		isBrought = true;
		void sealAll();
		void takeDrawings(space, remote, answer.value.drawings).catch((error: unknown) => console.error('drawing', error));
		void becomeReady(space, remote, effects.learnServer).catch((error: unknown) => console.error('key', error));
		void sendReads(space, remote).catch((error: unknown) => console.error('reads', error));
		await spellResidents(space);
	}

	/** Sockets do not try again by themselves: a round asks whether the server is there, and connects what is not. */
	function onLinks(): void {
		if (standing !== 'listed' || running || isStopped) return;
		timers.round();
		if ([...pages.values()].every((page) => page.isSynced())) {
			breaks = 0;
			timers.round = later(refreshMs, () => {
				trouble.clear();
				refresh();
			});
		} else {
			timers.round = later(Math.min(retryMs.most, retryMs.first * 2 ** breaks), () => {
				breaks++;
				refresh();
			});
		}
	}

	function failed({ status, code }: RemoteFault): void {
		if (status === 401) return signedOut(code === 'revoked');
		standing = 'offline';
		// Without a network one question after another finds it again; the sockets need not try as well.
		for (const page of pages.values()) page.rest();
		retryLater();
	}

	function retryLater(): void {
		timers.round();
		timers.round = later(Math.min(retryMs.most, retryMs.first * 2 ** failures++), refresh);
	}

	function signedOut(isRevoked: boolean): void {
		standing = 'signed-out';
		timers.round();
		if (isRevoked) effects.onRevoked();
		else effects.onSignedOut();
		report();
	}

	/** Brings every page that the server lists: those with something unsent, then register and latest months; then sees to those it lists no more. */
	async function bring(list: PageList): Promise<RemoteFault | null> {
		const { listed, ended } = await pagesConcerned(list);
		const lacking = [];
		for (const listing of listed) if (await lacks(listing, list.generation)) lacking.push(listing);
		const total = lacking.reduce((sum, { bytes }) => sum + bytes, 0);
		for (const listing of listed) {
			if (isStopped) return null;
			if ((trouble.get(listing.id) ?? 0) >= troubleLimit) continue;
			const fault = await ensure(listing, list.generation);
			if (fault?.status === 403 || fault?.status === 404) await bar(listing.id, fault.status === 403 ? 4403 : 4404);
			else if (fault) return fault;
			if (total > 0 && lacking.includes(listing)) {
				progress = { done: (progress?.done ?? 0) + listing.bytes, total };
				report();
			}
		}
		progress = undefined;
		await handBack(ended);
		for (const page of ended) await settleEnded(page);
		return null;
	}

	async function pagesConcerned(list: PageList): Promise<{ listed: PageListing[]; ended: PageId[] }> {
		const ids = new Set(list.pages.map(({ id }) => id));
		const books = new Set(list.pages.map(({ id }) => bookOf(id)));
		const waiting = await waitingPages();
		const here = new Set([...waiting, ...(await db.pages.toCollection().primaryKeys())]);
		const unlisted = [...here].filter((id) => !ids.has(id));
		// A month that begins here a moment before it begins there.
		const early = unlisted
			.filter((id) => books.has(bookOf(id)) && waiting.has(id))
			.map((id) => ({ id, epoch: 1, entries: 0, bytes: 0 }));
		const ended = unlisted.filter((id) => !books.has(bookOf(id)));
		const isFirst = (id: PageId) => Number(waiting.has(id));
		const inOrder = (a: PageListing, b: PageListing) =>
			isFirst(b.id) - isFirst(a.id) || (rankOf(a.id) < rankOf(b.id) ? 1 : -1);
		return { listed: [...list.pages, ...early].sort(inOrder), ended };
	}

	const waitingPages = async (): Promise<ReadonlySet<PageId>> => {
		const keys = (await db.outbox.orderBy('[page+state]').uniqueKeys()) as unknown as [PageId, string][];
		waitingNow = new Set(keys.filter(([, state]) => state === 'waiting').map(([page]) => page));
		if (!isBrought) for (const [page, state] of keys) if (state === 'received') unsealed.add(page);
		return waitingNow;
	};

	async function lacks({ id, epoch }: PageListing, generation: string): Promise<boolean> {
		const row = await db.pages.get(id);
		return !row || row.stale === true || row.epoch !== epoch || row.generation !== generation;
	}

	/** The page is here, shown, and connected. */
	async function ensure(listing: PageListing, generation: string): Promise<RemoteFault | null> {
		const { id, epoch, entries } = listing;
		if (await lacks(listing, generation)) {
			await close(id);
			const isEmpty = entries === 0 && !(await db.pages.get(id))?.epoch;
			const copy = isEmpty
				? { ok: true as const, value: { bytes: emptyUpdate, epoch, generation } }
				: await remote.snapshot(id);
			if (!copy.ok) return copy.error;
			await takeCopy(space, id, copy.value);
			await pardonArrived(db, () => snapshotToTexts(copy.value.bytes));
			await forgetEnd(db, deskOf(id));
		}
		await projectPage(space, id);
		if (pages.has(id) || isStopped) return null;
		pages.set(id, await startPage(space, effects, id, events));
		return null;
	}

	async function close(id: PageId): Promise<void> {
		const page = pages.get(id);
		pages.delete(id);
		await page?.close();
	}

	/** Not ours to open: what is unsent stays, and says so. */
	async function bar(id: PageId, code: 4403 | 4404): Promise<void> {
		trouble.set(id, troubleLimit);
		await close(id);
		await db.pages.update(id, { closed: code });
	}

	async function handBack(ended: readonly PageId[]): Promise<void> {
		for (const page of ended) await close(page);
		await handBackPages(space, ended);
	}

	/** What was written under a grant that has ended is handed over by HTTP. */
	async function settleEnded(page: PageId): Promise<void> {
		const waiting = await db.outbox.where('[page+state]').equals([page, 'waiting']).toArray();
		if (waiting.length === 0) return;
		const answer = await remote.post(
			page,
			waiting.map(({ text }) => JSON.parse(text) as unknown),
		);
		if (!answer.ok) return void (await db.pages.update(page, { closed: 4403 }));
		const { accepted, refused, held = [] } = answer.value;
		await receive(db, accepted);
		await hold(db, held);
		if (refused.length > 0) await refuse(space, page, refused);
		const sent = await actsSent(waiting.filter(({ id }) => accepted.includes(id)));
		const day = dayOf(await correctedNow(db, space.now()));
		await db.transaction('rw', db.meta, async () => noteEnd(db, deskOf(page), day, sent));
		const left = await db.outbox.where('[page+state]').equals([page, 'waiting']).count();
		if (left === 0) await handBackPages(space, [page]);
	}

	/** How many acts of these have nothing left to send, here or on another page. */
	async function actsSent(taken: readonly OutboxRow[]): Promise<number> {
		const acts = [...new Set(taken.map(({ act }) => act))];
		const left = db.outbox.where('[state+act]').anyOf(acts.map((act) => ['waiting', act]));
		return acts.length - (await left.uniqueKeys()).length;
	}

	const events: PageEvents = {
		onContact: () => void noteContact(),
		onReceipted: (page) => void unsealed.add(page),
		onState: () => {
			report();
			onLinks();
		},
		onStale: () => refresh(),
		onLater: (page) => {
			trouble.set(page, troubleLimit);
			void close(page);
		},
		onClosed: (page, code) => void closed(page, code),
	};

	async function closed(page: PageId, code: number): Promise<void> {
		// A socket does not say whether the session ended or the phone was revoked; the next question does.
		if (code === 4401) {
			await close(page);
			return refresh();
		}
		trouble.set(page, (trouble.get(page) ?? 0) + 1);
		if (code === 4403 || code === 4404) await bar(page, code);
		else if (code !== 4409) await refuse(space, page, [{ id: null, code: code === 4413 ? 'frame' : 'structure' }]);
		await close(page);
		refresh();
	}

	async function noteTime(serverTime: number, midway: number): Promise<void> {
		await db.transaction('rw', db.meta, async () => {
			const clock = await readClock(db);
			// The server's last word, also when it is earlier than the one before: then that clock had been wrong.
			await writeClock(db, { ...clock, offset: Math.round(serverTime - midway), contact: serverTime });
		});
	}

	async function noteContact(): Promise<void> {
		const now = space.now();
		if (now - contactAt < contactMs && now >= contactAt) return;
		contactAt = now;
		await db.meta.put({ key: 'contact', value: now });
	}

	function report(): void {
		if (isStopped) return;
		const isLive = standing === 'listed' && isBrought && [...pages.values()].every((page) => page.isSynced());
		const state =
			standing === 'asking' ? 'connecting' : standing === 'listed' ? (isLive ? 'live' : 'connecting') : standing;
		effects.report({ state, progress });
	}

	/** Something was written on this phone, in any tab. */
	async function onLocal(): Promise<void> {
		for (const page of pages.values()) void page.pump();
		const waiting = await waitingPages();
		if (standing !== 'listed') return;
		const isNew = [...waiting].some((page) => !pages.has(page) && (trouble.get(page) ?? 0) < troubleLimit);
		if (isNew) refresh();
	}

	/** What has something to send does not wait for the answer to the question whether the server is there; the others do. */
	function reconnectWaiting(isSuspect: boolean): void {
		for (const [id, page] of pages) {
			if (waitingNow.has(id)) page.reconnect(isSuspect);
			else if (isSuspect) page.rest();
		}
	}

	/** A browser opens its sockets to one server one after the other, so the pages with something to send go first. */
	function reconnect(): void {
		const ids = [...pages.keys()].sort((a, b) => Number(waitingNow.has(b)) - Number(waitingNow.has(a)));
		for (const id of ids) pages.get(id)?.reconnect(false);
	}

	/** Pages one after the other, and one round of it at a time. */
	let sealing: Promise<void> | null = null;
	function sealAll(): Promise<void> {
		sealing ??= sealEach()
			.catch((error: unknown) => console.error('seal', error))
			.finally(() => {
				sealing = null;
			});
		return sealing;
	}
	async function sealEach(): Promise<void> {
		for (const page of [...unsealed]) {
			if (isStopped || standing !== 'listed') return;
			// Before it is asked for: what is receipted meanwhile waits for the next round.
			unsealed.delete(page);
			if ((await sealPage(space, remote, page)) === 'later') unsealed.add(page);
		}
	}

	const verifyAll = (): void => {
		void sealAll();
		// Sockets that were silent for too long; also while a question has no answer.
		if (standing === 'listed') reconnect();
		for (const page of pages.values()) if (page.isSynced()) void page.verify();
		timers.verify = later(verifyMs, verifyAll);
	};

	// A count, since Dexie does not notice additions to a question for keys alone that had no answer.
	const written = liveQuery(() => space.db.outbox.where('state').equals('waiting').count());
	const watching = written.subscribe({ next: () => void onLocal(), error: (error) => console.error('sync', error) });
	timers.verify = later(verifyMs, verifyAll);
	void db.meta.put({ key: 'device', value: space.device });
	refresh();

	return {
		wake: (isSuspect) => {
			failures = 0;
			breaks = 0;
			trouble.clear();
			// Sockets of the session that ended are of no more use.
			if (standing === 'signed-out') for (const id of [...pages.keys()]) void close(id);
			if (standing !== 'listed') standing = 'asking';
			reconnectWaiting(isSuspect);
			refresh();
		},
		stop: async () => {
			isStopped = true;
			timers.round();
			timers.verify();
			watching.unsubscribe();
			await Promise.all([...pages.values()].map((page) => page.close()));
			await running;
		},
	};
}

const deskOf = (page: PageId): string => page.slice(0, page.indexOf('/'));
/** `desk/book`. */
const bookOf = (page: PageId): string => page.slice(0, page.lastIndexOf('/'));
/** `register` sorts behind every month, so it comes first when the order is turned round. */
const rankOf = (page: PageId): string => page.slice(page.lastIndexOf('/') + 1);
