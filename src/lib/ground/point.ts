/** Points of the earth and distances between them. Pure; WGS-84, longitude first, as in GeoJSON. */

export type Point = readonly [lon: number, lat: number];

const earthMetres = 6_371_008.8;
const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Over the ground, by the haversine formula: within half a per cent, and exact enough between two houses. */
export function metresBetween([lonA, latA]: Point, [lonB, latB]: Point): number {
	const half = (degrees: number) => Math.sin(radians(degrees) / 2) ** 2;
	const chord = half(latB - latA) + Math.cos(radians(latA)) * Math.cos(radians(latB)) * half(lonB - lonA);
	return 2 * earthMetres * Math.asin(Math.min(1, Math.sqrt(chord)));
}

const metresPerDegree = radians(1) * earthMetres;

/** So many metres east and north of a point; for distances of a few kilometres, away from the poles. */
export const pointFrom = ([lon, lat]: Point, east: number, north: number): Point => [
	lon + east / (metresPerDegree * Math.cos(radians(lat))),
	lat + north / metresPerDegree,
];

/** The other way round: metres east and north of the middle. */
export const flatAround =
	([lon, lat]: Point) =>
	([x, y]: Point): Point => [(x - lon) * metresPerDegree * Math.cos(radians(lat)), (y - lat) * metresPerDegree];

/** Six places are about ten centimetres: more than any phone knows. */
export const rounded = ([lon, lat]: Point): Point => [Math.round(lon * 1e6) / 1e6, Math.round(lat * 1e6) / 1e6];

export const isOnEarth = ([lon, lat]: Point): boolean => Math.abs(lon) <= 180 && Math.abs(lat) <= 90;

/** South-west and north-east corner of them all; null of none. */
export function cornersAround(points: readonly Point[]): readonly [Point, Point] | null {
	if (points.length === 0) return null;
	const [lons, lats] = [points.map(([lon]) => lon), points.map(([, lat]) => lat)];
	return [
		[Math.min(...lons), Math.min(...lats)],
		[Math.max(...lons), Math.max(...lats)],
	];
}

/** A circle as a ring, to be drawn: for the accuracy of a position. */
export function circleAround(centre: Point, metres: number, corners = 48): Point[] {
	const ring = Array.from({ length: corners }, (_, index) => {
		const angle = (index / corners) * 2 * Math.PI;
		return pointFrom(centre, metres * Math.cos(angle), metres * Math.sin(angle));
	});
	return [...ring, ring[0]!];
}
