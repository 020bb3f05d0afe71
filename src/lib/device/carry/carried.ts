/**
 * What this phone carries for others: closed parcels in a database of their own, apart from every account, so that they
 * go out whoever is signed in, also from a locked or a revoked one (deliver.ts). Nothing in it can be read here.
 * Rules HO2, HO5, HO6.
 */
import Dexie, { type Table } from 'dexie';
import { isFull } from '#lib/device/full.ts';
import { isDevices } from '#lib/device/proof/signing-key.ts';
import { err, ok, type Result } from '#lib/ledger/result.ts';
import { bytesToFile, parcelText, type CarriedFile, type FileFault, type Parcel } from '#lib/parcel/parcel.ts';

export interface CarriedRow {
	/** Of its file. */
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
	/** Photos and voice notes in it, how many of them still lie here, and their bytes; absent without any. */
	readonly photos?: number;
	readonly photosLeft?: number;
	readonly photoBytes?: number;
	/** The server has its entries; photos are left. */
	readonly isRead?: true;
	/** Something of it was not taken, or waits for a word: its author sees to it. */
	readonly isPartly?: true;
	/** Gone once it was delivered. */
	readonly parcel?: Parcel;
}

/** A closed photo or voice note of a parcel. */
export interface CarriedPhotoRow {
	/** In the order of the parcel; drawn on arrival. */
	readonly number?: number;
	readonly parcel: string;
	readonly closed: Uint8Array<ArrayBuffer>;
}

/** An account's database is called `linli-` and the account's name, which has no blank. */
export const carriedName = 'linli carried';

export class Carried extends Dexie {
	declare parcels: Table<CarriedRow, string>;
	declare photos: Table<CarriedPhotoRow, number>;
	constructor() {
		super(carriedName, { chromeTransactionDurability: 'strict' });
		this.version(1).stores({ parcels: 'id, state' });
		this.version(2).stores({ photos: '++number, parcel' });
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
	const { id, heading, parcel, photos } = file.value;
	if (server !== null && parcel.server !== server) return err('foreign');
	if (parcel.device === device) return err('own');
	const { key: publicKey, signature, name, made, acts } = heading;
	const text = parcelText(parcel, heading);
	if ((await isDevices({ publicKey, text, signature }, crypto.subtle)) === false) return err('damaged');
	const got = { state: 'waiting', got: now(), ...countsOf(photos) } as const;
	const row: CarriedRow = { id, ...got, name, account: parcel.account, made, acts, parcel };
	try {
		return await db.transaction('rw', db.parcels, db.photos, async () => {
			if (await db.parcels.get(id)) return err('known' as const);
			await db.parcels.add(row);
			await db.photos.bulkAdd(photos.map((closed) => ({ parcel: id, closed })));
			return ok(row);
		});
	} catch (error) {
		if (isFull(error)) return err('full');
		throw error;
	}
}

function countsOf(photos: readonly Uint8Array[]): Pick<CarriedRow, 'photos' | 'photosLeft' | 'photoBytes'> {
	const { length } = photos;
	return length === 0
		? {}
		: { photos: length, photosLeft: length, photoBytes: photos.reduce((sum, closed) => sum + closed.length, 0) };
}

export const takeBytes = (db: Carried, bytes: Uint8Array, here: Here) => takeParcel(db, bytesToFile(bytes), here);

/** Headings of what was delivered are kept so long, to know a file that comes again. */
const keptMs = 45 * 24 * 60 * 60 * 1000;

export async function forgetDelivered(db: Carried, nowMs: number): Promise<void> {
	await db.transaction('rw', db.parcels, db.photos, async () => {
		await db.parcels.filter(({ state, sent = nowMs }) => state === 'sent' && sent < nowMs - keptMs).delete();
		// An older app in another tab says 'sent' of what it knows, and it knows no photos.
		const open = await db.parcels.where('state').notEqual('sent').primaryKeys();
		await db.photos.where('parcel').noneOf(open).delete();
	});
}

/** What was delivered may be put away, and what nobody here can deliver; what waits stays. */
export async function putAway(db: Carried, id: string): Promise<void> {
	await db.transaction('rw', db.parcels, db.photos, async () => {
		const row = await db.parcels.get(id);
		if (!row || row.state === 'waiting') return;
		await db.parcels.delete(id);
		await db.photos.where('parcel').equals(id).delete();
	});
}
