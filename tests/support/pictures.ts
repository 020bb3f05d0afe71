/** Small pictures made byte by byte: the structure is real, what they show is nothing. */
import { crc32, deflateSync } from 'node:zlib';

export interface Size {
	readonly width: number;
	readonly height: number;
}

const u16 = (value: number) => [value >> 8, value & 255];
export const u32 = (value: number) => [...u16(value >>> 16), ...u16(value & 0xffff)];
export const u16le = (value: number) => u16(value).reverse();
export const u32le = (value: number) => u32(value).reverse();
export const text = (letters: string) => [...Buffer.from(letters, 'latin1')];

/** Start, tables, frame, scan with stuffed bytes and a restart, end. @param seed makes other bytes of the same size */
export function jpeg({ width, height }: Size, seed = 0): Uint8Array {
	const segment = (marker: number, bytes: readonly number[]) => [0xff, marker, ...u16(bytes.length + 2), ...bytes];
	return new Uint8Array([
		...[0xff, 0xd8],
		...segment(0xe0, [...text('JFIF\0'), 1, 1, 0, ...u16(1), ...u16(1), 0, 0]),
		...segment(0xdb, [0, ...Array.from({ length: 64 }, () => 1)]),
		...segment(0xc0, [8, ...u16(height), ...u16(width), 1, 1, 0x11, 0]),
		...segment(0xc4, [0, 1, ...Array.from({ length: 15 }, () => 0), 0]),
		...segment(0xda, [1, 1, 0, 0, 63, 0]),
		...[0x12, 0xff, 0x00, seed & 0x7f, 0xff, 0xd0, (seed >> 7) & 0x7f, 0x34],
		...[0xff, 0xd9],
	]);
}

/** A JPEG of many bytes: comments before its tables. */
export function largeJpeg(size: Size, bytes: number, seed = 0): Uint8Array {
	const small = jpeg(size, seed);
	const comments: Buffer[] = [];
	for (let left = bytes - small.length; left > 4; left -= 65_537) {
		const length = Math.min(65_533, left - 4);
		comments.push(Buffer.from([0xff, 0xfe, ...u16(length + 2)]), Buffer.alloc(length, 0x41 + (seed % 26)));
	}
	return new Uint8Array(Buffer.concat([small.subarray(0, 2), ...comments, small.subarray(2)]));
}

const pngChunk = (name: string, bytes: readonly number[]) => {
	const named = [...text(name), ...bytes];
	return [...u32(bytes.length), ...named, ...u32(crc32(new Uint8Array(named)))];
};
/** @param sort 0 greys, 2 colours */
const pngOf = ({ width, height }: Size, sort: 0 | 2, rows: Uint8Array) =>
	new Uint8Array([
		...text('\x89PNG\r\n\x1a\n'),
		...pngChunk('IHDR', [...u32(width), ...u32(height), 8, sort, 0, 0, 0]),
		...pngChunk('IDAT', [...deflateSync(rows)]),
		...pngChunk('IEND', []),
	]);

export const png = (size: Size, seed = 0): Uint8Array => pngOf(size, 0, new Uint8Array([seed & 255, seed >> 8]));

/** Of one colour, and whole: it can be decoded. */
export function flatPng(size: Size, colour: readonly [red: number, green: number, blue: number]): Uint8Array {
	const row = [0, ...Array.from({ length: size.width }, () => colour).flat()];
	return pngOf(size, 2, new Uint8Array(Array.from({ length: size.height }, () => row).flat()));
}

/** The extended form, with one lossless picture in it. */
export function webp({ width, height }: Size, seed = 0): Uint8Array {
	const chunk = (name: string, bytes: readonly number[]) => [
		...text(name),
		...u32le(bytes.length),
		...bytes,
		...(bytes.length % 2 ? [0] : []),
	];
	const u24 = (value: number) => u32le(value).slice(0, 3);
	const chunks = [
		...chunk('VP8X', [0, 0, 0, 0, ...u24(width - 1), ...u24(height - 1)]),
		...chunk('VP8L', [0x2f, ...u32le((width - 1) | ((height - 1) << 14)), seed & 255, seed >> 8]),
	];
	return new Uint8Array([...text('RIFF'), ...u32le(4 + chunks.length), ...text('WEBP'), ...chunks]);
}

