/** Where the practice house stands: in the open sea off Tianjin, so that nobody's house lies under it. Pure. */
import { buildingKey, type Drawing, type Feature } from '#lib/ground/drawing.ts';
import { pointFrom, rounded, type Point } from '#lib/ground/point.ts';
import type { Entry } from '#lib/ledger/entry.ts';
import { practiceDesk } from './names.ts';
import type { Write } from './writing.ts';

export const buildingNumber = '9';
const buildingName = `${buildingNumber}号楼`;

const middle: Point = [118.6, 38.6];
/** Metres east and north of the house. */
export const pointAt = (east: number, north: number): Point => rounded(pointFrom(middle, east, north));
export const shed = pointAt(40, -20);
const shop = pointAt(-45, -22);

export interface PracticePlaces {
	readonly building: Entry;
	readonly shed: Entry;
}

/** The house itself is drawn and not registered anywhere: no visit is told to be far from it. */
export function writePlaces(write: Write): PracticePlaces {
	const at = ([lon, lat]: Point) => ({ lat, lon });
	const building = write('place', { sort: 'building', name: buildingName, units: 2, floors: 2, doors: 2 });
	write('place', { sort: 'route', name: '练习巡查：9号楼一圈' });
	write('place', { sort: 'shop', name: '练习小卖部', ...at(shop), note: '编的，练习用' });
	return { building, shed: write('place', { sort: 'facility', name: '练习充电棚', ...at(shed) }) };
}

const box = (width: number, depth: number): [Point[]] => {
	const corner = (x: -1 | 1, y: -1 | 1) => pointAt((x * width) / 2, (y * depth) / 2);
	return [[corner(-1, -1), corner(1, -1), corner(1, 1), corner(-1, 1), corner(-1, -1)]];
};
const key = buildingKey(practiceDesk, buildingName);

const entrance = (unit: number, east: number): Feature => ({
	type: 'Feature',
	id: `${key}/${unit}`,
	geometry: { type: 'Point', coordinates: pointAt(east, 8) },
	properties: { sort: 'entrance', grid: practiceDesk, building: buildingName, unit },
});

export const practiceDrawing: Drawing = {
	type: 'FeatureCollection',
	features: [
		{
			type: 'Feature',
			id: practiceDesk,
			geometry: { type: 'Polygon', coordinates: box(150, 90) },
			properties: { sort: 'grid', code: practiceDesk, name: '练习网格' },
		},
		{
			type: 'Feature',
			id: key,
			geometry: { type: 'Polygon', coordinates: box(44, 13) },
			properties: { sort: 'building', grid: practiceDesk, name: buildingName },
		},
		entrance(1, -11),
		entrance(2, 11),
		{
			type: 'Feature',
			id: 'practice/shed',
			geometry: { type: 'Point', coordinates: shed },
			properties: { sort: 'facility', kind: 'public', name: '练习充电棚' },
		},
		{
			type: 'Feature',
			id: 'practice/way',
			geometry: { type: 'LineString', coordinates: [pointAt(-70, -30), pointAt(70, -30)] },
			properties: { sort: 'way', name: '练习路' },
		},
	],
};
