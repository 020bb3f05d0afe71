/**
 * Carried parcels, to the server: the entries of all of them, oldest first, then their photos one by one, each gone from
 * here once it was answered. A link that drops goes on with what is left. Rules HO4–HO6, HO12.
 */
import Dexie from 'dexie';
import { noAnswer, type Remote, type RemoteFault } from '#lib/device/remote.ts';
import { bytesToBase64 } from '#lib/sealing/cipher.ts';
import { Carried, carriedName, type CarriedRow } from './carried.ts';

type Post = Pick<Remote, 'carried' | 'carriedPhoto'>;

/**
 * `offline`, `signed-out`: no network, or no session that may hand anything over. `crowded`: the server has no room for
 * photos just now, or has had enough of one author today. What was not delivered waits.
 */
export type Delivery = 'nothing' | 'delivered' | 'offline' | 'signed-out' | 'crowded';

/** One at a time: in a tab, in the service worker, before a phone is emptied. */
export const carriedLock = 'linli-carried';

export async function deliver(db: Carried, remote: Post, now: () => number): Promise<Delivery> {
	const waiting = async (isRead: boolean) =>
		(await db.parcels.where('state').equals('waiting').sortBy('got')).filter((row) => (row.isRead ?? false) === isRead);
	const faults: RemoteFault[] = [];
	let count = 0;
	for (const { isRead, bring } of steps)
		for (const row of await waiting(isRead)) {
			count++;
			const fault = await bring(db, row, remote, now);
			if (fault && isEverywhere(fault)) return deliveryOf(fault);
			if (fault) faults.push(fault);
		}
	if (count === 0) return 'nothing';
	if (faults.length > 0) return faults.map(deliveryOf).find((delivery) => delivery !== 'crowded') ?? 'crowded';
	// Some may have been taken while the others were on their way.
	const later = await deliver(db, remote, now);
	return later === 'nothing' ? 'delivered' : later;
}

/** What is not read yet has nothing for its photos to stand on. */
const steps = [
	{ isRead: false, bring: deliverEntries },
	{ isRead: true, bring: deliverPhotos },
] as const;

/** Before a phone is emptied, and with no tab open: `nothing` is left to deliver, or why something is. */
export async function deliverAll(remote: Post, now: () => number): Promise<Exclude<Delivery, 'delivered'>> {
	if (!(await Dexie.exists(carriedName))) return 'nothing';
	return navigator.locks.request(carriedLock, async () => {
		const db = new Carried();
		try {
			const delivery = await deliver(db, remote, now);
			return delivery === 'delivered' ? 'nothing' : delivery;
		} finally {
			db.close();
		}
	});
}

const deliveryOf = ({ status, code }: RemoteFault): 'signed-out' | 'crowded' | 'offline' =>
	status === 401 ? 'signed-out' : code === 'full' || code === 'photo-quota' ? 'crowded' : 'offline';

/** No other would fare better just now; all else stands in no other's way. */
const isEverywhere = ({ status, code }: RemoteFault): boolean =>
	status === 0 || status === 401 || (status === 429 && code !== 'photo-quota');

/** A fault is passing; null when it is dealt with. */
async function deliverEntries(
	db: Carried,
	{ id, parcel, photosLeft = 0 }: CarriedRow,
	remote: Post,
	now: () => number,
): Promise<RemoteFault | null> {
	const answer = await remote.carried({ ...parcel!, sealed: bytesToBase64(parcel!.sealed) });
	if (answer.ok) {
		const { refused, held = [] } = answer.value;
		if (refused.length + held.length > 0) await db.parcels.update(id, { isPartly: true });
		await db.parcels.update(id, photosLeft > 0 ? { isRead: true } : sentAt(now()));
		return null;
	}
	if (!isFinal(answer.error)) return answer.error;
	await db.parcels.update(id, { state: answer.error.code === 'no-key' ? 'unknown' : 'unopened' });
	return null;
}

async function deliverPhotos(
	db: Carried,
	{ id, parcel }: CarriedRow,
	remote: Post,
	now: () => number,
): Promise<RemoteFault | null> {
	let passing: RemoteFault | null = null;
	for (const number of await db.photos.where('parcel').equals(id).primaryKeys()) {
		const row = await db.photos.get(number);
		if (!row) continue;
		const answer = await remote.carriedPhoto({ ...parcel!, sealed: bytesToBase64(row.closed) });
		if (!answer.ok && !isFinal(answer.error)) {
			passing = answer.error;
			if (isEverywhere(passing) || deliveryOf(passing) === 'crowded') return passing;
			continue;
		}
		// Opened, it was put on the disk under the hash of its entry: without a receipt it was not.
		if (answer.ok && answer.value.receipts.length === 0) return noAnswer;
		await noteAnswered(db, { id, number, isTaken: answer.ok });
	}
	if (!passing) await db.parcels.update(id, sentAt(now()));
	return passing;
}

/** What the server does not take of it is seen to by its author's phone, which has it. */
const noteAnswered = (
	db: Carried,
	{ id, number, isTaken }: { readonly id: string; readonly number: number; readonly isTaken: boolean },
): Promise<void> =>
	db.transaction('rw', db.parcels, db.photos, async () => {
		await db.photos.delete(number);
		const photosLeft = await db.photos.where('parcel').equals(id).count();
		await db.parcels.update(id, { photosLeft, ...(!isTaken && { isPartly: true as const }) });
	});

const sentAt = (now: number) => ({ state: 'sent', sent: now, parcel: undefined }) as const;

/** The server looked at it, and would say the same again. */
const isFinal = ({ status }: RemoteFault): boolean => [400, 404, 409, 413, 422].includes(status);
