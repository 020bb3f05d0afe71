import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jpeg } from '#tests/support/pictures.ts';
import { element, mp4, webm } from '#tests/support/recordings.ts';
import { audioOf } from './audio.ts';
import { mediaOf } from './media.ts';

const fault = (bytes: Uint8Array) => {
	const media = mediaOf(bytes);
	return media.ok ? media.value.type : media.error;
};
const joined = (...parts: readonly Uint8Array[]) => new Uint8Array(Buffer.concat(parts));

describe('a recording', () => {
	it('[BL15] is Opus in WebM, its lengths known or left open, or sound in MP4', () => {
		expect([webm(), webm({ size: 'unknown' }), mp4()].map(fault)).toEqual(['audio/webm', 'audio/webm', 'audio/mp4']);
		expect(audioOf(jpeg({ width: 4, height: 3 }))).toBeNull();
	});

	it('[BL15] has no picture in it, no other codec, and is no other sort of Matroska', () => {
		const others = [
			webm({ track: 1 }),
			webm({ codec: 'A_VORBIS' }),
			webm({ docType: 'matroska' }),
			mp4(['soun', 'vide']),
		];
		expect(others.map(fault)).toEqual(Array(others.length).fill('unknown'));
		expect(fault(mp4([]))).toBe('damaged');
	});

	it('[BL15] has nothing behind its end, and nothing within that a recorder does not write', () => {
		const script = new Uint8Array(Buffer.from('<script>alert(1)</script>'));
		for (const whole of [webm(), webm({ size: 'unknown' }), mp4()]) {
			expect(fault(joined(whole, script))).toBe('trailing');
			expect(fault(joined(whole, jpeg({ width: 4, height: 3 })))).toBe('trailing');
		}
		// An attachment of Matroska could be a whole page.
		expect(fault(webm({ more: element(0x1941a469, [1, 2, 3]) }))).toBe('trailing');
	});

	it('[BL17] that nests without end is damaged, and takes nobody’s stack', () => {
		const room = 1024 * 1024;
		for (const name of ['moov', 'trak', 'mdia']) {
			const nested = new Uint8Array(room);
			const view = new DataView(nested.buffer);
			nested.set(mp4().subarray(0, 16));
			for (let at = 16; at + 8 <= room; at += 8) {
				view.setUint32(at, room - at);
				nested.set(Buffer.from(at === 16 ? 'moov' : name, 'latin1'), at + 4);
			}
			expect(fault(nested)).toBe('damaged');
		}
	});

	it('[BL15] says once what its tracks are', () => {
		const sound = element(0xae, [...element(0x83, [2]), ...element(0x86, [...Buffer.from('A_OPUS')])]);
		const picture = element(0xae, [...element(0x83, [1]), ...element(0x86, [...Buffer.from('V_VP9')])]);
		expect(fault(webm({ more: element(0x1654ae6b, sound) }))).toBe('damaged');
		expect(fault(webm({ more: element(0x1654ae6b, picture) }))).toBe('damaged');
	});

	it('[BL15] that breaks off is not taken, and no bytes make it throw or hang', () => {
		const cutsOf = (whole: Uint8Array) =>
			Array.from({ length: whole.length - 1 }, (_, end) => fault(whole.subarray(0, end + 1)));
		const isTaken = (one: string) => one.startsWith('audio/');
		for (const whole of [webm(), mp4()]) expect(cutsOf(whole).filter(isTaken)).toEqual([]);
		// Where lengths are left open it may end behind any block, as a recording does that was stopped there.
		expect(cutsOf(webm({ size: 'unknown' })).filter(isTaken).length).toBeLessThanOrEqual(6);
		fc.assert(
			fc.property(
				fc.constantFrom(webm(), webm({ size: 'unknown' }), mp4()),
				fc.nat(),
				fc.nat(255),
				(whole, at, byte) => {
					const damaged = whole.slice();
					damaged[at % whole.length] = byte;
					expect(typeof fault(damaged)).toBe('string');
				},
			),
			{ numRuns: 2000 },
		);
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 200 }), (rest) => {
				for (const start of [webm().subarray(0, 12), mp4().subarray(0, 16)]) fault(joined(start, rest));
			}),
		);
	});
});
