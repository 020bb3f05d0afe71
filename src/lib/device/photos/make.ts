/**
 * A picture as it is kept and sent: shrunk, encoded anew, and thereby without what its file said of the phone. Runs in a
 * worker, or where there is none in the page. One at a time: a camera's picture of 12 million pixels is 48 MB once it is
 * decoded. Rules D131, D132.
 */
import { photoSizeLimit, thumbSizeLimit, type PhotoBody } from '#lib/ledger/photo.ts';
import { err, ok, type Result } from '#lib/ledger/result.ts';
import { sha256Of } from '#lib/device/sha256.ts';
import { bytesToBase64 } from '#lib/sealing/cipher.ts';
import { headBytes, offsetText, saidBy, type Said } from './exif.ts';
import { sizeIn, type Size } from './size.ts';
import { bareWebp } from './webp.ts';

/** Longest side in pixels and quality of the JPEG: a door number is still read, and it is about 250 kB. */
export const longestSide = 1600;
export const quality = 0.75;
/** What is tried when a picture is larger than what is taken. */
const qualities = [quality, 0.6, 0.45, 0.3];
/** Longest sides of the thumbnail, largest first; the first that is small enough is taken. */
const thumbSides = [112, 96, 80, 64, 48, 32];
const thumbQuality = 0.4;
/** Nothing larger is read. */
export const fileLimit = 40 * 1024 * 1024;
/**
 * Nothing larger is decoded: browsers hold the whole picture for a moment, at four bytes a pixel, before it is made smaller.
 * This is 208 MB, about what a page can have at once on a phone of 1.5 GB, and still the 8192 × 6144 of a camera's 50 million.
 */
export const pixelLimit = 52_000_000;

/** `heic`: this browser does not read that format; `unreadable`: no picture, or a damaged one; `too-large`: more than is decoded here. */
export type MakeFault = 'heic' | 'unreadable' | 'too-large';

export interface MadePhoto {
	readonly body: PhotoBody;
	readonly bytes: Uint8Array<ArrayBuffer>;
}

export interface MakeEffects {
	/** @throws when it cannot be decoded. */
	readonly decode: (file: Blob, size: Partial<Size>) => Promise<ImageBitmap>;
	/** null when this type is not written here. */
	readonly encode: (image: ImageBitmap, size: Size, type: string, quality: number) => Promise<Blob | null>;
	readonly now: () => number;
	/** Of the phone's clock, east of Greenwich. */
	readonly offsetMinutes: number;
}

export async function makePhoto(file: File | Blob, effects: MakeEffects): Promise<Result<MadePhoto, MakeFault>> {
	if (file.size > fileLimit) return err('too-large');
	const head = await file.slice(0, headBytes).arrayBuffer();
	const said = saidBy(head, effects.offsetMinutes);
	const size = await sizeIn(file, head);
	// What does not say how large it is might fill the memory.
	if (!size) return err(isHeic(head) ? 'heic' : 'unreadable');
	if (size.width * size.height > pixelLimit) return err('too-large');
	const image = await effects.decode(file, shrinking(said.isTurned ? turned(size) : size)).catch(() => null);
	if (!image) return err(isHeic(head) ? 'heic' : 'unreadable');
	try {
		return await encoded(image, file, said, effects);
	} finally {
		image.close();
	}
}

async function encoded(
	image: ImageBitmap,
	file: File | Blob,
	{ taken, position }: Said,
	effects: MakeEffects,
): Promise<Result<MadePhoto, MakeFault>> {
	const size = fitted(image, longestSide);
	for (const one of qualities) {
		const blob = await effects.encode(image, size, 'image/jpeg', one);
		if (!blob) return err('unreadable');
		if (blob.size > photoSizeLimit) continue;
		const thumb = await thumbOf(image, effects);
		if (thumb === null) return err('unreadable');
		const bytes = new Uint8Array(await blob.arrayBuffer());
		const when = taken ?? modified(file, effects);
		return ok({
			bytes,
			body: {
				what: 'added',
				sha256: await sha256Of(bytes),
				bytes: bytes.length,
				type: 'image/jpeg',
				...size,
				...(when && { taken: when }),
				...(position && { position }),
				thumb,
			},
		});
	}
	return err('too-large');
}

/** The first that fits: WebP where the browser writes it, at a third of the bytes. */
async function thumbOf(image: ImageBitmap, { encode }: MakeEffects): Promise<string | null> {
	for (const type of ['image/webp', 'image/jpeg']) {
		for (const side of thumbSides) {
			const blob = await encode(image, fitted(image, side), type, thumbQuality);
			if (blob?.type !== type) break;
			const bytes = bareWebp(new Uint8Array(await blob.arrayBuffer()));
			if (bytes.length <= thumbSizeLimit) return bytesToBase64(bytes);
		}
	}
	return null;
}

/** When the file was written, for one that says nothing itself; a clock that was wrong is not believed. */
function modified(file: File | Blob, { now, offsetMinutes }: MakeEffects): string | undefined {
	const ms = 'lastModified' in file ? file.lastModified : 0;
	if (ms <= 0 || ms > now() + 60_000) return undefined;
	const text = new Date(ms + offsetMinutes * 60_000).toISOString().slice(0, 19);
	return text + offsetText(offsetMinutes);
}

/** One side alone is asked for: a file that lies about its shape must not be drawn out of it. */
function shrinking(size: Size): Partial<Size> {
	if (Math.max(size.width, size.height) <= longestSide) return {};
	return size.width >= size.height ? { width: longestSide } : { height: longestSide };
}

const turned = ({ width, height }: Size): Size => ({ width: height, height: width });

/** The same shape, no larger, never enlarged. */
export function fitted({ width, height }: Size, longest: number): Size {
	const scale = Math.min(1, longest / Math.max(width, height));
	return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

function isHeic(head: ArrayBuffer): boolean {
	const text = String.fromCharCode(...new Uint8Array(head, 0, Math.min(12, head.byteLength)));
	return text.slice(4, 8) === 'ftyp' && /^(hei|hev|mif|msf|avi)/.test(text.slice(8));
}
