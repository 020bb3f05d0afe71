/**
 * A drawing out of what a file or a screen gave: each feature by itself, in our shape, or named with what is wrong. What
 * other programs add (altitudes, further properties, a polygon as a MultiPolygon of one) is left behind. Pure.
 */
import * as v from 'valibot';
import { buildingKey, emptyDrawing, facilityKinds, nameOf, type Drawing, type Feature } from './drawing.ts';
import type { Fault, FaultCode } from './faults.ts';
import { isOnEarth, type Point } from './point.ts';
import { crossingOf } from './ring.ts';

/** What a community has is far less; what is looked through costs corners times sides, while nobody else is answered. */
const most = { features: 5000, corners: 50_000, cornersOfOne: 1000, idLength: 100 } as const;
const text = (length: number) => v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(length));
const gridCode = v.pipe(v.union([v.string(), v.number()]), v.transform(String), v.regex(/^\d{15}$/));

const properties = v.variant('sort', [
	v.object({ sort: v.literal('grid'), code: gridCode, name: text(40) }),
	v.object({ sort: v.literal('building'), grid: gridCode, name: text(60) }),
	v.object({
		sort: v.literal('entrance'),
		grid: gridCode,
		building: text(60),
		unit: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(99)),
	}),
	v.object({ sort: v.literal('facility'), kind: v.picklist(facilityKinds), name: text(60) }),
	v.object({ sort: v.literal('way'), name: v.optional(text(60)) }),
]);
const shapes = {
	grid: 'Polygon',
	building: 'Polygon',
	entrance: 'Point',
	facility: 'Point',
	way: 'LineString',
} as const;
const collection = v.object({ type: v.literal('FeatureCollection'), features: v.array(v.unknown()) });
/** The longitudes and latitudes of China, so that swapped ones are told from wrong ones. */
const china = { lon: [73, 136], lat: [3, 54] } as const;

export interface ReadDrawing {
	/** Of the features that could be read; the others stand in `faults`. */
	readonly drawing: Drawing;
	readonly faults: readonly Fault[];
}

/** @param newId for features without an id of their own and without a name that is one */
export function readDrawing(given: unknown, newId: () => string): ReadDrawing {
	const whole = (code: FaultCode) => ({ drawing: emptyDrawing, faults: [{ code, feature: null, name: '', at: null }] });
	const read = v.safeParse(collection, given);
	if (!read.success) return whole('not-geojson');
	if (read.output.features.length > most.features) return whole('too-many');
	if (!isWgs84(given as object)) return whole('datum');
	const features: Feature[] = [];
	const faults: Fault[] = [];
	let corners = 0;
	for (const [index, one] of read.output.features.entries()) {
		const points = pointsOf((one as Partial<Feature> | null)?.geometry);
		corners += points === 'hole' ? 0 : (points?.length ?? 0);
		if (corners > most.corners) return whole('too-many-corners');
		const made = readFeature(one, { points, index, newId });
		if ('code' in made) faults.push(made);
		else features.push(made);
	}
	return { drawing: { type: 'FeatureCollection', features }, faults };
}

/** RFC 7946 knows no other datum; older files name theirs as `crs`, and people write it as `datum`. */
function isWgs84({ crs, datum }: { crs?: unknown; datum?: unknown }): boolean {
	const declared = [crs, datum].filter((word) => word !== undefined && word !== null);
	return declared.every((word) => /CRS84|EPSG:+(\d+:)?4326\b|WGS-?84/i.test(nameOfDatum(word)));
}

function nameOfDatum(declared: unknown): string {
	if (typeof declared === 'string') return declared;
	const { properties } = declared as { properties?: { name?: unknown } | null };
	return typeof properties?.name === 'string' ? properties.name : '';
}

interface About {
	readonly points: Point[] | 'hole' | null;
	/** From 0 in the file. */
	readonly index: number;
	readonly newId: () => string;
}

