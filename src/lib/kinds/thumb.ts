/**
 * How large a thumbnail says that it is. It comes with its entry and is decoded by every phone that lists the record: a
 * thousand bytes can claim a gigabyte of pixels. Pure. Rule F12.
 */

/** Pixels of a side: phones make 112 at most. */
const sideLimit = 512;

/** @param base64 of a JPEG or a plain WebP. False for all that is neither, breaks off before its size, or is larger. */
export function isSmallPicture(base64: string): boolean {
	const view = viewOf(base64);
	const size = webpSize(view) ?? jpegSize(view);
	return size !== null && size.every((side) => side >= 1 && side <= sideLimit);
}

type Size = readonly [width: number, height: number];

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Up to the first letter that is none. */
function viewOf(base64: string): DataView {
	const bytes: number[] = [];
	let [held, bits] = [0, 0];
	for (const letter of base64) {
		const value = letters.indexOf(letter);
		if (value < 0) break;
		held = ((held << 6) | value) & 0xffff;
		bits += 6;
		if (bits < 8) continue;
		bits -= 8;
		bytes.push((held >> bits) & 0xff);
	}
	return new DataView(Uint8Array.from(bytes).buffer);
}

const has = (view: DataView, from: number, count: number): boolean => from + count <= view.byteLength;
const nameAt = (view: DataView, at: number): string =>
	[0, 1, 2, 3].map((index) => String.fromCharCode(view.getUint8(at + index))).join('');

/** The extended form names the canvas, and decoders refuse a picture that is larger than it. */
function webpSize(view: DataView): Size | null {
	if (!has(view, 0, 30) || nameAt(view, 0) !== 'RIFF' || nameAt(view, 8) !== 'WEBP') return null;
	const name = nameAt(view, 12);
	if (name === 'VP8 ') return [view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff];
	if (name === 'VP8X') return [1 + uint24(view, 24), 1 + uint24(view, 27)];
	if (name !== 'VP8L') return null;
	const bits = view.getUint32(21, true);
	return [1 + (bits & 0x3fff), 1 + ((bits >>> 14) & 0x3fff)];
}

const uint24 = (view: DataView, at: number): number => view.getUint16(at, true) | (view.getUint8(at + 2) << 16);

/** Segments with a length, up to the frame. */
function jpegSize(view: DataView): Size | null {
	if (!has(view, 0, 4) || view.getUint16(0) !== 0xffd8) return null;
	for (let at = 2; has(view, at, 9);) {
		const marker = view.getUint8(at + 1);
		if (view.getUint8(at) !== 0xff || marker < 0xc0 || marker === 0xda || marker === 0xff) return null;
		const isFrame = marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
		if (isFrame) return [view.getUint16(at + 7), view.getUint16(at + 5)];
		at += 2 + view.getUint16(at + 2);
	}
	return null;
}
