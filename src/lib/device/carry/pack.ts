/**
 * All that is unsent, made into a parcel for another phone: sealed by this device, closed for the server. What is here
 * stays here. Rules HO1, HO7, HO8, HO11.
 */
import { sha256 } from '#lib/device/proof/seal-page.ts';
import { signingKey, signText } from '#lib/device/proof/signing-key.ts';
import type { SigningKeyRow } from '#lib/device/proof/proof-rows.ts';
import type { Space } from '#lib/device/database.ts';
import { sha256Of } from '#lib/device/sha256.ts';
import { bytesOf } from '#lib/device/photos/space.ts';
import type { OutboxRow, PhotoRow } from '#lib/device/rows.ts';
import { hlcToMs } from '#lib/ledger/clock.ts';
import type { Entry } from '#lib/ledger/entry.ts';
import type { PageId } from '#lib/ledger/page.ts';
import { err, ok, type Result } from '#lib/ledger/result.ts';
import type { Contents } from '#lib/parcel/contents.ts';
import { fileToBytes, parcelText, sealedPlace, type Parcel } from '#lib/parcel/parcel.ts';
import type { ClosedPhoto } from '#lib/parcel/photo.ts';
import { seedBytes } from '#lib/proof/chain.ts';
import { drawSeal, sealLimit, sealText, type Seal } from '#lib/proof/seal.ts';
import { base64ToBytes, bytesToBase64, createCipher, keyBytes } from '#lib/sealing/cipher.ts';
import { sealForServer } from '#lib/sealing/envelope.ts';
import { bytesToHex } from '@noble/hashes/utils.js';
import { givenLast, noteGiven } from './given.ts';
import { closePhotos, photosToCarry, type Going } from './pack-photos.ts';
import { serverKey, type ServerKey } from './server-key.ts';

type Bytes = Uint8Array<ArrayBuffer>;

export interface Packed {
	readonly bytes: Bytes;
	readonly acts: number;
	/** Acts that did not go in: too much for one parcel. */
	readonly left: number;
	/** Photos and voice notes in it, and those that did not go in. */
	readonly photos: number;
	readonly photosLeft: number;
}
/** `nothing`: nothing is unsent. `not-ready`: never in contact since the app can do this. `cannot-sign`: this browser, or another key is known of this device. */
export type PackFault = 'nothing' | 'not-ready' | 'cannot-sign';

/** Entries in one parcel: more than a week's, and less than the server takes at once. */
const parcelLimit = 1500;

/** What one parcel would hold now. */
export interface ToGive {
	readonly acts: number;
	/** All that are unsent and may go, with those that must wait for the next parcel. */
	readonly photos: number;
	/** Of the photos that go, as they are in the file. */
	readonly bytes: number;
}

export async function toGive(space: Space): Promise<ToGive> {
	const rows = (await toCarry(space)).slice(0, parcelLimit);
	const going = await photosToCarry(space, idsOf(rows));
	// Three bytes are four letters.
	return { acts: actsOf(rows), photos: going.rows.length + going.left, bytes: (bytesOf(going.rows) / 3) * 4 };
}

export interface Packing {
	/** As the carrier reads it. */
	readonly name: string;
	/** Whether photos and voice notes go along. */
	readonly withPhotos: boolean;
	/** How many photos are closed, of how many. */
	readonly onclosed?: (count: number, all: number) => void;
}

export async function pack(space: Space, packing: Packing): Promise<Result<Packed, PackFault>> {
	const { db } = space;
	const subtle = globalThis.crypto?.subtle as SubtleCrypto | undefined;
	const [server, key, unsent] = await Promise.all([serverKey(space), signingKey(db, subtle), toCarry(space)]);
	const rows = unsent.slice(0, parcelLimit);
	const going = packing.withPhotos ? await photosToCarry(space, idsOf(rows)) : noPhotos;
	if (rows.length + going.rows.length === 0) return err('nothing');
	if (!subtle || !key || key.known === 'refused') return err('cannot-sign');
	if (!server || key.known === undefined) return err('not-ready');
	const contents = await contentsOf(space, rows, { key, subtle });
	const { parcel, photos } = await close(space, server, { contents, photos: going.rows }, packing);
	const acts = actsOf(rows);
	const about = { name: packing.name, made: space.now(), acts, entries: rows.length, key: key.publicKey };
	const heading = photos.length > 0 ? { ...about, photos: await Promise.all(photos.map(closedPhoto)) } : about;
	const signature = await signText(key, parcelText(parcel, heading), subtle);
	await Promise.all([noteGiven(space, db.outbox, rows), noteGiven(space, db.photos, going.rows)]);
	const bytes = fileToBytes({ parcel, heading: { ...heading, signature }, photos });
	return ok({ bytes, acts, left: actsOf(unsent) - acts, photos: photos.length, photosLeft: going.left });
}

