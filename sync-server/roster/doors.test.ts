import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAddress, readBuilding, readDoor, type DoorParts } from './doors.ts';

type Door = Required<Omit<DoorParts, 'unit' | 'estate'>> & { unit?: number };

const buildings = fc.oneof(
	fc.integer({ min: 1, max: 199 }).map(String),
	fc
		.tuple(fc.integer({ min: 1, max: 60 }), fc.constantFrom('A', 'B', '甲', '乙'))
		.map(([number, letter]) => `${number}${letter}`),
	fc.constantFrom('A', 'B', 'C2', '甲3'),
);
const doors = fc
	.tuple(fc.integer({ min: 1, max: 33 }), fc.integer({ min: 1, max: 12 }), fc.constantFrom('', '', 'A'))
	.map(([floor, number, letter]) => `${floor}${String(number).padStart(2, '0')}${letter}`);
const door: fc.Arbitrary<Door> = fc.record(
	{ building: buildings, unit: fc.integer({ min: 1, max: 19 }), door: doors },
	{ requiredKeys: ['building', 'door'] },
);

const wide = (text: string) =>
	text.replaceAll(/[!-~]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0)).replaceAll(' ', '\u3000');
const numerals = '零一二三四五六七八九';
const inWords = (number: number) =>
	number < 10
		? numerals[number]!
		: `${number < 20 ? '' : numerals[Math.floor(number / 10)]}十${number % 10 ? numerals[number % 10] : ''}`;

/** Every way in which one door is written. */
function spellings({ building, unit, door: flat }: Door): string[] {
	const parts = [building, unit, flat].filter((part) => part !== undefined);
	const stairs = (word: string) => (unit === undefined ? '' : `${unit}${word}`);
	return [
		parts.join('-'),
		parts.join('—'),
		parts.join('/'),
		`${building}号楼${stairs('门')}${flat}`,
		`${building}栋${stairs('单元')}${flat}室`,
		`${building}幢${stairs('单元')}${flat}号`,
		`${building}#${stairs('-')}${flat}`,
		`${building}号楼-${stairs('-')}${flat}`,
		`${building} 号楼 ${stairs(' 门 ')}${flat}`,
		...(unit === undefined ? [] : [`${building}号楼${inWords(unit)}门${flat}`, `${building}号楼0${unit}门${flat}`]),
	];
}
const befores = ['', '朝阳里', '天津市和平区新兴街道朝阳里小区', '新兴路12号朝阳里'];

describe('doors', () => {
	it('[RD5] means the same door in every spelling, with an address before it or not, in full width or half', () => {
		fc.assert(
			fc.property(door, fc.constantFrom(...befores), fc.boolean(), (place, before, isWide) => {
				for (const spelling of spellings(place)) {
					// A number that follows another needs something between them.
					const text = isWide ? wide(`${before}${spelling}`) : `${before}${spelling}`;
					const read = readAddress(text);
					const { estate: _, ...parts } = read.ok ? read.value : { estate: '', door: text };
					expect(parts).toEqual(place);
				}
			}),
		);
	});

	it('[RD5] means the same in parts: the building in one cell, stairwell and door in another', () => {
		fc.assert(
			fc.property(door, ({ building, unit, door: flat }) => {
				for (const text of [building, `${building}号楼`, `朝阳里${building}栋`])
					expect(readBuilding(text)).toMatchObject({ ok: true, value: { building } });
				const stairs = unit === undefined ? {} : { unit };
				const texts =
					unit === undefined ? [flat, `${flat}室`] : [`${unit}-${flat}`, `${unit}门${flat}`, `${unit}单元${flat}室`];
				for (const text of texts) expect(readDoor(text, true)).toEqual({ ok: true, value: { ...stairs, door: flat } });
			}),
		);
	});

	it.each(['3', '3号楼', '3号楼2门', '2026-11-27', '朝阳里', '12900220001', '3-2', '无', '', '3号楼2门501、502'])(
		'[RD5] does not take %j for a door',
		(text) => {
			expect(readAddress(text).ok).toBe(false);
		},
	);

	it('[RD5] keeps the estate apart from city, street and number', () => {
		const estates = befores
			.map((before) => readAddress(`${before}3号楼2门501`))
			.map((read) => read.ok && read.value.estate);
		expect(estates).toEqual([undefined, '朝阳里', '朝阳里', '朝阳里']);
	});
});
