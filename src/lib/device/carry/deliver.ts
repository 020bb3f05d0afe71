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

export async function deliver(db: Carried, remote: Post, now: () => number): Promise<Delivery> {
	const waiting = async () => db.parcels.where('state').equals('waiting').sortBy('got');
	const rows = await waiting();
	if (rows.length === 0) return 'nothing';
	for (const row of rows.filter(({ isRead }) => !isRead)) {
		const fault = await deliverEntries(db, row, remote, now);
		if (fault) return deliveryOf(fault);
	}
	let isCrowded = false;
	for (const row of await waiting()) {
		const fault = await deliverPhotos(db, row, remote, now);
		if (fault && deliveryOf(fault) !== 'crowded') return deliveryOf(fault);
		isCrowded ||= fault !== null;
	}
	return isCrowded ? 'crowded' : 'delivered';
}

/** Before a phone is emptied: `nothing` is left to deliver, or why something is. */
export async function deliverAll(remote: Post, now: () => number): Promise<Exclude<Delivery, 'delivered'>> {
	if (!(await Dexie.exists(carriedName))) return 'nothing';
	const db = new Carried();
	try {
		const delivery = await deliver(db, remote, now);
		return delivery === 'delivered' ? 'nothing' : delivery;
	} finally {
		db.close();
	}
}

const deliveryOf = ({ status, code }: RemoteFault): Delivery =>
	status === 401 ? 'signed-out' : code === 'full' || code === 'photo-quota' ? 'crowded' : 'offline';

/** A fault is passing; else it is dealt with, and stands in no other's way. */
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
	for (const number of await db.photos.where('parcel').equals(id).primaryKeys()) {
		const { closed } = (await db.photos.get(number))!;
		const answer = await remote.carriedPhoto({ ...parcel!, sealed: bytesToBase64(closed) });
		if (!answer.ok && !isFinal(answer.error)) return answer.error;
		// Opened, it was put on the disk under the hash of its entry: without a receipt it was not.
		if (answer.ok && answer.value.receipts.length === 0) return noAnswer;
		await letGo(db, { id, number, isTaken: answer.ok });
	}
	await db.parcels.update(id, sentAt(now()));
	return null;
}

/** What the server does not take of it is seen to by its author's phone, which has it. */
const letGo = (
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
