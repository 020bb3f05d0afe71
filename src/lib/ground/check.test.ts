import { describe, expect, it } from 'vitest';
import { checkDrawing, type RegisteredBuilding } from './check.ts';
import { boundsOf, changesOf, type Feature } from './drawing.ts';
import { faultWords, isGrave } from './faults.ts';
import { pointFrom, type Point } from './point.ts';
import { readDrawing } from './read.ts';

const corner: Point = [117.19, 39.11];
const community = '120101004010';
const code = `${community}001`;
const at = (east: number, north: number): Point => pointFrom(corner, east, north);
const box = (west: number, south: number, width: number, depth: number): Point[] => [
	at(west, south),
	at(west + width, south),
	at(west + width, south + depth),
	at(west, south + depth),
	at(west, south),
];

type Loose = { type: string; id?: string; geometry: { type: string; coordinates: unknown }; properties: unknown };
const polygon = (ring: readonly Point[], properties: object): Loose => ({
	type: 'Feature',
	geometry: { type: 'Polygon', coordinates: [ring] },
	properties,
});
const spot = (point: Point, properties: object): Loose => ({
	type: 'Feature',
	geometry: { type: 'Point', coordinates: point },
	properties,
});

const grid = () => polygon(box(0, 0, 200, 240), { sort: 'grid', code, name: '第一网格' });
const building = () => polygon(box(20, 20, 60, 12), { sort: 'building', grid: code, name: '3号楼' });
const entrance = () => spot(at(27, 33), { sort: 'entrance', grid: code, building: '3号楼', unit: 1 });
const facility = () => spot(at(100, 100), { sort: 'facility', kind: 'public', name: '消防栓' });
const whole = () => [grid(), building(), entrance(), facility()];

let ids = 0;
const read = (features: unknown, more: object = {}) =>
	readDrawing({ type: 'FeatureCollection', features, ...more }, () => `id-${++ids}`);
/** Code and feature of all that is wrong. */
function faultsOf(features: unknown, registered: readonly RegisteredBuilding[] | null = null, more: object = {}) {
	const { drawing, faults } = read(features, more);
	return [...faults, ...checkDrawing(drawing, community, registered)];
}
const codes = (...asked: Parameters<typeof faultsOf>) => faultsOf(...asked).map((fault) => fault.code);
const changed = (index: number, change: (feature: Loose) => void) => {
	const features = whole();
	change(features[index]!);
	return features;
};

