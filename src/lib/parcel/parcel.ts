/**
 * What one phone gives another to carry (代传): unsent entries closed for the server, under a heading for the eyes of
 * whoever carries them. As bytes: a mark, the SHA-256 of all that follows, the length of the heading, the heading as
 * JSON, the closed entries. Rules HO1, HO2.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { err, ok, type Result } from '#lib/ledger/result.ts';
import { base64ToBytes, bytesToBase64 } from '#lib/sealing/cipher.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/** What the server opens. */
export interface Parcel {
	/** Names the server's pair that the envelope was made for. */
	readonly server: string;
	readonly account: string;
	readonly device: string;
	/** The key of the contents, sealed for the server; base64. */
	readonly envelope: string;
	/** `Contents` as JSON, gzipped, under that key. */
	readonly sealed: Bytes;
}

/** What whoever carries it sees. */
export interface Heading {
	/** Of the author. */
	readonly name: string;
	/** Phone's clock, unix ms. */
	readonly made: number;
	/** Acts of a person, and entries. */
	readonly acts: number;
	readonly entries: number;
	/** The author's device's public key, base64url; the server goes by the one that it knows. */
	readonly key: string;
	/** Of `parcelText`, base64url. */
	readonly signature: string;
}

export interface CarriedFile {
	/** Names these bytes: hex of their SHA-256. */
	readonly id: string;
	readonly heading: Heading;
	readonly parcel: Parcel;
}

/** `not-ours`: no such file. `damaged`: cut short or changed. `newer`: of a later version of the app. */
export type FileFault = 'not-ours' | 'damaged' | 'newer';

const mark = 'LLC';
const version = 1;
const digestBytes = 32;
const headAt = 4 + digestBytes;
/** Far beyond a week's work. */
export const fileLimit = 4 * 1024 * 1024;

export const sealedPlace = ({ account, device }: Pick<Parcel, 'account' | 'device'>): string =>
	`parcel ${account} ${device}`;

/** What the author's device signs for the carrier's eyes; the server goes by the seals within. */
export const parcelText = (
	{ server, account, device, envelope, sealed }: Parcel,
	{ name, made, acts, entries, key }: Omit<Heading, 'signature'>,
): string =>
	JSON.stringify([
		'linli-parcel-1',
		...[server, account, device, envelope, bytesToHex(sha256(sealed))],
		...[name, made, acts, entries, key],
	]);

export function fileToBytes({ parcel, heading }: Pick<CarriedFile, 'parcel' | 'heading'>): Bytes {
	const { sealed, ...open } = parcel;
	const head = encoder.encode(JSON.stringify({ ...open, ...heading }));
	const body = new Uint8Array(4 + head.length + sealed.length);
	new DataView(body.buffer).setUint32(0, head.length);
	body.set(head, 4);
	body.set(sealed, 4 + head.length);
	const file = new Uint8Array(headAt + body.length);
	file.set([...encoder.encode(mark), version, ...sha256(body)]);
	file.set(body, headAt);
	return file;
}

/** Everything that can be told without the author's key. */
export function bytesToFile(bytes: Uint8Array): Result<CarriedFile, FileFault> {
	if (decoder.decode(bytes.subarray(0, mark.length)) !== mark) return err('not-ours');
	if (bytes[mark.length]! > version) return err('newer');
	const body = bytes.slice(headAt);
	const id = bytesToHex(sha256(body));
	if (body.length < 4 || id !== bytesToHex(bytes.subarray(4, headAt))) return err('damaged');
	const length = new DataView(body.buffer).getUint32(0);
	const head = readHead(body.subarray(4, 4 + length));
	if (!head) return err('damaged');
	const { server, account, device, envelope, ...heading } = head;
	return ok({ id, heading, parcel: { server, account, device, envelope, sealed: body.slice(4 + length) } });
}

type Head = Heading & Omit<Parcel, 'sealed'>;
const texts = ['server', 'account', 'device', 'envelope', 'name', 'key', 'signature'] as const;
const numbers = ['made', 'acts', 'entries'] as const;

function readHead(bytes: Uint8Array): Head | null {
	try {
		const head = JSON.parse(decoder.decode(bytes)) as Record<string, unknown>;
		const isWhole =
			texts.every((field) => typeof head[field] === 'string') &&
			numbers.every((field) => Number.isInteger(head[field]));
		return isWhole ? (head as unknown as Head) : null;
	} catch {
		// The digest fits and it is no JSON: made by somebody else's program.
		return null;
	}
}

/** The words that somebody reads who opens the file by itself; then the bytes. */
const foreword = '邻里代传文件，请勿改动。打开“邻里”›“我的”›“帮人代传”，选这个文件。';

export const bytesToFileText = (bytes: Uint8Array): string => `${foreword}\n${bytesToBase64(bytes)}\n`;

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
