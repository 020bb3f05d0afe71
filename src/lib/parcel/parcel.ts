/**
 * What one phone gives another to carry (代传): unsent entries closed for the server, under a heading for the eyes of
 * whoever carries them, and the photos that go along. As bytes: a mark, a version, the SHA-256 of what follows up to the
 * photos, the length of the heading, the heading as JSON, the closed entries; then the photos, whose lengths and hashes
 * the heading names. Rules HO1, HO2, HO11.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { err, ok, type Result } from '#lib/ledger/result.ts';
import { base64ToBytes, bytesToBase64 } from '#lib/sealing/cipher.ts';
import { photosLimit, photosMost, type ClosedPhoto } from './photo.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/** What the server opens. */
export interface Parcel {
	/** Names the server's pair that the envelope was made for. */
	readonly server: string;
	readonly account: string;
	readonly device: string;
	/** The key of the contents and of each photo, sealed for the server; base64. */
	readonly envelope: string;
	/** `Contents` as JSON, gzipped, under that key. */
	readonly sealed: Bytes;
}

/** A parcel, or a photo of one, on its way to the server: base64. */
export type PostedParcel = Omit<Parcel, 'sealed'> & { readonly sealed: string };

/** What whoever carries it sees. */
export interface Heading {
	/** Of the author. */
	readonly name: string;
	/** Phone's clock, unix ms. */
	readonly made: number;
	/** Acts of a person, and entries. */
	readonly acts: number;
	readonly entries: number;
	/** Photos and voice notes, as they follow; absent when there are none. */
	readonly photos?: readonly ClosedPhoto[];
	/** The author's device's public key, base64url; the server goes by the one that it knows. */
	readonly key: string;
	/** Of `parcelText`, base64url. */
	readonly signature: string;
}

export interface CarriedFile {
	/** Names all of it: the SHA-256 of what stands before the photos, hex. */
	readonly id: string;
	readonly heading: Heading;
	readonly parcel: Parcel;
	/** Each closed. */
	readonly photos: readonly Bytes[];
}

/** `not-ours`: no such file. `damaged`: cut short or changed. `newer`: of a later version of the app. */
export type FileFault = 'not-ours' | 'damaged' | 'newer';

const mark = 'LLC';
/** Whoever knows no photos still carries a file without. */
const versions = { entries: 1, photos: 2 } as const;
const digestBytes = 32;
const headAt = 4 + digestBytes;
/** Closed entries: far beyond a week's work. */
export const sealedLimit = 4 * 1024 * 1024;
export const fileLimit = sealedLimit + photosLimit;

export const sealedPlace = ({ account, device }: Pick<Parcel, 'account' | 'device'>): string =>
	`parcel ${account} ${device}`;

/** What the author's device signs for the carrier's eyes; the server goes by the seals within. */
export const parcelText = (
	{ server, account, device, envelope, sealed }: Parcel,
	{ name, made, acts, entries, photos, key }: Omit<Heading, 'signature'>,
): string =>
	JSON.stringify([
		photos ? 'linli-parcel-2' : 'linli-parcel-1',
		...[server, account, device, envelope, bytesToHex(sha256(sealed))],
		...[name, made, acts, entries, key],
		...(photos ?? []).flatMap(({ bytes, sha256 }) => [bytes, sha256]),
	]);

export function fileToBytes({ parcel, heading, photos }: Omit<CarriedFile, 'id'>): Bytes {
	const { sealed, ...open } = parcel;
	const head = encoder.encode(JSON.stringify({ ...open, ...heading }));
	const body = new Uint8Array(4 + head.length + sealed.length);
	new DataView(body.buffer).setUint32(0, head.length);
	body.set(head, 4);
	body.set(sealed, 4 + head.length);
	const version = heading.photos ? versions.photos : versions.entries;
	return joined([encoder.encode(mark), Uint8Array.of(version), sha256(body), body, ...photos]);
}

function joined(parts: readonly Uint8Array[]): Bytes {
	const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
	let at = 0;
	for (const part of parts) {
		whole.set(part, at);
		at += part.length;
	}
	return whole;
}

