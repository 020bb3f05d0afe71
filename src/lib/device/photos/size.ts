/**
 * How many pixels a picture's file claims, read from its own header: before anything is decoded. ExifReader does not say it
 * for all that browsers decode (WebP without VP8X, BMP, HEIC, AVIF), nor for what stands behind the bytes it is given.
 */
export interface Size {
	readonly width: number;
	readonly height: number;
}

/** A JPEG of 40 MB in the largest segments there are has 640 of them. */
const jpegSteps = 2000;

/**
 * @param file a picture of any sort
 * @param head its beginning; only a JPEG is read beyond it
 * @returns pixels as they are stored, not turned; null when the file does not say, or is of a sort that is not taken
 */
export async function sizeIn(file: Blob, head: ArrayBuffer): Promise<Size | null> {
	const view = new DataView(head);
	try {
		const size = isJpeg(view) ? await jpegSize(file, head) : headSize(view);
		return size && size.width > 0 && size.height > 0 ? size : null;
	} catch (error) {
		// It breaks off within its header.
		if (error instanceof RangeError) return null;
		throw error;
	}
}

function headSize(view: DataView): Size | null {
	if (nameAt(view, 0) === '\x89PNG' && nameAt(view, 12) === 'IHDR')
		return { width: view.getUint32(16), height: view.getUint32(20) };
	if (nameAt(view, 0) === 'GIF8') return gifSize(view);
	if (nameAt(view, 0) === 'RIFF' && nameAt(view, 8) === 'WEBP') return webpSize(view);
	if (nameAt(view, 0).startsWith('BM')) return bmpSize(view);
	if (nameAt(view, 4) === 'ftyp') return boxedSize(view);
	return null;
}

const nameAt = (view: DataView, at: number): string =>
	String.fromCharCode(...[0, 1, 2, 3].map((index) => view.getUint8(at + index)));

const isJpeg = (view: DataView): boolean => view.byteLength > 2 && view.getUint16(0) === 0xff_d8;

/** Walks from marker to marker to the frame header, which a long preview may push beyond the head. */
async function jpegSize(file: Blob, head: ArrayBuffer): Promise<Size | null> {
	const near = async (at: number, length: number) =>
		new Uint8Array(
			at + length <= head.byteLength ? head.slice(at, at + length) : await file.slice(at, at + length).arrayBuffer(),
		);
	let at = 2;
	for (let step = 0; step < jpegSteps; step++) {
		const bytes = await near(at, 64);
		if (bytes.length < 9) return null;
		// Decoders pass over filling and stray bytes, too.
		const start = bytes.findIndex(
			(byte, index) => byte === 0xff && bytes[index + 1] !== 0xff && bytes[index + 1] !== 0,
		);
		if (start !== 0) {
			at += start < 0 ? bytes.length : start;
			continue;
		}
		const view = new DataView(bytes.buffer);
		const marker = view.getUint8(1);
		// The pixels, or the end, before any frame.
		if (marker === 0xda || marker === 0xd9) return null;
		if (isFrame(marker)) return { height: view.getUint16(5), width: view.getUint16(7) };
		const isAlone = marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8);
		at += 2 + (isAlone ? 0 : view.getUint16(2));
	}
	return null;
}

const isFrame = (marker: number): boolean => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

/** The screen, or the first picture on it where that reaches further: decoders make the screen as large as it. */
function gifSize(view: DataView): Size | null {
	const screen = { width: view.getUint16(6, true), height: view.getUint16(8, true) };
	const flags = view.getUint8(10);
	let at = 13 + (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0);
	while (view.getUint8(at) === 0x21) {
		at += 2;
		while (view.getUint8(at) > 0) at += 1 + view.getUint8(at);
		at++;
	}
	if (view.getUint8(at) !== 0x2c) return null;
	const [left, top, width, height] = [1, 3, 5, 7].map((step) => view.getUint16(at + step, true)) as Frame;
	return { width: Math.max(screen.width, left + width), height: Math.max(screen.height, top + height) };
}
type Frame = [left: number, top: number, width: number, height: number];

function webpSize(view: DataView): Size | null {
	const u24 = (at: number) => view.getUint16(at, true) + view.getUint8(at + 2) * 0x1_00_00;
	switch (nameAt(view, 12)) {
		case 'VP8X':
			return { width: u24(24) + 1, height: u24(27) + 1 };
		case 'VP8L': {
			const bits = view.getUint32(21, true);
			return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
		}
		case 'VP8 ':
			return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
		default:
			return null;
	}
}

/** A height below zero says that its rows run downwards. */
function bmpSize(view: DataView): Size {
	if (view.getUint32(14, true) === 12) return { width: view.getUint16(18, true), height: view.getUint16(20, true) };
	return { width: view.getInt32(18, true), height: Math.abs(view.getInt32(22, true)) };
}

/** HEIC and AVIF: the largest of the pictures in it, of which the others are tiles and previews. Films are not taken. */
function boxedSize(view: DataView): Size | null {
	if (['avis', 'hevc', 'hevx', 'msf1'].includes(nameAt(view, 8))) return null;
	let at = 0;
	while (nameAt(view, at + 4) !== 'meta') {
		const length = view.getUint32(at);
		if (length < 8) return null;
		at += length;
	}
	const end = at + view.getUint32(at);
	if (end > view.byteLength) return null;
	let largest: Size | null = null;
	for (let box = at + 8; box + 16 <= end; box++) {
		if (view.getUint32(box) !== 0x69_73_70_65) continue; // ispe
		const size = { width: view.getUint32(box + 8), height: view.getUint32(box + 12) };
		if (!largest || size.width * size.height > largest.width * largest.height) largest = size;
	}
	return largest;
}
