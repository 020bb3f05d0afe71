/** Carries a revocation through in the browser, one tab at a time, and says how far it is. */
import Dexie from 'dexie';
import { carriedName } from './carry/carried.ts';
import { deliverAll } from './carry/deliver.ts';
import { databaseName, Ledger, openDatabase } from './database.ts';
import { handOverPhotos } from './photos/hand-over.ts';
import { uploadHere } from './photos/upload-here.ts';
import { forgetPractice } from './practice/space.ts';
import { createRemote } from './remote.ts';
import { handOverAll, readRevocation, wipe, writeRevocation, type Revocation } from './revoked.ts';

export const revocation = $state({
	/**
	 * `handing`: on its way. `offline`: waits for the server. `sign-in`: the session was lost, a password is asked for once
	 * more. `unreadable`: the database does not open, so nothing was wiped. `done`: nothing is left here.
	 */
	state: 'handing' as 'handing' | 'offline' | 'sign-in' | 'unreadable' | 'done',
	taken: 0,
	aside: 0,
	wiped: null as number | null,
	told: false,
});

const retryMs = 5000;

/** Begins, and tries again while the server does not answer; give what it returns to end. */
export function obeyRevocation(): () => void {
	const end = new AbortController();
	let timer: ReturnType<typeof setTimeout> | undefined;
	const run = async (): Promise<void> => {
		clearTimeout(timer);
		const { account } = readRevocation(localStorage) ?? {};
		if (account === undefined) return;
		// Whoever syncs in another tab lets go first; a second tab on this screen waits here.
		await navigator.locks.request(`linli-sync-${account}`, { signal: end.signal }, () => carryOut());
		const isWaiting = revocation.state === 'offline' || (revocation.state === 'done' && !revocation.told);
		if (isWaiting && !end.signal.aborted) timer = setTimeout(begin, retryMs);
	};
	const begin = () =>
		void run().catch((error: unknown) => {
			// No longer wanted while it waited for its turn.
			if (!end.signal.aborted) throw error;
		});
	addEventListener('online', begin, { signal: end.signal });
	begin();
	return () => {
		clearTimeout(timer);
		end.abort();
	};
}

async function carryOut(): Promise<void> {
	const found = readRevocation(localStorage);
	if (!found) return;
	show(found);
	if (found.wiped === null && !(await empty(found.account))) return;
	revocation.state = 'done';
	const { told } = readRevocation(localStorage)!;
	if (told) return;
	const answer = await createRemote().wiped();
	if (answer.ok || answer.error.status === 401) note({ told: true });
}

/** Hands over and wipes; false when something is still in the way. */
async function empty(account: string): Promise<boolean> {
	// What it carries for others is theirs.
	const carried = await deliverAll(createRemote(), Date.now);
	// Photos for which the server has no room hold nothing up: their authors have them.
	if (carried === 'signed-out' || carried === 'offline') {
		revocation.state = carried === 'signed-out' ? 'sign-in' : 'offline';
		return false;
	}
	if (await Dexie.exists(databaseName(account))) {
		// Without its key: a locked phone hands over as well as an open one.
		const db = new Ledger(account, 'strict', 'raw');
		try {
			if (!(await openDatabase(db)).ok) {
				revocation.state = 'unreadable';
				return false;
			}
			revocation.state = 'handing';
			const handed = await handOverAll(db, createRemote(), ({ taken, aside }) =>
				note({ taken: revocation.taken + taken, aside: revocation.aside + aside }),
			);
			const photos = handed.ok ? await handOverPhotos(db, createRemote(), uploadHere) : handed;
			if (!photos.ok) {
				const { status, code } = photos.error;
				revocation.state = status === 401 ? 'sign-in' : code.startsWith('seal') ? 'unreadable' : 'offline';
				return false;
			}
		} finally {
			db.close();
		}
	}
	await wipe(account, {
		local: localStorage,
		session: sessionStorage,
		caches: globalThis.caches,
		deleteDatabase: async (name) => {
			await Dexie.delete(databaseName(name));
			await Dexie.delete(carriedName);
			await forgetPractice();
		},
	});
	note({ wiped: Date.now() });
	return true;
}

function note(change: Partial<Revocation>): void {
	const before = readRevocation(localStorage);
	if (!before) return;
	const after = { ...before, ...change };
	writeRevocation(localStorage, after);
	show(after);
}

function show({ taken, aside, wiped, told }: Revocation): void {
	Object.assign(revocation, { taken, aside, wiped, told });
}
