/** Whether the parts of a drawing belong together, and fit what the register says. Pure. */
import {
	buildingKey,
	cornersOf,
	featuresOf,
	middleOf,
	nameOf,
	type Building,
	type Drawing,
	type Feature,
} from './drawing.ts';
import type { Fault, FaultCode } from './faults.ts';
import { metresBetween, type Point } from './point.ts';
import { isInside, metresToRing } from './ring.ts';

/** A building as the register has it. */
export interface RegisteredBuilding {
	readonly grid: string;
	readonly name: string;
	readonly at: Point | null;
}

const most = { apart: 20_000, entrance: 15, shift: 100, overEdge: 3 } as const;

/**
 * @param community twelve digits; the code of each grid begins with it
 * @param registered null: what the register says is not known here
 */
export function checkDrawing(
	drawing: Drawing,
	community: string,
	registered: readonly RegisteredBuilding[] | null = null,
): Fault[] {
	return [
		...twice(drawing),
		...farAway(drawing),
		...gridFaults(drawing, community),
		...buildingFaults(drawing),
		...entranceFaults(drawing),
		...(registered ? registerFaults(drawing, registered) : []),
	];
}

const faultOf = (code: FaultCode, feature: Feature, at?: Point): Fault => ({
	code,
	feature: feature.id,
	name: nameOf(feature),
	at: at ?? middleOf(feature),
});

function twice({ features }: Drawing): Fault[] {
	const groups = Map.groupBy(features, ({ id }) => id);
	return [...groups.values()].flatMap(([, ...others]) => others.map((feature) => faultOf('twice', feature)));
}

/** From the feature that lies in the middle of all. */
function farAway({ features }: Drawing): Fault[] {
	const middles = features.map(middleOf);
	const median = (axis: 0 | 1) => middles.map((point) => point[axis]).sort((a, b) => a - b)[middles.length >> 1]!;
	if (middles.length === 0) return [];
	const middle: Point = [median(0), median(1)];
	return features
		.filter((feature) => cornersOf(feature).some((point) => metresBetween(point, middle) > most.apart))
		.map((feature) => faultOf('far-away', feature));
}

const gridFaults = (drawing: Drawing, community: string): Fault[] =>
	featuresOf(drawing, 'grid')
		.filter(({ properties: { code } }) => !code.startsWith(community))
		.map((grid) => faultOf('grid-code', grid));

function buildingFaults(drawing: Drawing): Fault[] {
	const grids = new Map(
		featuresOf(drawing, 'grid').map((grid) => [grid.properties.code, grid.geometry.coordinates[0]]),
	);
	return featuresOf(drawing, 'building').flatMap((building) => {
		const ring = grids.get(building.properties.grid);
		if (!ring) return [faultOf('no-grid', building)];
		const middle = middleOf(building);
		if (!isInside(middle, ring)) return [faultOf('outside-grid', building, middle)];
		const over = cornersOf(building).find(
			(corner) => !isInside(corner, ring) && metresToRing(corner, ring) > most.overEdge,
		);
		return over ? [faultOf('over-edge', building, over)] : [];
	});
}

function entranceFaults(drawing: Drawing): Fault[] {
	const buildings = buildingsByKey(drawing);
	return featuresOf(drawing, 'entrance').flatMap((entrance) => {
		const { grid, building } = entrance.properties;
		const own = buildings.get(buildingKey(grid, building));
		if (!own) return [faultOf('no-building', entrance)];
		const [ring] = own.geometry.coordinates;
		const [point] = cornersOf(entrance) as [Point];
		const isNear = isInside(point, ring) || metresToRing(point, ring) <= most.entrance;
		return isNear ? [] : [faultOf('far-entrance', entrance)];
	});
}

function registerFaults(drawing: Drawing, registered: readonly RegisteredBuilding[]): Fault[] {
	const known = new Map(registered.map((building) => [buildingKey(building.grid, building.name), building]));
	const drawn = buildingsByKey(drawing);
	const own = [...drawn].flatMap(([key, building]) => {
		const there = known.get(key);
		if (!there) return [faultOf('unknown-building', building)];
		const isShifted = there.at && metresBetween(there.at, middleOf(building)) > most.shift;
		return isShifted ? [faultOf('shifted', building)] : [];
	});
	const missing = registered
		.filter(({ grid, name }) => !drawn.has(buildingKey(grid, name)))
		.map(({ name, at }): Fault => ({ code: 'not-drawn', feature: null, name, at }));
	return [...own, ...missing];
}

const buildingsByKey = (drawing: Drawing): ReadonlyMap<string, Building> =>
	new Map(featuresOf(drawing, 'building').map((one) => [buildingKey(one.properties.grid, one.properties.name), one]));
