import fc from 'fast-check';
import decodeQR from 'qr/decode.js';
import { encode } from 'uqr';
import { expect, it } from 'vitest';
import { bytesToFrames, createFilming, framedLimit, type Filming } from './frames.ts';

const bytesOf = (length: number, seed = 7) =>
	Uint8Array.from({ length }, (_, index) => (index * index * 31 + seed * 17 + (index >> 3)) & 0xff);

/** A photograph of a code: drawn as the screen draws it, with its margin, and read by the library that reads cameras. */
function photographed(text: string): string {
	const { data, size } = encode(text, { ecc: 'L', border: 4 });
	const scale = 4;
	const side = size * scale;
	const image = new Uint8ClampedArray(side * side * 4).fill(255);
	for (let y = 0; y < side; y++)
		for (let x = 0; x < side; x++)
			if (data[Math.floor(y / scale)]![Math.floor(x / scale)])
				image.fill(20, (y * side + x) * 4, (y * side + x) * 4 + 3);
	return decodeQR({ width: side, height: side, data: image });
}

const seeAll = (frames: readonly string[]) => {
	const filming = createFilming();
	return frames.map((frame) => filming.see(frame));
};

it('[HO9] codes drawn as on the screen are read and put together again, in any order and doubled', () => {
	const bytes = bytesOf(1400);
	const frames = bytesToFrames(bytes)!;
	const shown = [...frames.slice(3), ...frames.slice(0, 4), frames[5]!].map(photographed);
	const last = seeAll(shown).findLast((seen) => typeof seen === 'object' && seen.bytes !== null) as Filming;
	expect(last.bytes).toEqual(bytes);
});

it('[HO9] while one is missing nothing is taken, and it is named', () => {
	const frames = bytesToFrames(bytesOf(1400))!;
	const seen = seeAll(frames.filter((_, index) => index !== 2)).at(-1);
	expect(seen).toEqual({ missing: [2], count: frames.length, bytes: null });
});

it('[HO9] whatever the bytes and the order, they come together', () => {
	fc.assert(
		fc.property(fc.uint8Array({ minLength: 1, maxLength: 1500 }), fc.infiniteStream(fc.nat()), (bytes, random) => {
			const frames = [...bytesToFrames(bytes)!];
			const rest = [...frames, frames[0]!].map((frame) => ({ frame, rank: random.next().value }));
			const order = rest.sort((a, b) => a.rank - b.rank).map(({ frame }) => frame);
			const states = seeAll(order).filter((seen): seen is Filming => typeof seen === 'object');
			expect(states.find((seen) => seen.bytes)?.bytes).toEqual(new Uint8Array(bytes));
		}),
	);
});

it('[HO9] frames of two parcels are not mixed, and strangers’ codes are none', () => {
	const [one, two] = [bytesToFrames(bytesOf(700, 1))!, bytesToFrames(bytesOf(700, 2))!];
	expect(seeAll([one[0]!, two[1]!]).at(-1)).toBe('other');
	for (const text of ['https://example.org', 'LL1/0123456789ABCDEF/9/3/ABC', 'LL1/0123456789ABCDEF/0/1/~~~', ''])
		expect(seeAll([text])).toEqual(['foreign']);
});

it('[HO9] a frame that was changed does not pass for the parcel that it names', () => {
	const frames = [...bytesToFrames(bytesOf(700))!];
	const last = frames[1]!;
	frames[1] = last.slice(0, -3) + (last.endsWith('000') ? '100' : '000');
	expect(seeAll(frames).at(-1)).toBe('damaged');
});

it('[HO9] what would take too long to film is not offered as codes', () => {
	expect(bytesToFrames(bytesOf(framedLimit + 1))).toBeNull();
});
