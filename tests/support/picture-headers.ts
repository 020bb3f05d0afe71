/** Pictures of further sorts, as far as they say how large they are: none of them can be decoded. */
import { text, u16le, u32, u32le, type Size } from './pictures.ts';

/** The plain forms of WebP: their chunk says the size itself. */
export function plainWebp({ width, height }: Size, form: 'VP8 ' | 'VP8L'): Uint8Array {
	const bytes =
		form === 'VP8L'
			? [0x2f, ...u32le((width - 1) | ((height - 1) << 14)), 0]
			: [0x10, 0, 0, 0x9d, 0x01, 0x2a, ...u16le(width), ...u16le(height)];
	return new Uint8Array([
		...text('RIFF'),
		...u32le(12 + bytes.length),
		...text('WEBP'),
		...text(form),
		...u32le(bytes.length),
		...bytes,
	]);
}

/** A comment, then one picture. @param screen smaller than the picture when its file understates it */
export const gif = ({ width, height }: Size, screen: Size = { width, height }): Uint8Array =>
	new Uint8Array([
		...text('GIF89a'),
		...[...u16le(screen.width), ...u16le(screen.height), 0x80, 0, 0, 0, 0, 0, 255, 255, 255],
		...[0x21, 0xfe, 2, ...text('hi'), 0],
		...[0x2c, 0, 0, 0, 0, ...u16le(width), ...u16le(height), 0],
		...[2, 2, 0x44, 0x01, 0, 0x3b],
	]);

/** Its header alone. @param height below zero: rows run downwards */
export const bmp = ({ width, height }: Size): Uint8Array =>
	new Uint8Array([
		...text('BM'),
		...u32le(54),
		0,
		0,
		0,
		0,
		...u32le(54),
		...u32le(40),
		...u32le(width),
		...u32le(height),
	]);

/** HEIC or AVIF: which sort it is, and the sizes of the pictures in it. */
export function boxed(brand: 'heic' | 'avif' | 'avis', ...sizes: readonly Size[]): Uint8Array {
	const box = (name: string, bytes: readonly number[]) => [...u32(bytes.length + 8), ...text(name), ...bytes];
	const each = sizes.flatMap(({ width, height }) => box('ispe', [0, 0, 0, 0, ...u32(width), ...u32(height)]));
	const meta = box('meta', [0, 0, 0, 0, ...box('iprp', box('ipco', each))]);
	return new Uint8Array([...box('ftyp', [...text(brand), 0, 0, 0, 0, ...text('mif1')]), ...meta]);
}
