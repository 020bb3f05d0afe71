import { describe, expect, it } from 'vitest';
import { doorFit, ownParts, textToDoorParts } from './typed-door.ts';

const door = ownParts({ building: '3', unit: 2, door: '501' });

describe('a door as people type it', () => {
	it.each(['3-2-501', '3号楼2门501', '3栋2单元501室', '３－２－５０１', '3 2 501', '3#2-501', '3楼2门501户'])(
		'[D32] %s',
		(text) => {
			expect(textToDoorParts(text)).toEqual(['3', '2', '501']);
			expect(doorFit(textToDoorParts(text), door)).toBe(0);
		},
	);

	it('[D32] fits by its end, by parts, and half typed, the exact one first', () => {
		const fit = (text: string) => doorFit(textToDoorParts(text), door);
		expect(fit('501')).toBe(2);
		expect(fit('2-501')).toBe(1);
		expect(fit('3-501')).toBe(11);
		expect(fit('3-2')).toBe(11);
		expect(fit('3-2-5')).toBe(10);
		expect(fit('502')).toBeNull();
		expect(fit('2-3-501')).toBeNull();
		expect(fit('1-3-2-501')).toBeNull();
	});

	it('[D32] run together, the stairwell perhaps left out, once there are four characters', () => {
		const fit = (text: string) => doorFit(textToDoorParts(text), door);
		expect(fit('32501')).toBe(5);
		expect(fit('3250')).toBe(5);
		expect(fit('3501')).toBe(5);
		expect(fit('350')).toBeNull();
		expect(fit('3502')).toBeNull();
	});

	it('[D32] knows doors with letters, and does not take a name for one', () => {
		expect(textToDoorParts('a座1203')).toEqual(['a', '1203']);
		expect(doorFit(['a', '1203'], ownParts({ building: 'A', door: '1203' }))).toBe(0);
		expect(textToDoorParts('3号楼甲1')).toEqual(['3', '甲1']);
		expect(textToDoorParts('3-B01')).toEqual(['3', 'b01']);
		expect(textToDoorParts('王芳')).toEqual([]);
		expect(textToDoorParts('wf')).toEqual([]);
	});
});
