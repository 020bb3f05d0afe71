/**
 * The ground of the demonstration community: six grids from west to east, forty buildings. Most are six-storey
 * walk-ups of an old 里巷, with two or three doors on each landing; a few are towers. WGS-84.
 */
import type { Random } from './random.ts';

export interface Grid {
	readonly code: string;
	readonly name: string;
	/** Counts from 1. */
	readonly number: number;
	readonly worker: string;
}

export interface Building {
	readonly grid: Grid;
	/** As on its wall: `3` is 3号楼. */
	readonly number: number;
	readonly units: number;
	readonly floors: number;
	readonly doors: number;
	readonly lat: number;
	readonly lon: number;
}

export interface DoorPlan {
	readonly building: Building;
	readonly unit: number;
	readonly floor: number;
	/** `501` */
	readonly door: string;
}

export const community = '120101004010';
const numerals = ['一', '二', '三', '四', '五', '六'];

export const grids: readonly Grid[] = numerals.map((numeral, index) => ({
	code: `${community}${String(index + 1).padStart(3, '0')}`,
	name: `第${numeral}网格`,
	number: index + 1,
	worker: `grid0${index + 1}`,
}));

/** Units × floors × doors on a landing. */
const shapes = {
	a: [4, 6, 2],
	b: [3, 6, 3],
	c: [5, 6, 2],
	d: [3, 6, 2],
	t: [1, 18, 4],
} as const satisfies Record<string, readonly [number, number, number]>;

/** One letter a building; 2,070 doors in all. */
const gridShapes = ['aabactd', 'acaabda', 'abacata', 'daacbaa', 'tacaba', 'adacta'] as const;

/** South-west corner of the first grid's block. */
const corner = { lat: 39.1072, lon: 117.1876 };
/** Of a grid's block, in metres; half a lane all around belongs to it. */
export const blockSize = { width: 205, height: 250 };
const metresPerDegree = { lat: 111_195, lon: 86_280 };

/** A point so many metres east and north of the corner, to about 10 cm. */
export function pointAt(east: number, north: number): { lat: number; lon: number } {
	const round = (degrees: number) => Math.round(degrees * 1e6) / 1e6;
	return { lat: round(corner.lat + north / metresPerDegree.lat), lon: round(corner.lon + east / metresPerDegree.lon) };
}

/** South-west corner of a grid's block, in metres from the corner of the whole. */
export const blockOf = (grid: Grid): { east: number; north: number } => ({
	east: ((grid.number - 1) % 3) * blockSize.width,
	north: grid.number <= 3 ? blockSize.height : 0,
});

const walls = { unit: 15, wideUnit: 20, tower: 26, depth: 12, towerDepth: 24 } as const;

/** Outer walls of a house, in walls. */
export function sizeOf({ units, doors, floors }: Pick<Building, 'units' | 'doors' | 'floors'>) {
	if (floors > 6) return { width: walls.tower, depth: walls.towerDepth };
	return { width: units * (doors > 2 ? walls.wideUnit : walls.unit), depth: walls.depth };
}

export function newBuildings(random: Random): Building[] {
	const buildings: Building[] = [];
	for (const [index, letters] of gridShapes.entries()) {
		const grid = grids[index]!;
		for (const [position, letter] of [...letters].entries()) {
			const [units, floors, doors] = shapes[letter as keyof typeof shapes];
			const { east, north } = blockOf(grid);
			const point = pointAt(
				east + 50 + (position % 2) * 95 + random.int(-4, 4),
				north + 30 + Math.floor(position / 2) * 55 + random.int(-3, 3),
			);
			buildings.push({ grid, number: buildings.length + 1, units, floors, doors, ...point });
		}
	}
	return buildings;
}

export function doorsOf(building: Building): DoorPlan[] {
	const doors: DoorPlan[] = [];
	for (let unit = 1; unit <= building.units; unit++) {
		for (let floor = 1; floor <= building.floors; floor++) {
			for (let door = 1; door <= building.doors; door++)
				doors.push({ building, unit, floor, door: `${floor}0${door}` });
		}
	}
	return doors;
}