/** Everything that can be told without the author's key. */
export function bytesToFile(bytes: Uint8Array): Result<CarriedFile, FileFault> {
	if (decoder.decode(bytes.subarray(0, mark.length)) !== mark) return err('not-ours');
	if (bytes[mark.length]! > versions.photos) return err('newer');
	const all = bytes.subarray(headAt);
	if (all.length < 4) return err('damaged');
	const length = new DataView(all.buffer, all.byteOffset).getUint32(0);
	const head = readHead(all.subarray(4, 4 + length));
	if (!head) return err('damaged');
	const { server, account, device, envelope, ...heading } = head;
	const photosAt = all.length - (heading.photos ?? []).reduce((sum, photo) => sum + photo.bytes, 0);
	if (photosAt < 4 + length) return err('damaged');
	const body = all.slice(0, photosAt);
	const id = bytesToHex(sha256(body));
	if (id !== bytesToHex(bytes.subarray(4, headAt))) return err('damaged');
	const photos = photosIn(all.subarray(photosAt), heading.photos ?? []);
	if (!photos) return err('damaged');
	const parcel = { server, account, device, envelope, sealed: body.slice(4 + length) };
	return ok({ id, heading, parcel, photos });
}

/** null when one of them is not what the heading says. */
function photosIn(bytes: Uint8Array, said: readonly ClosedPhoto[]): readonly Bytes[] | null {
	let at = 0;
	const photos = said.map(({ bytes: length }) => bytes.slice(at, (at += length)));
	return photos.every((photo, index) => bytesToHex(sha256(photo)) === said[index]!.sha256) ? photos : null;
}

type Head = Heading & Omit<Parcel, 'sealed'>;
const texts = ['server', 'account', 'device', 'envelope', 'name', 'key', 'signature'] as const;
const numbers = ['made', 'acts', 'entries'] as const;
/** Letters of a name, an id, an envelope or a signature. */
const longest = 400;
/** The last ms that a date can say: beyond it a screen that shows one fails. */
const lastMoment = 8.64e15;
const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;

function readHead(bytes: Uint8Array): Head | null {
	try {
		const head = JSON.parse(decoder.decode(bytes)) as Record<string, unknown>;
		const isWhole =
			texts.every((field) => typeof head[field] === 'string' && head[field].length <= longest) &&
			numbers.every((field) => isCount(head[field])) &&
			(head.made as number) <= lastMoment &&
			(head.photos === undefined || arePhotos(head.photos));
		return isWhole ? (head as unknown as Head) : null;
	} catch {
		// The digest fits and it is no JSON: made by somebody else's program.
		return null;
	}
}

const arePhotos = (said: unknown): boolean =>
	Array.isArray(said) &&
	said.length <= photosMost &&
	(said as Partial<Record<keyof ClosedPhoto, unknown> | null>[]).every(
		(photo) => isCount(photo?.bytes) && photo!.bytes !== 0 && typeof photo!.sha256 === 'string',
	);

/** The words that somebody reads who opens the file by itself; then the bytes. */
const foreword = '邻里代传文件，请勿改动。打开“邻里”›“我的”›“帮人代传”，选这个文件。';

/** In pieces: as one text, a day's photos would lie in memory three times over. */
export function* bytesToFileTexts(bytes: Uint8Array): Generator<string> {
	yield `${foreword}\n`;
	for (let from = 0; from < bytes.length; from += pieceBytes)
		yield bytesToBase64(bytes.subarray(from, from + pieceBytes));
	yield '\n';
}
/** In threes, so that nothing is filled up between two pieces. */
const pieceBytes = 3 * 256 * 1024;

export const bytesToFileText = (bytes: Uint8Array): string => [...bytesToFileTexts(bytes)].join('');

/** Also of a text that came by a chat, which may have lost its first line. */
export function fileTextToFile(text: string): Result<CarriedFile, FileFault> {
	const marked = bytesToBase64(encoder.encode(mark));
	const from = text.indexOf(marked);
	if (from < 0) return err('not-ours');
	const packed = text.slice(from).replaceAll(/\s/g, '');
	// Cut within a group of four, base64 cannot be read at all.
	return /^[A-Za-z0-9+/]+={0,2}$/.test(packed) && packed.length % 4 === 0
		? bytesToFile(base64ToBytes(packed))
		: err('damaged');
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();
