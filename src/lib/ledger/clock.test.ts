import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hlcOf, hlcPattern, hlcToMs, isLater, tick, type Hlc } from './clock.ts';

const ms = fc.integer({ min: 0, max: 999_999_999_999_999 });
const counter = fc.integer({ min: 0, max: 0xffff });

describe('the clock', () => {
	it('[C1] reads as 15 digits, a dash and 4 hex digits', () => {
		expect(hlcOf(1_763_863_200_000, 255)).toBe('001763863200000-00ff');
		fc.assert(
			fc.property(ms, counter, (time, count) => {
				expect(hlcOf(time, count)).toMatch(hlcPattern);
				expect(hlcToMs(hlcOf(time, count))).toBe(time);
			}),
		);
	});

	it('[C1] orders as text the way it orders in time', () => {
		fc.assert(
			fc.property(ms, counter, ms, counter, (timeA, countA, timeB, countB) => {
				const isBefore = timeA < timeB || (timeA === timeB && countA < countB);
				expect(hlcOf(timeA, countA) < hlcOf(timeB, countB)).toBe(isBefore);
			}),
		);
	});

	it('[C2] always moves on, when the wall clock stands still or runs backwards too', () => {
		fc.assert(
			fc.property(
				fc.array(fc.integer({ min: 1_700_000_000_000, max: 1_700_000_000_050 }), { minLength: 2 }),
				(walls) => {
					let last: Hlc | null = null;
					for (const wall of walls) {
						const next = tick(last, wall);
						expect(next).toMatch(hlcPattern);
						expect(last === null || next > last).toBe(true);
						expect(hlcToMs(next)).toBeGreaterThanOrEqual(wall);
						last = next;
					}
				},
			),
		);
	});

	it('[C2] moves to the next millisecond when the counter is full', () => {
		expect(tick(hlcOf(5, 0xffff), 5)).toBe(hlcOf(6));
		expect(tick(hlcOf(5, 0xfffe), 5)).toBe(hlcOf(5, 0xffff));
	});

	it('puts two readings in one order: clock, then id', () => {
		expect(isLater({ hlc: hlcOf(2), id: 'a' }, { hlc: hlcOf(1), id: 'b' })).toBe(true);
		expect(isLater({ hlc: hlcOf(1), id: 'b' }, { hlc: hlcOf(1), id: 'a' })).toBe(true);
		expect(isLater({ hlc: hlcOf(1), id: 'a' }, { hlc: hlcOf(1), id: 'a' })).toBe(false);
	});
});
