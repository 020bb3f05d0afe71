/**
 * What a file is, by its bytes and never by its name: JPEG, PNG or WebP, walked from the first byte to the last. A file
 * that is two things at once is found by what stands behind the picture's own end. Pixels are not decoded. Pure.
 * Rules BL1–BL4, BL17.
 */
import { crc32 } from 'node:zlib';
import { err, ok, type Result } from '#lib/ledger/result.ts';

export interface Image {
	readonly type: 'image/jpeg' | 'image/png' | 'image/webp';
	/** Pixels. */
	readonly width: number;
	readonly height: number;
}

/**
 * `heic`: a picture that most browsers cannot show; `unknown`: none of the three; `damaged`: it breaks off or
 * contradicts itself; `trailing`: something else stands behind its end; `too-many-pixels`: it would fill a phone's memory.
 */
export type ImageFault = 'heic' | 'unknown' | 'damaged' | 'trailing' | 'too-many-pixels';

/** A phone sends 1600 on the longest side; what a camera takes by itself is let in, a bomb is not. */
export const pixelLimit = 50_000_000;

export function imageOf(bytes: Uint8Array): Result<Image, ImageFault> {
	const walk = walkFor(bytes);
	if (typeof walk === 'string') return err(walk);
	const walked = walk(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength));
	if (walked === null) return err('damaged');
	const { end, ...image } = walked;
	if (image.width === 0 || image.height === 0) return err('damaged');
	if (end < bytes.length) return err('trailing');
	return image.width * image.height > pixelLimit ? err('too-many-pixels') : ok(image);
}

/** An image and the place behind its last byte; null when it is damaged. */
type Walked = (Image & { readonly end: number }) | null;

function walkFor(bytes: Uint8Array): ((view: DataView) => Walked) | 'heic' | 'unknown' {
	const text = (from: number, to: number) => String.fromCharCode(...bytes.subarray(from, to));
	if (text(0, 3) === '\xff\xd8\xff') return walkJpeg;
	if (text(0, 8) === '\x89PNG\r\n\x1a\n') return walkPng;
	if (text(0, 4) === 'RIFF' && text(8, 12) === 'WEBP') return walkWebp;
	return text(4, 8) === 'ftyp' && isStill(text(8, 12)) ? 'heic' : 'unknown';
}

/** Whether a brand of ISO media is one of pictures: HEIC and its kin. */
export const isStill = (brand: string): boolean => /^(hei|hev|mif|msf|avi)/.test(brand);

/** Of a JPEG: each goes over all its pixels again where it is shown. A camera writes one, a progressive file about ten. */
const scanLimit = 64;

const has = (view: DataView, from: number, count: number): boolean => from + count <= view.byteLength;

/** Segments with a length, and behind each start of a scan the scan itself, up to the next marker that is none of it. */
function walkJpeg(view: DataView): Walked {
	let size: { readonly width: number; readonly height: number } | null = null;
	let scans = 0;
	let at = 2;
	while (has(view, at, 2)) {
		if (view.getUint8(at) !== 0xff) return null;
		const marker = view.getUint8(at + 1);
		if (marker === 0xff) {
			at += 1;
		} else if (marker === 0xd9) {
			return size && scans > 0 ? { type: 'image/jpeg', ...size, end: at + 2 } : null;
		} else {
			if (!has(view, at, 4)) return null;
			const length = view.getUint16(at + 2);
			if (length < 2 || !has(view, at + 2, length)) return null;
			if (isFrame(marker)) {
				// A second frame: which of the two is decoded, each program says for itself.
				if (length < 8 || size) return null;
				size = { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
			}
			at += 2 + length;
			if (marker === 0xda) {
				scans += 1;
				if (scans > scanLimit) return null;
				at = endOfScan(view, at);
			}
		}
	}
	return null;
}

/** Start of frame, of any sort: not the tables that share its numbers. */
const isFrame = (marker: number): boolean => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

function endOfScan(view: DataView, from: number): number {
	for (let at = from; has(view, at, 2); at++) {
		if (view.getUint8(at) !== 0xff) continue;
		const next = view.getUint8(at + 1);
		const isOfScan = next === 0x00 || (next >= 0xd0 && next <= 0xd7);
		if (!isOfScan) return at;
	}
	return view.byteLength;
}

/** Chunks with a length and a checksum, from IHDR to IEND. */
function walkPng(view: DataView): Walked {
	let size: { readonly width: number; readonly height: number } | null = null;
	let hasPixels = false;
	let at = 8;
	while (has(view, at, 12)) {
		const length = view.getUint32(at);
		if (!has(view, at, 12 + length)) return null;
		const name = nameAt(view, at + 4);
		const checked = new Uint8Array(view.buffer, view.byteOffset + at + 4, 4 + length);
		if (crc32(checked) !== view.getUint32(at + 8 + length)) return null;
		if ((name === 'IHDR') !== (size === null)) return null;
		if (name === 'IHDR') {
			if (length !== 13) return null;
			size = { width: view.getUint32(at + 8), height: view.getUint32(at + 12) };
		}
		if (name === 'IDAT') hasPixels = true;
		at += 12 + length;
		if (name === 'IEND') return size && hasPixels ? { type: 'image/png', ...size, end: at } : null;
	}
	return null;
}

/** RIFF chunks, padded to even lengths, within the length that stands at the beginning. */
function walkWebp(view: DataView): Walked {
	const end = 8 + view.getUint32(4, true);
	if (end > view.byteLength) return null;
	let size: { readonly width: number; readonly height: number } | null = null;
	let hasPixels = false;
	let at = 12;
	while (at + 8 <= end) {
		const name = nameAt(view, at);
		const length = view.getUint32(at + 4, true);
		if (at + 8 + length > end) return null;
		size ??= webpSize(view, name, at + 8, length);
		hasPixels ||= ['VP8 ', 'VP8L', 'ANMF'].includes(name);
		at += 8 + length + (length % 2);
	}
	return size && hasPixels && at === end ? { type: 'image/webp', ...size, end } : null;
}

function webpSize(view: DataView, name: string, at: number, length: number) {
	if (name === 'VP8X' && length >= 10) return { width: 1 + uint24(view, at + 4), height: 1 + uint24(view, at + 7) };
	if (name === 'VP8 ' && length >= 10) {
		return { width: view.getUint16(at + 6, true) & 0x3fff, height: view.getUint16(at + 8, true) & 0x3fff };
	}
	if (name !== 'VP8L' || length < 5 || view.getUint8(at) !== 0x2f) return null;
	const bits = view.getUint32(at + 1, true);
	return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff) };
}

const uint24 = (view: DataView, at: number): number => view.getUint16(at, true) | (view.getUint8(at + 2) << 16);

/** Four letters. */
export const nameAt = (view: DataView, at: number): string =>
	String.fromCharCode(view.getUint8(at), view.getUint8(at + 1), view.getUint8(at + 2), view.getUint8(at + 3));