const idsOf = (rows: readonly OutboxRow[]): ReadonlySet<string> => new Set(rows.map(({ id }) => id));
const noPhotos: Going = { rows: [], left: 0 };
const closedPhoto = async (bytes: Bytes): Promise<ClosedPhoto> => ({
	bytes: bytes.length,
	sha256: await sha256Of(bytes),
});

/** What the server holds already is not carried. First what nobody has been given yet. */
async function toCarry({ db }: Space): Promise<OutboxRow[]> {
	const rows = (await db.outbox.where('state').equals('waiting').sortBy('id')).filter(({ held }) => !held);
	return givenLast(rows);
}

const actsOf = (rows: readonly OutboxRow[]): number => new Set(rows.map(({ act }) => act)).size;

interface Signing {
	readonly key: SigningKeyRow;
	readonly subtle: SubtleCrypto;
}

async function contentsOf(space: Space, rows: readonly OutboxRow[], signing: Signing): Promise<Contents> {
	const pages: { seal: Seal; texts: string[] }[] = [];
	for (const [page, own] of Map.groupBy(rows, (row) => row.page)) {
		for (let from = 0; from < own.length; from += sealLimit) {
			const part = own.slice(from, from + sealLimit);
			pages.push({ seal: await sealFor(space, page, part, signing), texts: part.map(({ text }) => text) });
		}
	}
	return { pages };
}

/** Outside the device's chain, so that it can arrive before, after or without the rest. */
async function sealFor(
	{ account, device }: Space,
	page: PageId,
	rows: readonly OutboxRow[],
	{ key, subtle }: Signing,
): Promise<Seal> {
	// Nothing is dated before the contact that it names, and contacts do not run backwards.
	const contactOf = ({ text, contact = 0 }: OutboxRow) =>
		hlcToMs((JSON.parse(text) as Entry).hlc) >= contact ? contact : 0;
	const entries = rows.map((row) => ({ id: row.id, text: row.text, contact: contactOf(row) }));
	entries.sort((a, b) => a.contact - b.contact || (a.id < b.id ? -1 : 1));
	const seed = bytesToHex(crypto.getRandomValues(new Uint8Array(seedBytes)));
	const drawn = drawSeal({ page, device, account }, entries, null, { sha256, seed });
	return { ...drawn, signature: await signText(key, sealText(drawn), subtle) };
}

async function close(
	space: Space,
	server: ServerKey,
	{ contents, photos }: { readonly contents: Contents; readonly photos: readonly PhotoRow[] },
	{ onclosed = () => {} }: Packing,
): Promise<{ readonly parcel: Parcel; readonly photos: readonly Bytes[] }> {
	const whose = { account: space.account, device: space.device };
	const place = sealedPlace(whose);
	const key = crypto.getRandomValues(new Uint8Array(keyBytes));
	const envelope = bytesToBase64(await sealForServer(key, base64ToBytes(server.key), place));
	const cipher = createCipher(key);
	const sealed = cipher.seal(await gzipped(JSON.stringify(contents)), place) as Bytes;
	const closed = await closePhotos(space, photos, { cipher, whose }, (count) => onclosed(count, photos.length));
	cipher.forget();
	return { parcel: { server: server.id, ...whose, envelope, sealed }, photos: closed };
}

async function gzipped(text: string): Promise<Bytes> {
	const stream = new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'));
	return new Uint8Array(await new Response(stream).arrayBuffer());
}