describe('[MP2] reading a drawing', () => {
	it('takes a plain one, and gives what is called by a name that name as its id', () => {
		const { drawing, faults } = read(whole());
		expect(faults).toEqual([]);
		expect(drawing.features.map(({ id }) => id).slice(0, 3)).toEqual([code, `${code}/3号楼`, `${code}/3号楼/1`]);
		expect(faultsOf(whole())).toEqual([]);
		expect(boundsOf(drawing)![0]).toEqual(corner);
	});

	it('takes what other programs write: altitudes, further properties, numbers as codes, one polygon as several', () => {
		const features = whole();
		features[0]!.geometry = { type: 'MultiPolygon', coordinates: [[box(0, 0, 200, 240)]] };
		features[0]!.properties = { sort: 'grid', code: Number(code), name: '第一网格', fid: 7 };
		features[3]!.geometry.coordinates = [...at(100, 100), 12.5];
		expect(faultsOf(features)).toEqual([]);
		const crs = { type: 'name', properties: { name: 'urn:ogc:def:crs:OGC:1.3:CRS84' } };
		expect(codes(whole(), null, { crs })).toEqual([]);
	});

	it.each([
		['nothing', undefined],
		['a list', []],
		['a feature alone', grid()],
	])('tells that %s is no collection', (_, given) => {
		expect(readDrawing(given, () => 'id').faults.map((fault) => fault.code)).toEqual(['not-geojson']);
	});

	it.each(['GCJ-02', 'BD-09', { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::3857' } }])(
		'refuses the declared datum %j',
		(crs) => {
			expect(codes(whole(), null, { crs })).toEqual(['datum']);
			expect(codes(whole(), null, { datum: crs })).toEqual(['datum']);
		},
	);

	it.each([
		['shape', 3, (one: Loose) => (one.properties = { sort: 'tree' })],
		['shape', 1, (one: Loose) => (one.geometry = { type: 'Point', coordinates: corner })],
		['shape', 3, (one: Loose) => (one.geometry.coordinates = ['117', 39])],
		['swapped', 3, (one: Loose) => (one.geometry.coordinates = [39.11, 117.19])],
		['off-earth', 3, (one: Loose) => (one.geometry.coordinates = [500_000, 4_300_000])],
		['ring', 1, (one: Loose) => (one.geometry.coordinates = [box(20, 20, 60, 12).slice(0, 4)])],
		['hole', 1, (one: Loose) => (one.geometry.coordinates = [box(20, 20, 60, 12), box(30, 22, 4, 4)])],
		[
			'crossing',
			1,
			(one: Loose) => (one.geometry.coordinates = [[at(20, 20), at(80, 32), at(80, 20), at(20, 32), at(20, 20)]]),
		],
	] as const)('names the feature that has the fault %s', (fault, index, change) => {
		const { faults } = read(changed(index, change));
		expect(faults.map((one) => one.code)).toEqual([fault]);
		expect(isGrave(faults[0]!)).toBe(true);
		expect(faults[0]!.name).not.toBe('');
	});

	it('shows swapped numbers where they were meant, and a crossing where it is', () => {
		const [swapped] = read(changed(3, (one) => (one.geometry.coordinates = [39.11, 117.19]))).faults;
		expect(swapped!.at).toEqual([117.19, 39.11]);
	});
});

describe('[MP13] a drawing that would hold up everybody else', () => {
	const circle = (corners: number): Point[] => {
		const ring = Array.from({ length: corners }, (_, index) => {
			const angle = (index / corners) * 2 * Math.PI;
			return at(100 + 90 * Math.cos(angle), 100 + 90 * Math.sin(angle));
		});
		return [...ring, ring[0]!];
	};

	it('is refused by name for the corners of one feature, and of all', () => {
		const one = (corners: number) => polygon(circle(corners), { sort: 'grid', code, name: '圆' });
		expect(faultsOf([one(999)])).toEqual([]);
		expect(faultsOf([one(1000)])).toMatchObject([{ code: 'corners', name: '圆', at: circle(1000)[0] }]);
		expect(codes([one(6000)])).toEqual(['corners']);
		expect(codes(Array.from({ length: 51 }, () => one(999)))).toEqual(['too-many-corners']);
	});

	it('is told as such when what declares its datum nests without end, or is no word', () => {
		let crs: unknown = 'CRS84';
		for (let depth = 0; depth < 200_000; depth++) crs = [crs];
		for (const declared of [crs, { type: 'name', properties: null }, { properties: { name: [crs] } }, 4326])
			expect(codes(whole(), null, { crs: declared })).toEqual(['datum']);
	});

	it('gives a feature an id of its own in place of one that is as long as a file', () => {
		const features = changed(3, (feature) => (feature.id = 'x'.repeat(100_000)));
		expect(read(features).drawing.features[3]!.id).toMatch(/^id-/);
	});
});

describe('[MP2] judging a drawing', () => {
	it('tells a building outside of its grid, over its edge, and of a grid that is not drawn', () => {
		const moved = (west: number) =>
			changed(1, (one) => (one.geometry.coordinates = [box(west, 20, 60, 12)])).filter((_, index) => index !== 2);
		expect(codes(moved(300))).toEqual(['outside-grid']);
		expect(codes(moved(160))).toEqual(['over-edge']);
		expect(codes(whole().slice(1))).toEqual(['no-grid']);
	});

	it('tells an entrance without its building, and one that lies far from it', () => {
		expect(codes(whole().filter((_, index) => index !== 1))).toEqual(['no-building']);
		expect(codes(changed(2, (one) => (one.geometry.coordinates = at(120, 120))))).toEqual(['far-entrance']);
	});

	it('tells a grid of another community, what is drawn twice, and what lies in another city', () => {
		const other = polygon(box(300, 0, 50, 50), { sort: 'grid', code: '120101004011001', name: '别处' });
		expect(codes([...whole(), other])).toEqual(['grid-code']);
		expect(codes([...whole(), building()])).toEqual(['twice']);
		expect(codes([...whole(), spot([116.4, 39.9], { sort: 'facility', kind: 'other', name: '远' })])).toEqual([
			'far-away',
		]);
	});

	it('doubts what the register does not know, what is not drawn, and what lies a datum away from it', () => {
		const known = (name: string, east = 50): RegisteredBuilding => ({ grid: code, name, at: at(east, 26) });
		const tell = (registered: readonly RegisteredBuilding[]) =>
			faultsOf(whole(), registered).map((fault) => [fault.code, fault.name, isGrave(fault)]);
		expect(tell([known('3号楼')])).toEqual([]);
		expect(tell([])).toEqual([['unknown-building', '3号楼', false]]);
		expect(tell([known('3号楼'), known('4号楼')])).toEqual([['not-drawn', '4号楼', false]]);
		expect(tell([known('3号楼', 550)])).toEqual([['shifted', '3号楼', false]]);
	});

	it('has words in both languages for all of it', () => {
		for (const { zh, en } of Object.values(faultWords)) expect(zh.length * en.length).toBeGreaterThan(0);
	});
});

it('[MP1] counts what came, changed and went', () => {
	const before = read(whole()).drawing;
	const features = before.features.map((feature): Feature => (feature.id === code ? { ...feature, id: 'x' } : feature));
	const moved = features.map((feature) =>
		feature.properties.sort === 'entrance'
			? ({ ...feature, geometry: { type: 'Point', coordinates: at(28, 33) } } as Feature)
			: feature,
	);
	expect(changesOf(before, { type: 'FeatureCollection', features: moved })).toEqual({
		added: 1,
		changed: 1,
		removed: 1,
	});
	expect(changesOf(before, before)).toEqual({ added: 0, changed: 0, removed: 0 });
});
