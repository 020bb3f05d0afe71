import { describe, expect, it } from 'vitest';
import { createRandom, shuffled } from '#tests/support/entries.ts';
import { doorOrder, doorToLabel, floorOfDoor, type Door } from './door.ts';

describe('doors', () => {
	it('are written building, stairwell, door', () => {
		expect(doorToLabel({ building: '3', unit: 2, floor: 5, door: '501' })).toBe('3-2-501');
		expect(doorToLabel({ building: '3', door: '501' })).toBe('3-501');
	});

	it.each([
		['501', 5],
		['1203', 12],
		['102', 1],
		['51', null],
		['B01', null],
		['底商', null],
		['12345', null],
	])('%s says floor %s', (door, floor) => expect(floorOfDoor(door)).toBe(floor));

	it('stand in walking order: by number, not by letter', () => {
		const walk: readonly Door[] = [
			{ building: '2', unit: 1, floor: 1, door: '101' },
			{ building: '2', unit: 1, floor: 10, door: '1001' },
			{ building: '2', unit: 2, floor: 1, door: '101' },
			{ building: '3', floor: -1, door: 'B01' },
			{ building: '3', floor: 1, door: '101' },
			{ building: '3', unit: 1, floor: 2, door: '201' },
			{ building: '3', unit: 1, floor: 2, door: '202' },
			{ building: '10', unit: 1, floor: 1, door: '101' },
		];
		const order = (doors: readonly Door[]) => [...doors].sort((a, b) => (doorOrder(a) < doorOrder(b) ? -1 : 1));
		for (let seed = 0; seed < 20; seed++) expect(order(shuffled(walk, createRandom(seed)))).toEqual(walk);
	});
});
