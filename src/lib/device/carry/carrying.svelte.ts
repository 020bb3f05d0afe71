/** What this phone carries for others, for every screen; sent as soon as there is a network, by one tab at a time. */
import Dexie, { liveQuery } from 'dexie';
import { createRemote } from '#lib/device/remote.ts';
import {
	Carried,
	carriedName,
	forgetDelivered,
	putAway,
	takeParcel,
	type CarriedRow,
	type TakeFault,
} from './carried.ts';
import { carriedLock, deliver } from './deliver.ts';
import { serverStorageKey } from './server-id.ts';
import { err, type Result } from '#lib/ledger/result.ts';
import { askToBeWoken, onWoken } from '#lib/device/wake.ts';
import { session } from '#lib/device/session.svelte.ts';
import { bytesToFile, fileLimit, fileTextToFile, type CarriedFile, type FileFault } from '#lib/parcel/parcel.ts';

export const carrying = $state({
	/** Latest first. */
	parcels: [] as readonly CarriedRow[],
	/** The server has no room for photos just now. */
	isCrowded: false,
});

let db: Carried | null = null;
const retryMs = 30_000;
/** A server without room, or an author beyond his day: asked again, but not often. */
const patienceMs = 10 * 60_000;
let notBefore = 0;

/** Begins in this tab, and sends what waits; give what it returns to end. Opens no database where nothing was ever carried. */
export function watchCarried(): () => void {
	const end = new AbortController();
	const again = () => void (document.visibilityState === 'visible' && send());
	addEventListener('online', again, { signal: end.signal });
	document.addEventListener('visibilitychange', again, { signal: end.signal });
	onWoken(() => void send(), end.signal);
	void Dexie.exists(carriedName).then((isThere) => {
		if (isThere) open();
		void send();
	});
	const timer = setInterval(() => {
		if (Date.now() >= notBefore && carrying.parcels.some(({ state }) => state === 'waiting')) again();
	}, retryMs);
	return () => {
		end.abort();
		clearInterval(timer);
	};
}

function open(): Carried {
	if (db) return db;
	const opened = new Carried();
	db = opened;
	liveQuery(async () => opened.parcels.orderBy('id').toArray()).subscribe({
		next: (rows) => (carrying.parcels = rows.toSorted((a, b) => b.got - a.got)),
		error: (error: unknown) => console.error('carried', error),
	});
	return opened;
}

/** Sends what waits now. */
export async function send(): Promise<void> {
	const own = db;
	if (!own || session.state === 'revoked') return;
	await navigator.locks.request(carriedLock, { ifAvailable: true }, async (lock) => {
		if (!lock) return;
		const delivery = await deliver(own, createRemote(), Date.now);
		carrying.isCrowded = delivery === 'crowded';
		notBefore = carrying.isCrowded ? Date.now() + patienceMs : 0;
		if (delivery === 'offline' || delivery === 'signed-out') void askToBeWoken();
		await forgetDelivered(own, Date.now());
	});
}

/** Takes a file that somebody chose or was sent. */
export async function takeFile(file: Blob): Promise<Result<CarriedRow, TakeFault>> {
	if (file.size > 2 * fileLimit) return err('not-ours');
	return take(fileTextToFile(await file.text()));
}

export const takeFilmed = (bytes: Uint8Array): Promise<Result<CarriedRow, TakeFault>> => take(bytesToFile(bytes));

async function take(file: Result<CarriedFile, FileFault>): Promise<Result<CarriedRow, TakeFault>> {
	const here = { device: session.device, server: localStorage.getItem(serverStorageKey), now: Date.now };
	const taken = await takeParcel(open(), file, here);
	if (taken.ok) void send();
	return taken;
}

export async function dismiss(id: string): Promise<void> {
	if (db) await putAway(db, id);
}
