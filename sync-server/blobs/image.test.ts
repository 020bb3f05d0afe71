import { describe, expect, it } from 'vitest';
import { jpeg, png, webp } from '#tests/support/pictures.ts';
import { imageOf, pixelLimit } from './image.ts';

const bytesOf = (...parts: (string | Uint8Array)[]) =>
	new Uint8Array(Buffer.concat(parts.map((part) => Buffer.from(part as Uint8Array))));
const samples = { 'image/jpeg': jpeg, 'image/png': png, 'image/webp': webp } as const;

describe('what a file is', () => {
	it.each(Object.entries(samples))('[BL1] is told by its bytes: %s', (type, make) => {
		expect(imageOf(make({ width: 640, height: 480 }))).toEqual({
			ok: true,
			value: { type, width: 640, height: 480 },
		});
	});

	it('[BL1] is none of the three for text, a program, a page, a drawing, an empty file', () => {
		for (const text of [
			'',
			'x',
			'MZ\x90',
			'<!doctype html><script>1</script>',
			'<svg xmlns="x"/>',
			'GIF89a',
			'%PDF-1.7',
		])
			expect(imageOf(bytesOf(text)), text).toEqual({ ok: false, error: 'unknown' });
	});

	it('[BL2] HEIC and its kin are refused by name', () => {
		for (const brand of ['heic', 'heix', 'hevc', 'mif1', 'msf1', 'avif'])
			expect(imageOf(bytesOf('\0\0\0\x18', `ftyp${brand}`, new Uint8Array(40)))).toEqual({ ok: false, error: 'heic' });
	});

	it.each(Object.entries(samples))('[BL3] %s that breaks off anywhere is damaged, or nothing at all', (_, make) => {
		const whole = make({ width: 64, height: 64 });
		for (let length = 0; length < whole.length; length++) {
			const cut = imageOf(whole.subarray(0, length));
			expect(cut.ok, `${length} of ${whole.length}`).toBe(false);
		}
	});

	it.each(Object.entries(samples))('[BL3] %s with another file behind its end is refused', (_, make) => {
		const whole = make({ width: 64, height: 64 });
		for (const tail of ['PK\x03\x04zip', '<script>1</script>', '\0']) {
			const both = imageOf(bytesOf(whole, Buffer.from(tail, 'latin1')));
			expect(both.ok).toBe(false);
			expect(['trailing', 'damaged']).toContain(both.ok ? '' : both.error);
		}
	});

	it('[BL3] a PNG whose checksum is another, and lengths that point beyond the end, are damaged', () => {
		const changed = png({ width: 64, height: 64 });
		changed[20]! ^= 1;
		expect(imageOf(changed)).toEqual({ ok: false, error: 'damaged' });
		const long = png({ width: 64, height: 64 });
		new DataView(long.buffer).setUint32(8, 0xffffffff);
		expect(imageOf(long)).toEqual({ ok: false, error: 'damaged' });
	});

	it('[BL4] more pixels than a phone can hold are refused before anybody decodes them', () => {
		const side = Math.ceil(Math.sqrt(pixelLimit)) + 1;
		for (const make of [jpeg, png]) {
			expect(imageOf(make({ width: side, height: side }))).toEqual({ ok: false, error: 'too-many-pixels' });
		}
		expect(imageOf(png({ width: 0, height: 5 }))).toEqual({ ok: false, error: 'damaged' });
	});

	it('[BL17] a JPEG has one frame, and not more scans than a camera writes', () => {
		const whole = jpeg({ width: 64, height: 48 });
		const from = (marker: number) => whole.findIndex((byte, at) => byte === 0xff && whole[at + 1] === marker);
		const scan = whole.subarray(from(0xda), whole.length - 2);
		const scans = (count: number) =>
			bytesOf(whole.subarray(0, from(0xda)), ...Array.from({ length: count }, () => scan), whole.subarray(-2));
		expect(imageOf(scans(12)).ok).toBe(true);
		expect(imageOf(scans(1000))).toEqual({ ok: false, error: 'damaged' });
		const frame = whole.subarray(from(0xc0), from(0xc4));
		const twice = bytesOf(whole.subarray(0, from(0xc0)), frame, whole.subarray(from(0xc0)));
		expect(imageOf(twice)).toEqual({ ok: false, error: 'damaged' });
	});
});
