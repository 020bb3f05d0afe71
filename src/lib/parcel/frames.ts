/**
 * Bytes as a sequence of texts for QR codes, shown one after another for as long as somebody films them. Each names its
 * parcel, its number and how many there are, so that any order will do. Only characters that QR codes write densely.
 * Rule HO9.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

/** Bytes in one frame: a code that a cheap camera reads from a cheap screen. */
const frameBytes = 220;
/** More would have to be filmed for longer than anybody holds still. */
export const framedLimit = 8 * 1024;

const head = 'LL1';
const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';

/** null when they are too many to be filmed. */
export function bytesToFrames(bytes: Uint8Array): readonly string[] | null {
	if (bytes.length > framedLimit) return null;
	const name = nameOf(bytes);
	const count = Math.max(1, Math.ceil(bytes.length / frameBytes));
	return Array.from({ length: count }, (_, index) => {
		const part = bytes.subarray(index * frameBytes, (index + 1) * frameBytes);
		return `${head}/${name}/${index}/${count}/${toBase45(part)}`;
	});
}

/** Sixteen hex digits in capitals: enough to tell parcels apart and to see that what was put together is what was shown. */
const nameOf = (bytes: Uint8Array): string => bytesToHex(sha256(bytes)).slice(0, 16).toUpperCase();

export interface Filming {
	/** Numbers of frames that have not been seen, from 0; null before the first. */
	readonly missing: readonly number[] | null;
	readonly count: number;
	/** All of it, once nothing is missing. */
	readonly bytes: Uint8Array<ArrayBuffer> | null;
}

/** `foreign`: no frame of ours. `other`: of another parcel than the one that was begun. `damaged`: together they are not what was shown. */
export type FrameFault = 'foreign' | 'other' | 'damaged';

/** Puts frames together as they are seen. */
export function createFilming() {
	let name = '';
	let parts: (Uint8Array | undefined)[] = [];
	const state = (bytes: Uint8Array<ArrayBuffer> | null = null): Filming => ({
		missing: name === '' ? null : parts.flatMap((part, index) => (part ? [] : [index])),
		count: parts.length,
		bytes,
	});
	const begin = () => {
		name = '';
		parts = [];
	};
	return {
		state,
		/** Forgets what was seen. */
		begin,
		see: (text: string): Filming | FrameFault => {
			const frame = textToFrame(text);
			if (!frame) return 'foreign';
			if (name === '') [name, parts] = [frame.name, Array.from({ length: frame.count }, () => undefined)];
			if (frame.name !== name || frame.count !== parts.length) return 'other';
			parts[frame.index] = frame.bytes;
			if (parts.includes(undefined)) return state();
			const whole = new Uint8Array((parts as Uint8Array[]).flatMap((part) => [...part]));
			if (nameOf(whole) === name) return state(whole);
			begin();
			return 'damaged';
		},
	};
}

function textToFrame(text: string) {
	const [, name, index, count, data] = /^LL1\/([0-9A-F]{16})\/(\d{1,3})\/(\d{1,3})\/([^]+)$/.exec(text) ?? [];
	if (data === undefined || !(Number(index) < Number(count))) return null;
	const bytes = fromBase45(data);
	return bytes && { name: name!, index: Number(index), count: Number(count), bytes };
}

/** RFC 9285. */
function toBase45(bytes: Uint8Array): string {
	let text = '';
	for (let at = 0; at < bytes.length; at += 2) {
		const isPair = at + 1 < bytes.length;
		let value = isPair ? bytes[at]! * 256 + bytes[at + 1]! : bytes[at]!;
		for (let letters = isPair ? 3 : 2; letters > 0; letters--) {
			text += alphabet[value % 45];
			value = Math.floor(value / 45);
		}
	}
	return text;
}

function fromBase45(text: string): Uint8Array | null {
	const bytes: number[] = [];
	for (let at = 0; at < text.length; at += 3) {
		const digits = [...text.slice(at, at + 3)].map((letter) => alphabet.indexOf(letter));
		const value = digits.reduceRight((sum, digit) => sum * 45 + digit, 0);
		if (digits.length === 1 || digits.includes(-1) || value > (digits.length === 3 ? 0xffff : 0xff)) return null;
		if (digits.length === 3) bytes.push(value >> 8);
		bytes.push(value & 0xff);
	}
	return new Uint8Array(bytes);
}
