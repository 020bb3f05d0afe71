import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pointFrom, type Point } from '#lib/ground/point.ts';
import * as v from 'valibot';
import { positionSchema } from './fields.ts';
import { doubtsOf, farOff, meantPoint, positionOf, type Fix } from './position.ts';
import { fieldText } from './record-words.ts';

const home: Point = [117.19, 39.11];
const minute = 60_000;
const now = 1_800_000_000_000;
const fix = (part: Partial<Fix> & { ageSeconds?: number } = {}) => ({
	at: home,
	accuracy: 20,
	ms: now,
	ageSeconds: 3,
	...part,
});
const east = (metres: number): Point => pointFrom(home, metres, 0);

describe('[D165] what is odd about a position', () => {
	it('is nothing of a fresh fix, with or without others before it', () => {
		expect(doubtsOf(fix(), [])).toEqual([]);
		expect(doubtsOf(fix(), [fix({ at: east(80), ms: now - 5 * minute })])).toEqual([]);
	});

	it.each([
		[120, 100, []],
		[121, 100, ['old']],
		[120, 101, ['coarse']],
		[4000, 900, ['old', 'coarse']],
	])('%d seconds old and good to %d metres: %j', (ageSeconds, accuracy, doubts) => {
		expect(doubtsOf(fix({ ageSeconds, accuracy }), [])).toEqual(doubts);
	});

	it('tells the third of the same to the last digit, minutes apart, and neither two nor one cached for a moment', () => {
		const before = [fix({ ms: now - 5 * minute }), fix({ ms: now - 9 * minute })];
		expect(doubtsOf(fix(), before)).toEqual(['same']);
		expect(doubtsOf(fix(), before.slice(0, 1))).toEqual([]);
		expect(doubtsOf(fix(), [fix({ ms: now - minute }), before[1]!])).toEqual([]);
		expect(doubtsOf(fix(), [before[0]!, fix({ ms: now - 9 * minute, at: east(0.2) })])).toEqual([]);
	});

	it('tells a jump, and no drive, no walk, and no fix that was good to a kilometre', () => {
		expect(doubtsOf(fix({ at: east(6000) }), [fix({ ms: now - minute })])).toEqual(['jump']);
		expect(doubtsOf(fix({ at: east(6000) }), [fix({ ms: now - 10 * minute })])).toEqual([]);
		expect(doubtsOf(fix({ at: east(900) }), [fix({ ms: now - 1000 })])).toEqual([]);
		expect(doubtsOf(fix({ at: east(2500) }), [fix({ ms: now - minute / 2, accuracy: 3000 })])).toEqual([]);
	});

	it('never tells more than the schema takes', () => {
		const any = fc.record({
			x: fc.integer({ min: 0, max: 9000 }),
			ms: fc.nat(),
			accuracy: fc.nat(3000),
			ageSeconds: fc.nat(9000),
		});
		fc.assert(
			fc.property(fc.array(any, { minLength: 1, maxLength: 4 }), ([last, ...others]) => {
				const of = ({ x, ...more }: typeof last & object) => fix({ at: east(x), ...more });
				const doubts = doubtsOf(of(last!), others.map(of));
				const position = { lat: 39, lon: 117, accuracy: 1, doubts };
				expect(v.safeParse(positionSchema, position).success).toBe(true);
			}),
		);
	});
});

describe('[D166] a pin that was moved', () => {
	const position = { lat: 39.11, lon: 117.19, accuracy: 30, age: 4 };

	it('[D165, D167] is written down with accuracy, age, and the distance of the one that is meant', () => {
		const given = { pin: null, site: east(300), before: [], nowMs: now + 5400 };
		const measured = { at: [117.19000004, 39.11] as Point, accuracy: 24.6, ms: now };
		expect(positionOf(measured, given)).toEqual({ lat: 39.11, lon: 117.19, accuracy: 25, age: 5, off: 300 });
		expect(positionOf(measured, { ...given, pin: east(290) })).toMatchObject({ off: 10, moved: { lat: 39.11 } });
		expect(positionOf(measured, { ...given, site: null, nowMs: now + 200_000 })).toMatchObject({ doubts: ['old'] });
		expect(positionOf(measured, { ...given, nowMs: now - 1 })).toMatchObject({ age: 0 });
		for (const nowMs of [now, now + 1e12])
			expect(v.safeParse(positionSchema, positionOf(measured, { ...given, nowMs })).success).toBe(true);
	});

	it('stands beside what was measured, and is what is meant', () => {
		const moved = { ...position, moved: { lat: 39.12, lon: 117.2 } };
		expect(meantPoint(position)).toEqual([117.19, 39.11]);
		expect(meantPoint(moved)).toEqual([117.2, 39.12]);
		expect(v.parse(positionSchema, moved)).toEqual(moved);
		expect(fieldText('visit', 'position', moved, 'zh')).toMatch(/39\.11000, 117\.19000.*图钉.*39\.12000, 117\.20000/);
	});

	it('[D167] is far from its place only beyond the accuracy and the length of a house', () => {
		expect(farOff({ ...position, off: 180 })).toBeNull();
		expect(farOff({ ...position, off: 181 })).toBe(181);
		expect(farOff({ ...position, accuracy: 900, off: 800 })).toBeNull();
		expect(farOff({ ...position, accuracy: 900, off: 160, moved: { lat: 39, lon: 117 } })).toBe(160);
		expect(farOff(position)).toBeNull();
	});

	it('keeps what older apps wrote, and says the new in both languages', () => {
		expect(v.parse(positionSchema, position)).toEqual(position);
		expect(fieldText('visit', 'position', { ...position, off: 320, doubts: ['old'] }, 'zh')).toMatch(/320 米.*定位是/);
		expect(fieldText('visit', 'position', { ...position, off: 320, doubts: ['same'] }, 'en')).toMatch(/320 m.*same/);
	});
});
