import { describe, expect, it } from 'vitest';
import { bmp, boxed, gif, plainWebp } from '#tests/support/picture-headers.ts';
import { jpeg, largeJpeg, png, webp } from '#tests/support/pictures.ts';
import { headBytes } from './exif.ts';
import { makePhoto } from './make.ts';
import { sizeIn, type Size } from './size.ts';

const forms: Record<string, (size: Size) => Uint8Array> = {
	JPEG: jpeg,
	'JPEG whose frame stands behind the head': (size) => largeJpeg(size, headBytes + 200_000),
	PNG: png,
	GIF: gif,
	'GIF whose screen is smaller than its picture': (size) => gif(size, { width: 1, height: 1 }),
	'WebP, extended': webp,
	'WebP, lossy': (size) => plainWebp(size, 'VP8 '),
	'WebP, lossless': (size) => plainWebp(size, 'VP8L'),
	BMP: bmp,
	'HEIC of tiles': (size) => boxed('heic', { width: 512, height: 512 }, size, { width: 320, height: 240 }),
	AVIF: (size) => boxed('avif', size),
};
const file = (bytes: Uint8Array) => new Blob([Buffer.from(bytes)]);
const sized = async (bytes: Uint8Array) => sizeIn(file(bytes), await file(bytes).slice(0, headBytes).arrayBuffer());

const decoding = () => {
	const asked: Partial<Size>[] = [];
	const effects = {
		decode: async (_: Blob, wanted: Partial<Size>) => {
			asked.push(wanted);
			return { width: 1600, height: 1200, close: () => {} } as unknown as ImageBitmap;
		},
		encode: async (_: ImageBitmap, __: Size, type: string) => new Blob([new Uint8Array(10)], { type }),
		now: () => 0,
		offsetMinutes: 0,
	};
	return { asked, effects };
};

describe.each(Object.entries(forms))('the size of a %s', (_, form) => {
	it('[D131] is known before it is decoded', async () => {
		expect(await sized(form({ width: 1234, height: 777 }))).toEqual({ width: 1234, height: 777 });
	});

	it('[D131] keeps it from being decoded when it would fill the memory, and lets 50 million pixels through', async () => {
		const { asked, effects } = decoding();
		// The lossy WebP counts no further than 16,383.
		const bomb = form({ width: 16_383, height: 16_383 });
		expect(await makePhoto(file(bomb), effects)).toEqual({ ok: false, error: 'too-large' });
		expect(asked).toEqual([]);
		expect(await makePhoto(file(form({ width: 8192, height: 6144 })), effects)).toMatchObject({ ok: true });
		expect(asked).toEqual([{ width: 1600 }]);
	});

	it('[D131] is not guessed where the file breaks off', async () => {
		const whole = form({ width: 1234, height: 777 });
		for (const length of [0, 3, 9, 13, 20]) expect(await sized(whole.subarray(0, length))).toBeNull();
	});
});

describe('a picture whose size cannot be read', () => {
	it('[D131, D132] is refused in words, and not decoded to find out', async () => {
		const { asked, effects } = decoding();
		const endless = new Uint8Array(600_000).fill(0xff);
		endless.set([0xff, 0xd8]);
		const unsized = [
			Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'),
			Buffer.from([0, 0, 1, 0, 1, 0, 0, 0, ...new Array<number>(60).fill(0)]),
			boxed('avis', { width: 10, height: 10 }),
			jpeg({ width: 0, height: 5 }),
			gif({ width: 4, height: 4 }).subarray(0, 25),
			endless,
		];
		for (const bytes of unsized) expect(await makePhoto(file(bytes), effects)).toMatchObject({ ok: false });
		expect(asked).toEqual([]);
	});

	it('[D131] is told from one whose rows run downwards: that one is as high as ever', async () => {
		expect(await sized(bmp({ width: 30, height: -40 }))).toEqual({ width: 30, height: 40 });
	});
});
