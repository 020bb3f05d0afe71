/**
 * All that is unsent, made into a parcel for another phone: sealed by this device, closed for the server. What is here
 * stays here. Rules HO1, HO7, HO8.
 */
import { sha256 } from '#lib/device/proof/seal-page.ts';
import { signingKey, signText } from '#lib/device/proof/signing-key.ts';
import type { SigningKeyRow } from '#lib/device/proof/proof-rows.ts';
import type { Space } from '#lib/device/database.ts';
import type { OutboxRow } from '#lib/device/rows.ts';
import { hlcToMs } from '#lib/ledger/clock.ts';
import type { Entry } from '#lib/ledger/entry.ts';
import type { PageId } from '#lib/ledger/page.ts';
import { err, ok, type Result } from '#lib/ledger/result.ts';
import type { Contents } from '#lib/parcel/contents.ts';
import { fileToBytes, parcelText, sealedPlace, type Parcel } from '#lib/parcel/parcel.ts';
import { seedBytes } from '#lib/proof/chain.ts';
import { drawSeal, sealLimit, sealText, type Seal } from '#lib/proof/seal.ts';
import { base64ToBytes, bytesToBase64, createCipher, keyBytes } from '#lib/sealing/cipher.ts';
import { sealForServer } from '#lib/sealing/envelope.ts';
import { bytesToHex } from '@noble/hashes/utils.js';
import { serverKey, type ServerKey } from './server-key.ts';

type Bytes = Uint8Array<ArrayBuffer>;

export interface Packed {
	readonly bytes: Bytes;
	readonly acts: number;
	/** Acts that did not go in: too much for one parcel. */
	readonly left: number;
}
/** `nothing`: nothing is unsent. `not-ready`: never in contact since the app can do this. `cannot-sign`: this browser, or another key is known of this device. */
export type PackFault = 'nothing' | 'not-ready' | 'cannot-sign';

/** Entries in one parcel: more than a week's, and less than the server takes at once. */
const parcelLimit = 1500;

/** @param name as the carrier reads it */
export async function pack(space: Space, name: string): Promise<Result<Packed, PackFault>> {
	const { db } = space;
	const subtle = globalThis.crypto?.subtle as SubtleCrypto | undefined;
	const [server, key, unsent] = await Promise.all([serverKey(space), signingKey(db, subtle), toCarry(space)]);
	if (unsent.length === 0) return err('nothing');
	if (!subtle || !key || key.known === 'refused') return err('cannot-sign');
	if (!server || key.known === undefined) return err('not-ready');
	const rows = unsent.slice(0, parcelLimit);
	const parcel = await close(space, server, await contentsOf(space, rows, { key, subtle }));
	const acts = actsOf(rows);
	const heading = { name, made: space.now(), acts, entries: rows.length, key: key.publicKey };
	const signature = await signText(key, parcelText(parcel, heading), subtle);
	await noteGiven(space, rows);
	return ok({ bytes: fileToBytes({ parcel, heading: { ...heading, signature } }), acts, left: actsOf(unsent) - acts });
}

/** What the server holds already is not carried. First what nobody has been given yet. */
async function toCarry({ db }: Space): Promise<OutboxRow[]> {
	const rows = (await db.outbox.where('state').equals('waiting').sortBy('id')).filter(({ held }) => !held);
	return [...rows.filter(({ given }) => given === undefined), ...rows.filter(({ given }) => given !== undefined)];
}

const actsOf = (rows: readonly OutboxRow[]): number => new Set(rows.map(({ act }) => act)).size;

async function noteGiven({ db, now }: Space, rows: readonly OutboxRow[]): Promise<void> {
	await db.transaction('rw', db.outbox, async () => {
		const still = await db.outbox.bulkGet(rows.map(({ id }) => id));
		const waiting = still.filter((row): row is OutboxRow => row?.state === 'waiting');
		await db.outbox.bulkPut(waiting.map((row) => ({ ...row, given: now() })));
	});
}

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

async function close({ account, device }: Space, server: ServerKey, contents: Contents): Promise<Parcel> {
	const place = sealedPlace({ account, device });
	const key = crypto.getRandomValues(new Uint8Array(keyBytes));
	const envelope = bytesToBase64(await sealForServer(key, base64ToBytes(server.key), place));
	const cipher = createCipher(key);
	const sealed = cipher.seal(await gzipped(JSON.stringify(contents)), place) as Bytes;
	cipher.forget();
	return { server: server.id, account, device, envelope, sealed };
}

async function gzipped(text: string): Promise<Bytes> {
	const stream = new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'));
	return new Uint8Array(await new Response(stream).arrayBuffer());
}
