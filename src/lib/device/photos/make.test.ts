import { describe, expect, it } from 'vitest';
import { photoSizeLimit, thumbSizeLimit } from '#lib/ledger/photo.ts';
import { jpeg, withExif } from '#tests/support/pictures.ts';
import { saidBy } from './exif.ts';
import { fileLimit, fitted, longestSide, makePhoto, type MakeEffects } from './make.ts';
import type { Size } from './size.ts';
import { bareWebp } from './webp.ts';

const size = { width: 4000, height: 3000 };
const camera = withExif(jpeg(size), { lat: 39.1312, lon: -117.2045, taken: '2026:11:23 09:30:00' });

/** A canvas whose files are as large as the test says. */
function canvas(bytesOf: (size: Size, type: string, quality: number) => number, decoded: Size | null = size) {
	const asked: Partial<Size>[] = [];
	const closed: number[] = [];
	const effects: MakeEffects = {
		decode: async (_, wanted) => {
			asked.push(wanted);
			if (!decoded) throw new Error('cannot decode');
			return { ...decoded, close: () => closed.push(1) } as unknown as ImageBitmap;
		},
		encode: async (_, at, type, quality) => new Blob([new Uint8Array(bytesOf(at, type, quality))], { type }),
		now: () => Date.UTC(2026, 10, 23, 4),
		offsetMinutes: 480,
	};
	return { effects, asked, closed };
}
const file = (bytes: Uint8Array, lastModified = 0) =>
	Object.assign(new Blob([Buffer.from(bytes)]), lastModified ? { lastModified } : {}) as Blob;

describe('what a file says', () => {
	it('[D132] is when and where it was taken', () => {
		expect(saidBy(new Uint8Array(camera).buffer, 480)).toEqual({
			taken: '2026-11-23T09:30:00+08:00',
			position: { lat: 39.1312, lon: -117.2045 },
		});
		expect(saidBy(new Uint8Array(jpeg(size)).buffer, 480)).toEqual({});
	});

	it('[D132] is nothing for what is no picture, breaks off, or tells nonsense', () => {
		for (const bytes of [new Uint8Array(0), new Uint8Array(Buffer.from('<svg/>')), camera.subarray(0, 60)])
			expect(saidBy(new Uint8Array(bytes).buffer, 480)).not.toHaveProperty('taken');
		const nowhere = withExif(jpeg(size), { lat: 0, lon: 0, taken: 'never, or so it says' });
		expect(saidBy(new Uint8Array(nowhere).buffer, 480)).toEqual({});
	});
});

describe('a photo', () => {
	it('[D131, D132] is made smaller while it is decoded, and says what the file said', async () => {
		const { effects, asked, closed } = canvas(({ width }) => width * (width > 200 ? 100 : 10));
		const made = await makePhoto(file(camera), effects);
		expect(asked).toEqual([{ width: longestSide }]);
		expect(closed).toHaveLength(1);
		expect(made).toMatchObject({
			ok: true,
			value: {
				body: {
					what: 'added',
					...{ width: 1600, height: 1200, bytes: 160_000, type: 'image/jpeg' },
					taken: '2026-11-23T09:30:00+08:00',
					position: { lat: 39.1312, lon: -117.2045 },
				},
			},
		});
		expect(made.ok && made.value.body.sha256).toMatch(/^[0-9a-f]{64}$/);
	});

	it('[D131] is encoded the coarser the larger it is, and its thumbnail made smaller, until they fit', async () => {
		const asked: number[] = [];
		const { effects } = canvas((at, _, quality) => {
			if (at.width <= 200) return at.width * 20;
			asked.push(quality);
			return quality > 0.5 ? photoSizeLimit + 1 : 1_000_000;
		});
		const made = await makePhoto(file(camera), effects);
		expect(asked).toEqual([0.75, 0.6, 0.45]);
		expect(made.ok && made.value.body.bytes).toBe(1_000_000);
		expect(made.ok && Buffer.from(made.value.body.thumb, 'base64').length).toBeLessThanOrEqual(thumbSizeLimit);
		expect(await makePhoto(file(camera), canvas(() => photoSizeLimit + 1).effects)).toEqual({
			ok: false,
			error: 'too-large',
		});
	});

	it('[D131] is not decoded at all when it would fill the memory', async () => {
		const { effects, asked } = canvas(() => 10);
		const bomb = file(jpeg({ width: 20_000, height: 20_000 }));
		expect(await makePhoto(bomb, effects)).toEqual({ ok: false, error: 'too-large' });
		const huge = Object.assign(new Blob([]), {}) as Blob;
		Object.defineProperty(huge, 'size', { value: fileLimit + 1 });
		expect(await makePhoto(huge, effects)).toEqual({ ok: false, error: 'too-large' });
		expect(asked).toEqual([]);
	});

	it('[D132] that the browser cannot read is told by its sort', async () => {
		const { effects } = canvas(() => 10, null);
		const heic = file(new Uint8Array([...Buffer.from('\0\0\0\x18ftypheic'), ...new Uint8Array(40)]));
		expect(await makePhoto(heic, effects)).toEqual({ ok: false, error: 'heic' });
		for (const bytes of [jpeg(size).subarray(0, 30), new Uint8Array(Buffer.from('hello'))])
			expect(await makePhoto(file(bytes), effects)).toEqual({ ok: false, error: 'unreadable' });
	});

	it('[D132] without a time of its own has that of its file, unless that lies ahead', async () => {
		const { effects } = canvas(() => 10);
		const taken = async (at: number) => {
			const made = await makePhoto(file(jpeg(size), at), effects);
			return made.ok && made.value.body.taken;
		};
		expect(await taken(Date.UTC(2026, 10, 23, 1, 30))).toBe('2026-11-23T09:30:00+08:00');
		expect(await taken(Date.UTC(2026, 10, 24))).toBeUndefined();
		expect(await taken(0)).toBeUndefined();
	});

	it('[D131] keeps its shape, and is never made larger', () => {
		expect(fitted({ width: 3000, height: 4000 }, 1600)).toEqual({ width: 1200, height: 1600 });
		expect(fitted({ width: 300, height: 200 }, 1600)).toEqual({ width: 300, height: 200 });
		expect(fitted({ width: 10_000, height: 2 }, 100)).toEqual({ width: 100, height: 1 });
	});

	it('[D131] has a thumbnail without what a browser wraps around it', () => {
		const chunk = (name: string, bytes: number[]) => [
			...Buffer.from(name),
			bytes.length,
			0,
			0,
			0,
			...bytes,
			...(bytes.length % 2 ? [0] : []),
		];
		const wrapped = (...chunks: number[][]) => new Uint8Array([...Buffer.from('RIFF    WEBP'), ...chunks.flat()]);
		const bare = bareWebp(wrapped(chunk('VP8X', [0, 0]), chunk('ICCP', [1, 2, 3]), chunk('VP8 ', [9, 8, 7])));
		expect([...bare]).toEqual([
			...Buffer.from('RIFF'),
			16,
			0,
			0,
			0,
			...Buffer.from('WEBPVP8 '),
			3,
			0,
			0,
			0,
			9,
			8,
			7,
			0,
		]);
		const seen = wrapped(chunk('ALPH', [1]), chunk('VP8 ', [9]));
		expect(bareWebp(seen)).toBe(seen);
	});
});
