/** Outlines of grids and buildings. Pure; a ring ends where it begins, as in GeoJSON. */
import { flatAround, type Point } from './point.ts';

export type Ring = readonly Point[];

/** Whether the point lies inside; on the line itself it may be either. Run for each corner of a drawing: no arrays are made. */
export function isInside([x, y]: Point, ring: Ring): boolean {
	let inside = false;
	for (let index = 1; index < ring.length; index++) {
		const [a, b] = [ring[index - 1]!, ring[index]!];
		if (a[1] > y !== b[1] > y && x < ((b[0] - a[0]) * (y - a[1])) / (b[1] - a[1]) + a[0]) inside = !inside;
	}
	return inside;
}

/** Where a ring crosses or touches itself: the begin of the first such side; null when it does not. */
export function crossingOf(ring: Ring): Point | null {
	const edges = [...edgesOf(ring)];
	const boxes = edges.map(boxOf);
	for (let first = 0; first < edges.length; first++) {
		for (let second = first + 1; second < edges.length; second++) {
			// Nearly all pairs of sides lie apart, and that is soon seen.
			if (areApart(boxes[first]!, boxes[second]!)) continue;
			const areNeighbours = second === first + 1 || (first === 0 && second === edges.length - 1);
			if (areNeighbours ? doubleBack(edges[first]!, edges[second]!) : meet(edges[first]!, edges[second]!))
				return edges[second]![0];
		}
	}
	return null;
}

interface Box {
	readonly west: number;
	readonly east: number;
	readonly south: number;
	readonly north: number;
}

const boxOf = ([a, b]: Edge): Box => ({
	west: Math.min(a[0], b[0]),
	east: Math.max(a[0], b[0]),
	south: Math.min(a[1], b[1]),
	north: Math.max(a[1], b[1]),
});

const areApart = (a: Box, b: Box): boolean =>
	a.east < b.west || b.east < a.west || a.north < b.south || b.north < a.south;

/** The middle of its area; of a ring without any area, of its corners. */
export function centreOf(ring: Ring): Point {
	const [[originX, originY]] = ring as [Point];
	let area = 0;
	let [x, y] = [0, 0];
	// Reckoned from the first corner, or the digits are used up by where on the earth it lies.
	for (const [a, b] of edgesOf(ring)) {
		const [ax, ay, bx, by] = [a[0] - originX, a[1] - originY, b[0] - originX, b[1] - originY];
		const part = ax * by - bx * ay;
		area += part;
		x += (ax + bx) * part;
		y += (ay + by) * part;
	}
	if (area !== 0) return [originX + x / (3 * area), originY + y / (3 * area)];
	const corners = ring.slice(0, -1);
	const mean = (axis: 0 | 1) => corners.reduce((sum, point) => sum + point[axis], 0) / corners.length;
	return [mean(0), mean(1)];
}

/** Metres from a point to the nearest side. */
export function metresToRing(point: Point, ring: Ring): number {
	const flat = flatAround(point);
	return Math.min(...[...edgesOf(ring)].map(([from, to]) => fromOrigin(flat(from), flat(to))));
}

type Edge = readonly [from: Point, to: Point];

function* edgesOf(ring: Ring): Generator<Edge> {
	for (let index = 1; index < ring.length; index++) yield [ring[index - 1]!, ring[index]!];
}

/** Twice the area of the triangle; its sign tells on which side of the line `c` lies. */
const turn = (a: Point, b: Point, c: Point): number => (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);

const isBetween = ([ax, ay]: Point, [bx, by]: Point, [x, y]: Point): boolean =>
	x >= Math.min(ax, bx) && x <= Math.max(ax, bx) && y >= Math.min(ay, by) && y <= Math.max(ay, by);

function meet([a, b]: Edge, [c, d]: Edge): boolean {
	const abc = turn(a, b, c);
	const abd = turn(a, b, d);
	// Both ends on one side, as with most that lie near each other.
	if (abc * abd > 0) return false;
	const [cda, cdb] = [turn(c, d, a), turn(c, d, b)];
	if (abc * abd < 0 && cda * cdb < 0) return true;
	return (
		(abc === 0 && isBetween(a, b, c)) ||
		(abd === 0 && isBetween(a, b, d)) ||
		(cda === 0 && isBetween(c, d, a)) ||
		(cdb === 0 && isBetween(c, d, b))
	);
}

/** Two sides that follow each other share a corner; they must not lie on each other. */
function doubleBack([a, b]: Edge, [c, d]: Edge): boolean {
	const [tip, one, other] = isSame(b, c) ? [b, a, d] : [a, b, c];
	const along = (one[0] - tip[0]) * (other[0] - tip[0]) + (one[1] - tip[1]) * (other[1] - tip[1]);
	return turn(tip, one, other) === 0 && along > 0;
}

const isSame = ([ax, ay]: Point, [bx, by]: Point): boolean => ax === bx && ay === by;

/** Distance of (0, 0) from a side, in its own unit. */
function fromOrigin([ax, ay]: Point, [bx, by]: Point): number {
	const [dx, dy] = [bx - ax, by - ay];
	const length = dx * dx + dy * dy;
	const share = length === 0 ? 0 : Math.max(0, Math.min(1, -(ax * dx + ay * dy) / length));
	return Math.hypot(ax + share * dx, ay + share * dy);
}
