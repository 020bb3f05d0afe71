/**
 * Synchronisation, run by one tab: which pages to keep, their first copies, their sockets, and what to do when the
 * server says no. Everything it needs from outside comes as arguments. Rules D18–D30.
 */
import { liveQuery } from 'dexie';
import type { Grant } from '#lib/access/policy.ts';
import type { PageId } from '#lib/ledger/page.ts';
import { becomeReady } from '#lib/device/carry/server-key.ts';
import type { Space } from '#lib/device/database.ts';
import { takeDrawings } from '#lib/device/drawing.ts';
import { eraseHere, erasedAfter } from '#lib/device/erased.ts';
import { sendReads } from '#lib/device/reads.ts';
import type { PageList, Remote, RemoteFault } from '#lib/device/remote.ts';
import { writeNames } from '#lib/device/slip-contact.ts';
import { spellResidents } from '#lib/device/spelling.ts';
import { createContact } from './contact.ts';
import { settleEnded } from './ended.ts';
import { endedPages, handBackPages } from './hand-back.ts';
import { openPages } from './open-pages.ts';
import { lacks, pagesConcerned } from './page-list.ts';
import type { PageEvents } from './page-sync.ts';
import { refuse } from './receipts.ts';
import { createRounds } from './rounds.ts';
import { createSeals } from './seals.ts';
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

/** Entries without receipt are asked after this often while their page is connected. */
const verifyMs = 30_000;
/** What waits has the way to itself for so long once the server answers. */
const firstMs = 1000;

