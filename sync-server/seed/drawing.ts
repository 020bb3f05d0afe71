/**
 * The demonstration's 社区底图, made from the seed's own buildings and places: invented like the rest, nothing of any
 * street map. Houses lie along lanes from west to east, each with its entrances on the north side, as people build them.
 */
import { buildingKey, type Drawing, type FacilityKind, type Feature } from '#lib/ground/drawing.ts';
import { pointFrom, rounded, type Point } from '#lib/ground/point.ts';
import { pointOf } from '#lib/registers/register.ts';
import { blockOf, blockSize, grids, pointAt, sizeOf, type Building, type Grid } from './buildings.ts';
import type { SitedPlace } from './places.ts';

const kindsByName: readonly (readonly [part: string, kind: FacilityKind])[] = [
	['健身', 'public'],
	['充电', 'public'],
	['快递', 'public'],
	['消防', 'public'],
	['公告', 'public'],
	['垃圾', 'sanitation'],
	['厕所', 'sanitation'],
];
/** Half of the lane between two blocks. */
const halfLane = 4;
/** From the wall to where somebody stands before the door, in metres. */
const step = 1.5;

export function newDrawing(buildings: readonly Building[], places: readonly SitedPlace[]): Drawing {
	const features: Feature[] = [
		...ways(),
		...grids.map(gridFeature),
		...buildings.flatMap((building) => [buildingFeature(building), ...entrancesOf(building)]),
		...places.flatMap(facilityFeature),
	];
	return { type: 'FeatureCollection', features };
}

const at = (east: number, north: number): Point => {
	const { lat, lon } = pointAt(east, north);
	return [lon, lat];
};

const boxAround = (centre: Point, width: number, depth: number): [Point[]] => {
	const corner = (x: -1 | 1, y: -1 | 1) => rounded(pointFrom(centre, (x * width) / 2, (y * depth) / 2));
	return [[corner(-1, -1), corner(1, -1), corner(1, 1), corner(-1, 1), corner(-1, -1)]];
};

function gridFeature(grid: Grid): Feature {
	const { east, north } = blockOf(grid);
	const [west, south] = [east + halfLane, north + halfLane];
	const [right, top] = [east + blockSize.width - halfLane, north + blockSize.height - halfLane];
	const ring = [at(west, south), at(right, south), at(right, top), at(west, top), at(west, south)];
	const { code, name } = grid;
	return {
		type: 'Feature',
		id: code,
		geometry: { type: 'Polygon', coordinates: [ring] },
		properties: { sort: 'grid', code, name },
	};
}

const nameOf = ({ number }: Building): string => `${number}号楼`;
const centreOf = ({ lon, lat }: Building): Point => [lon, lat];

function buildingFeature(building: Building): Feature {
	const { width, depth } = sizeOf(building);
	const name = nameOf(building);
	return {
		type: 'Feature',
		id: buildingKey(building.grid.code, name),
		geometry: { type: 'Polygon', coordinates: boxAround(centreOf(building), width, depth) },
		properties: { sort: 'building', grid: building.grid.code, name },
	};
}

function entrancesOf(building: Building): Feature[] {
	const { width, depth } = sizeOf(building);
	const { units, grid } = building;
	return Array.from({ length: units }, (_, index): Feature => {
		const east = ((index + 0.5) / units - 0.5) * width;
		const point = rounded(pointFrom(centreOf(building), east, depth / 2 + step));
		const [name, unit] = [nameOf(building), index + 1];
		return {
			type: 'Feature',
			id: `${buildingKey(grid.code, name)}/${unit}`,
			geometry: { type: 'Point', coordinates: point },
			properties: { sort: 'entrance', grid: grid.code, building: name, unit },
		};
	});
}

function facilityFeature(place: SitedPlace): Feature[] {
	const { id, sort, name, grid } = place;
	const point = pointOf(place);
	if (sort !== 'facility' || !point) return [];
	const short = name.replace(grid.name, '');
	const kind = kindsByName.find(([part]) => short.includes(part))?.[1] ?? 'other';
	return [
		{
			type: 'Feature',
			id,
			geometry: { type: 'Point', coordinates: point },
			properties: { sort: 'facility', kind, name: short },
		},
	];
}

/** Lanes around the blocks, and in each block the paths between the rows of houses. */
function ways(): Feature[] {
	const { width, height } = blockSize;
	const line = (id: string, from: Point, to: Point, name?: string): Feature => ({
		type: 'Feature',
		id,
		geometry: { type: 'LineString', coordinates: [from, to] },
		properties: { sort: 'way', ...(name && { name }) },
	});
	const across = [
		['朝阳里南街', 0],
		['朝阳里中街', height],
		['朝阳里北街', 2 * height],
	] as const;
	const along = [
		['朝阳里西路', 0],
		['一巷', width],
		['二巷', 2 * width],
		['朝阳里东路', 3 * width],
	] as const;
	return [
		...across.map(([name, north]) => line(`way/${name}`, at(0, north), at(3 * width, north), name)),
		...along.map(([name, east]) => line(`way/${name}`, at(east, 0), at(east, 2 * height), name)),
		...grids.flatMap((grid) => {
			const { east, north } = blockOf(grid);
			return [57.5, 112.5, 167.5, 222.5].map((up, index) =>
				line(`way/${grid.code}/${index + 1}`, at(east + 6, north + up), at(east + width - 6, north + up)),
			);
		}),
	];
}
