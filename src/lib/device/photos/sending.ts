/**
 * Photos go to the server one after the other, oldest first, each after its entry has its receipt; run by the tab that
 * syncs. Everything it needs from outside comes as arguments. Rules D134–D139.
 */
import { liveQuery } from 'dexie';
import type { Space } from '#lib/device/database.ts';
import { noAnswer, type Remote, type RemoteFault } from '#lib/device/remote.ts';
import type { PhotoRow } from '#lib/device/rows.ts';
import type { Result } from '#lib/ledger/result.ts';
import { dueAmong, inState } from './rows.ts';
import { letGo } from './space.ts';
import { sweep } from './sweep.ts';

export interface SendingEffects {
	readonly remote: Pick<Remote, 'photoReceipts'>;
	/** @param begun by an earlier try: it goes on from there */
	readonly upload: (
		entry: string,
		bytes: Uint8Array<ArrayBuffer>,
		begun: boolean,
	) => Promise<Result<void, RemoteFault>>;
	/** Calls back after `ms`; gives what cancels it. */
	readonly later: (ms: number, work: () => void) => () => void;
	/** Bytes that are left on this phone; null when they are enough, or nobody says. */
	readonly roomLeft: () => Promise<number | null>;
	/** The server takes no photo now, and why; null when it does. */
	readonly report: (code: string | null) => void;
}

export interface Sending {
	/** There is a network again, or something to send. */
	readonly wake: () => void;
	readonly stop: () => Promise<void>;
}

const receiptsAtOnce = 200;
const retryMs = { first: 2000, most: 5 * 60_000 };
/** A server without room, or an author beyond his day: asked again, but not often. */
const patienceMs = 10 * 60_000;

export function startSending(space: Space, effects: SendingEffects): Sending {
	const db = space.downloads;
	let running: Promise<void> | null = null;
	let isAskedAgain = false;
	let isStopped = false;
	let failures = 0;
	let stopWaiting = () => {};

	function wake(): void {
		if (isStopped) return;
		stopWaiting();
		isAskedAgain = running !== null;
		running ??= round()
			.catch((error: unknown) => {
				console.error('photos', error);
				retry();
			})
			.finally(() => {
				running = null;
				if (isAskedAgain) wake();
			});
	}

	function retry(ms = Math.min(retryMs.most, retryMs.first * 2 ** failures++)): void {
		if (!isStopped) stopWaiting = effects.later(ms, wake);
	}

	async function round(): Promise<void> {
		await sweep(db, space.now());
		// Room may be short although nothing waits, or nothing can be sent.
		await letGo(db, effects.roomLeft);
		// What the server has already, from a try whose answer was lost, is not sent again.
		if (!(await askReceipts(await dueRows()))) return retry();
		for (const row of await dueRows()) {
			if (isStopped) return;
			const fault = await send(row);
			if (fault && !(await refused(row, fault))) return;
		}
		failures = 0;
		effects.report(null);
	}

	const dueRows = async (): Promise<PhotoRow[]> => dueAmong(db, await inState(db, 'waiting').toArray());

	async function send(row: PhotoRow): Promise<RemoteFault | null> {
		const kept = await db.photoBytes.get(row.id);
		if (!kept) {
			await db.photos.delete(row.id);
			return null;
		}
		if (!row.begun) await db.photos.update(row.id, { begun: true });
		const sent = await effects.upload(row.entry!, kept.bytes as Uint8Array<ArrayBuffer>, row.begun === true);
		if (!sent.ok) return sent.error;
		return (await askReceipts([row])) ? null : noAnswer;
	}

	/** Only the server's receipt says that a photo is there. False when it did not answer. */
	async function askReceipts(rows: readonly PhotoRow[]): Promise<boolean> {
		for (let from = 0; from < rows.length; from += receiptsAtOnce) {
			const some = rows.slice(from, from + receiptsAtOnce);
			const answer = await effects.remote.photoReceipts(some.map(({ entry }) => entry!));
			if (!answer.ok) return false;
			const hashes = new Map(answer.value.receipts.map(({ id, sha256 }) => [id, sha256]));
			const there = some.filter(({ entry, body }) => hashes.get(entry!) === body.sha256);
			await db.transaction('rw', db.photos, async () => {
				for (const { id } of there) await db.photos.update(id, { state: 'sent', at: space.now(), code: undefined });
			});
		}
		return true;
	}

	/** True when the next one may be tried. */
	async function refused(row: PhotoRow, { status, code }: RemoteFault): Promise<boolean> {
		if (status === 401) return false;
		if (status === 507 || status === 429) {
			effects.report(code);
			retry(patienceMs);
			return false;
		}
		// Its entry is not there yet, or was erased: the ledger says which, not this.
		if (status === 404) return true;
		if (status >= 400 && status < 500 && status !== 409) {
			await db.photos.update(row.id, { state: 'refused', code });
			return true;
		}
		retry();
		return false;
	}

	// What this writes itself asks the question anew: only another answer is something to send.
	let known = '';
	const watched = liveQuery(async () =>
		[await db.outbox.where('state').anyOf('waiting', 'doubted').count(), await inState(db, 'waiting').count()].join(),
	).subscribe({
		next: (counts) => {
			if (counts === known) return;
			known = counts;
			wake();
		},
		error: (error) => console.error('photos', error),
	});

	return {
		wake,
		stop: async () => {
			isStopped = true;
			stopWaiting();
			watched.unsubscribe();
			await running;
		},
	};
}
