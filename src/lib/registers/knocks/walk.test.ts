import fc from 'fast-check';
import { expect, it } from 'vitest';
import { inWalkingOrder, nextDoor, staircasesOf, type Stop } from './walk.ts';

const stop = (unit: number | undefined, door: string, isToDo = true): Stop => ({
	id: `${unit ?? ''}-${door}`,
	building: '3',
	...(unit !== undefined && { unit }),
	door,
	isToDo,
});
const building = fc
	.uniqueArray(
		fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 3 })),
		{
			selector: String,
			minLength: 1,
			maxLength: 24,
		},
	)
	.chain((doors) =>
		fc.tuple(...doors.map(([unit, floor, flat]) => fc.boolean().map((is) => stop(unit, `${floor}0${flat}`, is)))),
	);

it('[DO5] goes up in this staircase, then to what was left out below, then to the next staircase', () => {
	const stops = [
		stop(1, '101'),
		stop(2, '1001'),
		stop(2, '201'),
		stop(2, '301', false),
		stop(2, '901'),
		stop(3, '101', false),
	];
	const from = (here: string, done: readonly string[] = []) => {
		const next = nextDoor(
			stops.map((one) => (done.includes(one.id) ? { ...one, isToDo: false } : one)),
			here,
		);
		return next && [next.stop.id, next.isOtherStaircase, next.left];
	};
	expect(inWalkingOrder(stops).map(({ id }) => id)).toEqual(['1-101', '2-201', '2-301', '2-901', '2-1001', '3-101']);
	expect(from('2-301')).toEqual(['2-901', false, 3]);
	expect(from('2-901')).toEqual(['2-1001', false, 2]);
	expect(from('2-1001', ['2-901'])).toEqual(['2-201', false, 1]);
	expect(from('2-201', ['2-901', '2-1001'])).toEqual(['1-101', true, 1]);
	expect(from('2-201', ['2-901', '2-1001', '1-101'])).toBeNull();
});

it('[DO6] comes to each door that is to be visited once, staircase after staircase, and to none other', () => {
	fc.assert(
		fc.property(building, fc.nat(), (given, pick) => {
			let stops: readonly Stop[] = given;
			let here = given[pick % given.length]!;
			const walked: Stop[] = [];
			const leave = () => (stops = stops.map((one) => (one.id === here.id ? { ...one, isToDo: false } : one)));
			leave();
			for (let next = nextDoor(stops, here.id); next; next = nextDoor(stops, here.id)) {
				expect(next.isOtherStaircase).toBe(next.stop.unit !== here.unit);
				here = next.stop;
				walked.push(here);
				leave();
				if (walked.length > given.length) break;
			}
			const start = given[pick % given.length]!;
			const wanted = given.filter(({ id, isToDo }) => isToDo && id !== start.id).map(({ id }) => id);
			expect(walked.map(({ id }) => id).sort()).toEqual(wanted.sort());
			const units = walked.map(({ unit }) => unit);
			expect(new Set(units).size).toBe(units.filter((unit, index) => unit !== units[index - 1]).length);
		}),
	);
});

it('[DO5] keeps a staircase together and counts floors as numbers', () => {
	fc.assert(
		fc.property(building, (given) => {
			const stairs = staircasesOf(given);
			expect(stairs.flat()).toHaveLength(given.length);
			for (const doors of stairs) {
				const numbers = doors.map(({ door }) => Number(door));
				expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
				expect(new Set(doors.map(({ unit }) => unit)).size).toBe(1);
			}
		}),
	);
});