function readFeature(given: unknown, { points, index, newId }: About): Feature | Fault {
	const { geometry, properties: said, id } = (given ?? {}) as Record<string, unknown>;
	const own = v.safeParse(properties, said);
	const name = own.success ? nameOf({ properties: own.output }) : `${index + 1}`;
	const feature = typeof id === 'string' && id !== '' && id.length <= most.idLength ? id : null;
	const fault = (code: FaultCode, at: Point | null): Fault => ({ code, feature, name, at });
	if (points === 'hole') return fault('hole', null);
	const at = points?.find(isOnEarth) ?? null;
	if (!own.success || !points || shapes[own.output.sort] !== shapeOf(geometry)) return fault('shape', at);
	if (points.length > most.cornersOfOne) return fault('corners', at);
	if (points.some(isSwapped)) return fault('swapped', flipped(points.find(isSwapped)!));
	if (!points.every(isOnEarth)) return fault('off-earth', at);
	if (shapes[own.output.sort] === 'Polygon') {
		if (!isRing(points)) return fault('ring', points[0]!);
		const crossing = crossingOf(points);
		if (crossing) return fault('crossing', crossing);
	}
	const key = keyOf(own.output) ?? feature ?? newId();
	return { type: 'Feature', id: key, geometry: geometryOf(own.output.sort, points), properties: own.output } as Feature;
}

type Said = v.InferOutput<typeof properties>;

/** What is called by a code or name of its own has that as its id, so that a second file means the same feature. */
function keyOf(said: Said): string | null {
	if (said.sort === 'grid') return said.code;
	if (said.sort === 'building') return buildingKey(said.grid, said.name);
	return said.sort === 'entrance' ? `${buildingKey(said.grid, said.building)}/${said.unit}` : null;
}

const shapeOf = (geometry: unknown): string => (geometry as { type: string }).type.replace('Multi', '');

function pointsOf(geometry: unknown): Point[] | 'hole' | null {
	const { type, coordinates } = (geometry ?? {}) as { type?: unknown; coordinates?: unknown };
	if (type === 'Point') return listOf([coordinates]);
	if (type === 'LineString') return atLeast(2, listOf(coordinates));
	const parts = type === 'MultiPolygon' ? coordinates : type === 'Polygon' ? [coordinates] : null;
	if (!Array.isArray(parts) || !parts.every(Array.isArray)) return null;
	if (parts.length !== 1 || parts[0].length !== 1) return 'hole';
	return listOf(parts[0][0]);
}

function listOf(given: unknown): Point[] | null {
	if (!Array.isArray(given) || given.length === 0) return null;
	const points = given.map((one) => {
		const [lon, lat] = Array.isArray(one) ? (one as unknown[]) : [];
		return Number.isFinite(lon) && Number.isFinite(lat) ? ([lon, lat] as unknown as Point) : null;
	});
	return points.every((point) => point !== null) ? points : null;
}

const atLeast = (count: number, points: Point[] | null): Point[] | null =>
	points && points.length >= count ? points : null;

const isRing = (points: readonly Point[]): boolean =>
	points.length >= 4 && points[0]![0] === points.at(-1)![0] && points[0]![1] === points.at(-1)![1];

const isWithin = (value: number, [least, most]: readonly [number, number]): boolean => value >= least && value <= most;
const flipped = ([lon, lat]: Point): Point => [lat, lon];
/** Beyond the pole as it stands, or in China only the other way round. */
const isSwapped = ([lon, lat]: Point): boolean =>
	isWithin(lat, china.lon) && isWithin(lon, china.lat) && !(isWithin(lon, china.lon) && isWithin(lat, china.lat));

function geometryOf(sort: Said['sort'], points: readonly Point[]): object {
	if (shapes[sort] === 'Point') return { type: 'Point', coordinates: points[0] };
	return shapes[sort] === 'Polygon'
		? { type: 'Polygon', coordinates: [points] }
		: { type: 'LineString', coordinates: points };
}
