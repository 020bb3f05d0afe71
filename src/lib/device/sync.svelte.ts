/**
 * How synchronisation stands, for every tab; run by the one that holds the lock. Its code, with Yjs in it, loads after
 * the first paint.
 */
import { liveQuery } from 'dexie';
import { readClock, isClockOff } from './clock.ts';
import type { Space } from './database.ts';
import { lead } from './leader.ts';
import { noteUnsent } from './lost.ts';
import { outboxCounts } from './outbox.ts';
import { inState } from './photos/rows.ts';
import { roomLeft } from './room.ts';
import { uploadHere } from './photos/upload-here.ts';
import { serverStorageKey } from './carry/server-id.ts';
import { createRemote } from './remote.ts';
import { askToBeWoken, onWoken } from './wake.ts';
import {
	beginRevocation,
	expire,
	followGrants,
	followRevocation,
	learnGrants,
	refreshSession,
	session,
} from './session.svelte.ts';
import type { Engine } from './sync/engine.ts';
import type { SyncStatus } from './sync/status.ts';

export const sync = $state({
	state: 'connecting' as SyncStatus['state'],
	/** Own acts that are not all receipted. */
	waiting: 0,
	/** Photos that wait to be sent, whether their entries were or not. */
	photos: 0,
	/** Why the server takes no photo now, as it says; null when it does. */
	photosStuck: null as string | null,
	/** Records that wait on the server for a supervisor's word. */
	held: 0,
	/** Records in 未收下. */
	refused: 0,
	/** ms; null before the first contact. */
	lastContact: null as number | null,
	/** The phone's clock is more than ten minutes off. */
	clockOff: false,
	/** Server's time minus the phone's, in ms, as of the last contact. */
	offset: 0,
	progress: undefined as SyncStatus['progress'],
});

/**
 * Begins in this tab; call what it returns to end, and it resolves when nothing of it runs any more. Call again after
 * another account has signed in.
 * @param painted the code of the synchronisation, with Yjs in it, is not fetched before
 */
export function startSync(space: Space, painted: Promise<unknown> = Promise.resolve()): () => Promise<void> {
	const end = new AbortController();
	let engine: Engine | null = null;

	const counted = liveQuery(async () => outboxCounts(space.db)).subscribe({
		next: (counts) => {
			Object.assign(sync, counts);
			noteUnsent(localStorage, space.account, counts.waiting);
			if (counts.waiting > 0 && sync.state !== 'live') void askToBeWoken();
		},
	});
	const photographed = liveQuery(async () => inState(space.db, 'waiting').count()).subscribe({
		next: (photos) => (sync.photos = photos),
	});
	const told = liveQuery(async () => readTold(space)).subscribe({
		next: ({ status, ...told }) => {
			Object.assign(sync, told);
			// The tab that syncs knows better than what it last wrote down.
			if (!engine && status) Object.assign(sync, { progress: undefined, ...status });
		},
	});
	const wake = (isSuspect: boolean) => {
		if (!navigator.onLine) sync.state = 'offline';
		else engine?.wake(isSuspect);
	};
	addEventListener('storage', followGrants, { signal: end.signal });
	addEventListener('storage', followRevocation, { signal: end.signal });
	addEventListener('online', () => wake(true), { signal: end.signal });
	addEventListener('offline', () => wake(false), { signal: end.signal });
	const look = () => {
		if (document.visibilityState === 'visible') wake(false);
		else if (sync.waiting > 0 || sync.photos > 0) void askToBeWoken();
	};
	document.addEventListener('visibilitychange', look, { signal: end.signal });
	// In sight it looks after itself, and hears when the network comes back; out of sight its timers hardly run.
	onWoken(() => document.visibilityState === 'hidden' && wake(false), end.signal);

	const leading = lead(navigator.locks, space.account, end.signal, async () => {
		await painted;
		const own = await startHere(space);
		engine = own;
		return own;
	}).catch((error: unknown) => console.error('sync', error));
	const stopResuming = $effect.root(() => {
		let wasExpired = session.expired;
		$effect(() => {
			if (wasExpired && !session.expired) engine?.wake(true);
			wasExpired = session.expired;
		});
	});
	return () => {
		end.abort();
		counted.unsubscribe();
		photographed.unsubscribe();
		told.unsubscribe();
		stopResuming();
		return leading;
	};
}

async function startHere(space: Space): Promise<Engine> {
	const remote = createRemote();
	const [{ startEngine }, { settleCarried }, { startSending }] = await Promise.all([
		import('./sync/engine.ts'),
		import('./sync/carried.ts'),
		import('./photos/sending.ts'),
	]);
	await settleCarried(space);
	void refreshSession();
	const later = (ms: number, work: () => void) => {
		const timer = setTimeout(work, ms);
		return () => clearTimeout(timer);
	};
	const photos = startSending(space, {
		remote,
		upload: uploadHere,
		later,
		roomLeft,
		report: (code) => (sync.photosStuck = code),
	});
	const engine = startEngine(space, {
		remote,
		server: location.origin.replace(/^http/, 'ws'),
		learn: (grants) => learnGrants(space.account, grants),
		learnServer: (id) => localStorage.setItem(serverStorageKey, id),
		onSignedOut: expire,
		onRevoked: () => beginRevocation(space.account),
		later,
		report: (status) => {
			// Found again, the network carries entries first; photos follow on their own.
			if (status.state === 'live' && sync.state !== 'live') photos.wake();
			Object.assign(sync, { progress: undefined, ...status });
			void space.downloads.meta.put({ key: 'status', value: $state.snapshot(status) });
		},
	});
	return { ...engine, stop: async () => void (await Promise.all([engine.stop(), photos.stop()])) };
}

async function readTold({ db }: Space) {
	const [clock, contact, status] = await Promise.all([readClock(db), db.meta.get('contact'), db.meta.get('status')]);
	return {
		clockOff: isClockOff(clock),
		offset: clock.offset,
		lastContact: (contact?.value as number | undefined) ?? null,
		status: status?.value as SyncStatus | undefined,
	};
}
