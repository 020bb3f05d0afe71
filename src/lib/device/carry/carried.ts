/**
 * What this phone carries for others: closed parcels in a database of their own, apart from every account, so that they
 * go out whoever is signed in, also from a locked or a revoked one. Nothing in it can be read here. Rules HO2–HO6.
 */
import Dexie, { type Table } from 'dexie';
import { isFull } from '#lib/device/full.ts';
import { isDevices } from '#lib/device/proof/signing-key.ts';
import type { Remote, RemoteFault } from '#lib/device/remote.ts';
import { err, ok, type Result } from '#lib/ledger/result.ts';
import { bytesToFile, parcelText, type CarriedFile, type FileFault, type Parcel } from '#lib/parcel/parcel.ts';
import { bytesToBase64 } from '#lib/sealing/cipher.ts';

export interface CarriedRow {
	/** Hex of the SHA-256 of the file. */
	readonly id: string;
	/** `waiting`: for the network. `sent`: the server has it. `unopened`: it is for another server. `unknown`: the server does not know its author's phone. */
	readonly state: 'waiting' | 'sent' | 'unopened' | 'unknown';
	/** Who wrote it. */
	readonly name: string;
	readonly account: string;
	/** ms: when it was made, by the author's clock, and when it came here, and when the server had it, by this phone's. */
	readonly made: number;
	readonly got: number;
	readonly sent?: number;
	readonly acts: number;
	/** Something of it was not taken, or waits for a word: its author sees to it. */
	readonly isPartly?: true;
	/** Gone once it was delivered. */
	readonly parcel?: Parcel;
}

/** An account's database is called `linli-` and the account's name, which has no blank. */
export const carriedName = 'linli carried';

export class Carried extends Dexie {
	declare parcels: Table<CarriedRow, string>;
	constructor() {
		super(carriedName, { chromeTransactionDurability: 'strict' });
		this.version(1).stores({ parcels: 'id, state' });
	}
}

/** `known`: the same file was taken before. `own`: it was made on this phone. `foreign`: for another server. `full`: no room here. */
export type TakeFault = FileFault | 'known' | 'own' | 'foreign' | 'full';

export interface Here {
	/** This phone, to whoever is signed in. */
	readonly device: string;
	/** The server's key as this phone knows it; null when it does not. */
	readonly server: string | null;
	readonly now: () => number;
}

/** Takes a file to carry; on the disk when it resolves. */
export async function takeParcel(
	db: Carried,
	file: Result<CarriedFile, FileFault>,
	{ device, server, now }: Here,
): Promise<Result<CarriedRow, TakeFault>> {
	if (!file.ok) return file;
	const { id, heading, parcel } = file.value;
	if (server !== null && parcel.server !== server) return err('foreign');
	if (parcel.device === device) return err('own');
	const { key: publicKey, signature, name, made, acts } = heading;
	const text = parcelText(parcel, heading);
	if ((await isDevices({ publicKey, text, signature }, crypto.subtle)) === false) return err('damaged');
	const row: CarriedRow = { id, state: 'waiting', name, account: parcel.account, made, got: now(), acts, parcel };
	try {
		return await db.transaction('rw', db.parcels, async () => {
			if (await db.parcels.get(id)) return err('known' as const);
			await db.parcels.add(row);
			return ok(row);
		});
	} catch (error) {
		if (isFull(error)) return err('full');
		throw error;
	}
}

export const takeBytes = (db: Carried, bytes: Uint8Array, here: Here) => takeParcel(db, bytesToFile(bytes), here);

/** `offline`, `signed-out`: no network, or no session that may hand anything over; what was not delivered waits. */
export type Delivery = 'nothing' | 'delivered' | 'offline' | 'signed-out';

/** Sends what waits, oldest first. */
export async function deliver(db: Carried, remote: Pick<Remote, 'carried'>, now: () => number): Promise<Delivery> {
	const waiting = await db.parcels.where('state').equals('waiting').sortBy('got');
	if (waiting.length === 0) return 'nothing';
	for (const { id, parcel } of waiting) {
		const answer = await remote.carried({ ...parcel!, sealed: bytesToBase64(parcel!.sealed) });
		if (answer.ok) {
			const { refused, held = [] } = answer.value;
			const isPartly = refused.length + held.length > 0 || undefined;
			await db.parcels.update(id, { state: 'sent', sent: now(), parcel: undefined, isPartly });
		} else if (!isFinal(answer.error)) return answer.error.status === 401 ? 'signed-out' : 'offline';
		// One that cannot be delivered stands in no other's way.
		else await db.parcels.update(id, { state: answer.error.code === 'no-key' ? 'unknown' : 'unopened' });
	}
	return 'delivered';
}

/** The server looked at it, and would say the same again. */
const isFinal = ({ status }: RemoteFault): boolean => [400, 409, 413, 422].includes(status);

/** Headings of what was delivered are kept so long, to know a file that comes again. */
const keptMs = 45 * 24 * 60 * 60 * 1000;

export async function forgetDelivered(db: Carried, nowMs: number): Promise<void> {
	await db.parcels.filter(({ state, sent = nowMs }) => state === 'sent' && sent < nowMs - keptMs).delete();
}

/** What was delivered may be put away, and what nobody here can deliver; what waits stays. */
export async function putAway(db: Carried, id: string): Promise<void> {
	await db.parcels
		.where('id')
		.equals(id)
		.filter(({ state }) => state !== 'waiting')
		.delete();
}

/** Before a phone is emptied: `nothing` is left to deliver, or why something is. */
export async function deliverAll(
	remote: Pick<Remote, 'carried'>,
	now: () => number,
): Promise<Exclude<Delivery, 'delivered'>> {
	if (!(await Dexie.exists(carriedName))) return 'nothing';
	const db = new Carried();
	try {
		const delivery = await deliver(db, remote, now);
		return delivery === 'delivered' ? 'nothing' : delivery;
	} finally {
		db.close();
	}
}