export function startEngine(space: Space, effects: EngineEffects): Engine {
	const db = space.downloads;
	const { remote, later } = effects;
	let standing: 'asking' | 'listed' | 'offline' | 'signed-out' = 'asking';
	let progress: SyncProgress | undefined;
	let isStopped = false;
	/** Every page of the list has been opened once. */
	let isBrought = false;
	/** Pages with something to send, as last read: coming back to the network waits for no question to the database. */
	let waitingNow: ReadonlySet<PageId> = new Set();
	let cancelVerify = () => {};
	let onSent = () => {};

	/** Nobody waits for it. What breaks off because the database is closed behind the last page is no news. */
	const besides = (what: string, work: Promise<unknown>): void =>
		void work.catch((error: unknown) => {
			if (!isStopped) console.error(what, error);
		});

	const contact = createContact(space);
	const seals = createSeals(space, remote, () => !isStopped && standing === 'listed');
	const rounds = createRounds({
		later,
		run: async () => {
			await round().catch((error: unknown) => {
				console.error('sync', error);
				// Not all of the list was brought, however well the sockets are.
				if (standing === 'listed') standing = 'asking';
				rounds.retry();
			});
		},
		onEnd: () => {
			report();
			onLinks();
		},
		onRefresh: () => {
			pages.forgive();
			rounds.ask();
		},
	});
	const events: PageEvents = {
		onContact: () => besides('contact', contact.note()),
		onReceipted: seals.want,
		onState: () => {
			report();
			onLinks();
		},
		onStale: rounds.ask,
		onLater: (page) => {
			pages.leaveAlone(page);
			besides('close', close(page));
		},
		onClosed: (page, code) => besides('closed', closed(page, code)),
	};
	const { server, params } = effects;
	const pages = openPages(space, { remote, server, params, events, isStopped: () => isStopped });

	async function round(): Promise<void> {
		report();
		// A last day passes without a word from the server, too.
		await handBack(await endedPages(space));
		const sentAt = space.now();
		const answer = await remote.pages(await erasedAfter(db));
		if (isStopped) return;
		if (!answer.ok) return failed(answer.error);
		rounds.succeeded();
		standing = 'listed';
		const offset = Math.round(answer.value.serverTime - (sentAt + space.now()) / 2);
		// Before anything is sent: what the server refuses for its time is written anew by this clock.
		if (await contact.isOff(offset)) await contact.noteTime(answer.value.serverTime, offset);
		// What pages hold of it must not be sent again.
		if (answer.value.erased) await eraseHere(space, answer.value.erased);
		await sent(answer.value);
		pages.reconnect(waitingNow);
		await contact.noteTime(answer.value.serverTime, offset);
		await contact.note();
		effects.learn(answer.value.grants);
		await db.meta.put({ key: 'covers', value: answer.value.covers });
		if (answer.value.names) await writeNames(space, answer.value.names);
		const fault = await bring(answer.value);
		if (fault) return failed(fault);
		isBrought = true;
		seals.run();
		const { drawings } = answer.value;
		besides('drawing', takeDrawings(space, remote, drawings));
		besides('key', becomeReady(space, remote, effects.learnServer));
		besides('reads', sendReads(space, remote));
		await spellResidents(space);
	}

	/** A cheap phone has one thing done sooner than ten at once: what a person waits for goes first. */
	async function sent(list: PageList): Promise<void> {
		for (const listing of list.pages)
			if (waitingNow.has(listing.id)) await pages.closeIfLacking(listing, list.generation);
		if (isSent() || isStopped) return;
		pages.reconnectOnly(waitingNow, false);
		await new Promise<void>((done) => {
			const cancel = later(firstMs, done);
			onSent = () => {
				cancel();
				done();
			};
		});
	}
	const isSent = (): boolean => ![...waitingNow].some(pages.has);
	/** Nothing more of the page is sent now. */
	async function close(page: PageId): Promise<void> {
		await pages.close(page);
		if (isSent()) onSent();
	}

	/** Sockets do not try again by themselves: a round asks whether the server is there, and connects what is not. */
	function onLinks(): void {
		if (standing === 'listed') rounds.plan(pages.isSynced());
	}

	function failed({ status, code }: RemoteFault): void {
		if (status === 401) return signedOut(code === 'revoked');
		standing = 'offline';
		// Without a network one question after another finds it again; the sockets need not try as well.
		for (const page of pages.all()) page.rest();
		rounds.retry();
	}

	function signedOut(isRevoked: boolean): void {
		standing = 'signed-out';
		rounds.rest();
		if (isRevoked) effects.onRevoked();
		else effects.onSignedOut();
		report();
	}

	/** Brings every page that the server lists; then sees to those it lists no more. */
	async function bring(list: PageList): Promise<RemoteFault | null> {
		const { listed, ended } = await pagesConcerned(db, list, await waitingPages());
		const lacking = [];
		for (const listing of listed) if (await lacks(db, listing, list.generation)) lacking.push(listing);
		const total = lacking.reduce((sum, { bytes }) => sum + bytes, 0);
		for (const listing of listed) {
			if (isStopped) return null;
			if (pages.isLeftAlone(listing.id)) continue;
			const fault = await pages.ensure(listing, list.generation);
			if (fault) return fault;
			if (total > 0 && lacking.includes(listing)) {
				progress = { done: (progress?.done ?? 0) + listing.bytes, total };
				report();
			}
		}
		progress = undefined;
		await handBack(ended);
		for (const page of ended) await settleEnded(space, remote, page);
		return null;
	}

	const waitingPages = async (): Promise<ReadonlySet<PageId>> => {
		const keys = (await db.outbox.orderBy('[page+state]').uniqueKeys()) as unknown as [PageId, string][];
		waitingNow = new Set(keys.filter(([, state]) => state === 'waiting').map(([page]) => page));
		if (!isBrought) for (const [page, state] of keys) if (state === 'received') seals.want(page);
		return waitingNow;
	};

	async function handBack(ended: readonly PageId[]): Promise<void> {
		for (const page of ended) await pages.close(page);
		await handBackPages(space, ended);
	}

	async function closed(page: PageId, code: number): Promise<void> {
		// A socket does not say whether the session ended or the phone was revoked; the next question does.
		if (code === 4401) {
			await close(page);
			return rounds.ask();
		}
		pages.noteTrouble(page);
		if (code === 4403 || code === 4404) await pages.bar(page, code);
		else if (code !== 4409) await refuse(space, page, [{ id: null, code: code === 4413 ? 'frame' : 'structure' }]);
		await close(page);
		rounds.ask();
	}

	function report(): void {
		if (!isStopped) effects.report({ state: stateNow(), progress });
	}
	function stateNow(): SyncState {
		if (standing === 'offline' || standing === 'signed-out') return standing;
		return standing === 'listed' && isBrought && pages.isSynced() ? 'live' : 'connecting';
	}

	/** Something was written on this phone, in any tab. */
	async function onLocal(): Promise<void> {
		for (const page of pages.all()) void page.pump();
		const waiting = await waitingPages();
		if (isSent()) onSent();
		if (standing !== 'listed') return;
		if ([...waiting].some((page) => !pages.has(page) && !pages.isLeftAlone(page))) rounds.ask();
	}

	function verifyAll(): void {
		seals.run();
		// Sockets that were silent for too long; also while a question has no answer.
		if (standing === 'listed') pages.reconnect(waitingNow);
		for (const page of pages.all()) if (page.isSynced()) void page.verify();
		cancelVerify = later(verifyMs, verifyAll);
	}

	// A count, since Dexie does not notice additions to a question for keys alone that had no answer.
	const written = liveQuery(() => space.db.outbox.where('state').equals('waiting').count());
	const watching = written.subscribe({
		next: () => besides('sync', onLocal()),
		error: (error) => console.error('sync', error),
	});
	cancelVerify = later(verifyMs, verifyAll);
	besides('device', Promise.resolve(db.meta.put({ key: 'device', value: space.device })));
	rounds.ask();

	return {
		wake: (isSuspect) => {
			rounds.beginAnew();
			pages.forgive();
			// Sockets of the session that ended are of no more use.
			if (standing === 'signed-out') besides('close', pages.closeAll());
			if (standing !== 'listed') standing = 'asking';
			// What has something to send does not wait for the answer to the question whether the server is there.
			pages.reconnectOnly(waitingNow, isSuspect);
			rounds.ask();
		},
		stop: async () => {
			isStopped = true;
			cancelVerify();
			onSent();
			watching.unsubscribe();
			const ended = rounds.stop();
			await pages.closeAll();
			await ended;
			// One that was just being opened.
			await pages.closeAll();
		},
	};
}
