/** Outlines of grids and buildings. Pure; a ring ends where it begins, as in GeoJSON. */
import { flatAround, type Point } from './point.ts';

export type Ring = readonly Point[];

/** Whether the point lies inside; on the line itself it may be either. */
export function isInside([x, y]: Point, ring: Ring): boolean {
	let inside = false;
	for (const [[ax, ay], [bx, by]] of edgesOf(ring)) {
		if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
	}
	return inside;
}

/** Where a ring crosses or touches itself: the begin of the first such side; null when it does not. */
export function crossingOf(ring: Ring): Point | null {
	const edges = [...edgesOf(ring)];
	for (let first = 0; first < edges.length; first++) {
		for (let second = first + 1; second < edges.length; second++) {
			const areNeighbours = second === first + 1 || (first === 0 && second === edges.length - 1);
			if (areNeighbours ? doubleBack(edges[first]!, edges[second]!) : meet(edges[first]!, edges[second]!))
				return edges[second]![0];
		}
	}
	return null;
}

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
const turn = ([ax, ay]: Point, [bx, by]: Point, [cx, cy]: Point): number =>
	(bx - ax) * (cy - ay) - (by - ay) * (cx - ax);

const isBetween = ([ax, ay]: Point, [bx, by]: Point, [x, y]: Point): boolean =>
	x >= Math.min(ax, bx) && x <= Math.max(ax, bx) && y >= Math.min(ay, by) && y <= Math.max(ay, by);

function meet([a, b]: Edge, [c, d]: Edge): boolean {
	const [abc, abd, cda, cdb] = [turn(a, b, c), turn(a, b, d), turn(c, d, a), turn(c, d, b)];
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
