import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { circleAround, flatAround, metresBetween, pointFrom, type Point } from './point.ts';
import { centreOf, crossingOf, isInside, metresToRing } from './ring.ts';

const tianjin: Point = [117.19, 39.11];
const offset = fc.double({ min: -2000, max: 2000, noNaN: true });

describe('distances', () => {
	it('knows a degree of latitude, and what a degree of longitude is at 39 degrees', () => {
		expect(metresBetween([117, 39], [117, 40])).toBeCloseTo(111_195, -1);
		expect(metresBetween([117, 39.11], [118, 39.11])).toBeCloseTo(86_277, -2);
	});

	it('goes so many metres and comes back', () => {
		fc.assert(
			fc.property(offset, offset, (east, north) => {
				const there = pointFrom(tianjin, east, north);
				expect(metresBetween(tianjin, there)).toBeCloseTo(Math.hypot(east, north), -1);
				const [x, y] = flatAround(tianjin)(there);
				expect(x).toBeCloseTo(east, 6);
				expect(y).toBeCloseTo(north, 6);
			}),
		);
	});

	it('draws a circle whose corners all lie at the distance', () => {
		for (const corner of circleAround(tianjin, 35)) expect(metresBetween(tianjin, corner)).toBeCloseTo(35, 0);
	});
});

/** A star around the middle: never crosses itself. */
const star = fc.array(fc.double({ min: 10, max: 200, noNaN: true }), { minLength: 3, maxLength: 12 }).map((spokes) => {
	const ring = spokes.map((length, index) => {
		const angle = (index / spokes.length) * 2 * Math.PI;
		return pointFrom(tianjin, length * Math.cos(angle), length * Math.sin(angle));
	});
	return [...ring, ring[0]!];
});

describe('outlines', () => {
	it('holds the middle of a star of four and more, and no point far away', () => {
		fc.assert(
			fc.property(star, (ring) => {
				fc.pre(ring.length > 4);
				expect(isInside(tianjin, ring)).toBe(true);
				expect(isInside(pointFrom(tianjin, 300, 0), ring)).toBe(false);
				expect(crossingOf(ring)).toBeNull();
			}),
		);
	});

	it('finds two corners that changed places', () => {
		const box: Point[] = [tianjin, pointFrom(tianjin, 50, 0), pointFrom(tianjin, 50, 30), pointFrom(tianjin, 0, 30)];
		expect(crossingOf([...box, tianjin])).toBeNull();
		const [a, b, c, d] = box as [Point, Point, Point, Point];
		expect(crossingOf([a, c, b, d, a])).not.toBeNull();
		// There and back again on one line.
		expect(crossingOf([a, b, c, b, a])).not.toBeNull();
	});

	it('gives the middle of a box to a millimetre, and the way to its wall', () => {
		const box = [
			[-20, -5],
			[20, -5],
			[20, 5],
			[-20, 5],
			[-20, -5],
		].map(([x, y]) => pointFrom(tianjin, x!, y!));
		expect(metresBetween(centreOf(box), tianjin)).toBeLessThan(0.001);
		expect(metresToRing(pointFrom(tianjin, 0, 12), box)).toBeCloseTo(7, 3);
		expect(metresToRing(pointFrom(tianjin, 23, 9), box)).toBeCloseTo(5, 3);
	});
});