/** A picture as a browser draws it, in colours and with letters, so that it can be decoded. */
export async function drawn(
	page: { evaluate: <R, A>(run: (given: A) => Promise<R>, given: A) => Promise<R> },
	size: Size,
	label: string,
): Promise<Buffer> {
	const base64 = await page.evaluate(
		async ({ width, height, label }) => {
			const canvas = new OffscreenCanvas(width, height);
			const context = canvas.getContext('2d')!;
			const sky = context.createLinearGradient(0, 0, width, height);
			sky.addColorStop(0, '#88b7e0');
			sky.addColorStop(1, '#b08d57');
			context.fillStyle = sky;
			context.fillRect(0, 0, width, height);
			for (let n = 0; n < 400; n++) {
				context.fillStyle = `hsl(${(n * 47) % 360} 40% ${30 + ((n * 13) % 40)}%)`;
				context.fillRect((n * 7919) % width, (n * 104729) % height, width / 20, height / 30);
			}
			context.fillStyle = '#fff';
			context.font = `${Math.round(height / 6)}px sans-serif`;
			context.fillText(label, width / 10, height / 2);
			const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.92 });
			const bytes = new Uint8Array(await blob.arrayBuffer());
			let text = '';
			for (const byte of bytes) text += String.fromCharCode(byte);
			return btoa(text);
		},
		{ ...size, label },
	);
	return Buffer.from(base64, 'base64');
}

/** The same JPEG with what a camera writes into it: when, where, and which camera it was. */
export function withExif(
	picture: Uint8Array,
	{ lat, lon, taken }: { readonly lat: number; readonly lon: number; readonly taken: string },
): Buffer {
	// Little-endian TIFF: a directory of four, then two more, each entry 12 bytes, values behind them.
	const tiff = Buffer.alloc(1024);
	let free = 8 + 2 + 3 * 12 + 4;
	const directory = (
		at: number,
		entries: readonly [tag: number, type: number, count: number, value: Buffer | number][],
	) => {
		tiff.writeUInt16LE(entries.length, at);
		entries.forEach(([tag, type, count, value], index) => {
			const place = at + 2 + index * 12;
			tiff.writeUInt16LE(tag, place);
			tiff.writeUInt16LE(type, place + 2);
			tiff.writeUInt32LE(count, place + 4);
			if (typeof value === 'number') tiff.writeUInt32LE(value, place + 8);
			else if (value.length <= 4) value.copy(tiff, place + 8);
			else {
				tiff.writeUInt32LE(free, place + 8);
				value.copy(tiff, free);
				free += value.length + (value.length % 2);
			}
		});
	};
	const ascii = (value: string) => Buffer.from(`${value}\0`, 'latin1');
	const degrees = (value: number) => {
		const all = Math.round(Math.abs(value) * 3_600_000);
		const parts = [Math.floor(all / 3_600_000), Math.floor(all / 60_000) % 60, all % 60_000];
		const bytes = Buffer.alloc(24);
		parts.forEach((part, index) => {
			bytes.writeUInt32LE(part, index * 8);
			bytes.writeUInt32LE(index === 2 ? 1000 : 1, index * 8 + 4);
		});
		return bytes;
	};
	tiff.write('II*\0', 'latin1');
	tiff.writeUInt32LE(8, 4);
	const camera = ascii('SECRET-CAMERA-0042');
	const exifAt = 300;
	const gpsAt = 500;
	directory(8, [
		[0x010f, 2, camera.length, camera],
		[0x8769, 4, 1, exifAt],
		[0x8825, 4, 1, gpsAt],
	]);
	free = exifAt + 2 + 12 + 4;
	const when = ascii(taken);
	directory(exifAt, [[0x9003, 2, when.length, when]]);
	free = gpsAt + 2 + 4 * 12 + 4;
	directory(gpsAt, [
		[1, 2, 2, ascii(lat < 0 ? 'S' : 'N')],
		[2, 5, 3, degrees(lat)],
		[3, 2, 2, ascii(lon < 0 ? 'W' : 'E')],
		[4, 5, 3, degrees(lon)],
	]);
	const payload = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff]);
	const head = Buffer.from([0xff, 0xe1, ...u16(payload.length + 2)]);
	return Buffer.concat([Buffer.from(picture.subarray(0, 2)), head, payload, Buffer.from(picture.subarray(2))]);
}
