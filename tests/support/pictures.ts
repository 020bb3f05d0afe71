/** Small pictures made byte by byte: the structure is real, what they show is nothing. */
import { crc32, deflateSync } from 'node:zlib';

export interface Size {
	readonly width: number;
	readonly height: number;
}

const u16 = (value: number) => [value >> 8, value & 255];
const u32 = (value: number) => [...u16(value >>> 16), ...u16(value & 0xffff)];
const u32le = (value: number) => u32(value).reverse();
const text = (letters: string) => [...Buffer.from(letters, 'latin1')];

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

export function png({ width, height }: Size, seed = 0): Uint8Array {
	const chunk = (name: string, bytes: readonly number[]) => {
		const named = [...text(name), ...bytes];
		return [...u32(bytes.length), ...named, ...u32(crc32(new Uint8Array(named)))];
	};
	return new Uint8Array([
		...text('\x89PNG\r\n\x1a\n'),
		...chunk('IHDR', [...u32(width), ...u32(height), 8, 0, 0, 0, 0]),
		...chunk('IDAT', [...deflateSync(new Uint8Array([seed & 255, seed >> 8]))]),
		...chunk('IEND', []),
	]);
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
