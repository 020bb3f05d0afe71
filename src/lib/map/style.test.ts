import { validateStyleMin } from '@maplibre/maplibre-gl-style-spec';
import fc from 'fast-check';
import gcoord from 'gcoord';
import { describe, expect, it } from 'vitest';
import type { Drawing } from '#lib/ground/drawing.ts';
import { metresBetween, type Point } from '#lib/ground/point.ts';
import { shiftTo } from './datum.ts';
import type { Look, Tone } from './look.ts';
import type { Base, Scene } from './scene.ts';
import { styleOf } from './style.ts';

const colour = { fill: '#ffffff', line: '#000000' };
const names: Tone[] = ['plain', 'none', 'accent', 'info', 'warn', 'danger', 'quiet'];
const look: Look = {
	...{ ground: '#eeeeee', surface: '#ffffff', raised: '#dddddd', ink: '#111111', quiet: '#444444' },
	...{ line: '#cccccc', edge: '#888888', textScale: 1.4 },
	tones: Object.fromEntries(names.map((name) => [name, colour])) as Look['tones'],
};
const box: Point[] = [
	[117.19, 39.11],
	[117.191, 39.11],
	[117.191, 39.111],
	[117.19, 39.111],
	[117.19, 39.11],
];
const drawing: Drawing = {
	type: 'FeatureCollection',
	features: [
		{
			type: 'Feature',
			id: 'g/3号楼',
			geometry: { type: 'Polygon', coordinates: [box] },
			properties: { sort: 'building', grid: 'g', name: '3号楼' },
		},
		{
			type: 'Feature',
			id: 'way',
			geometry: { type: 'LineString', coordinates: box.slice(0, 2) },
			properties: { sort: 'way' },
		},
	],
};
const scene: Scene = {
	drawing,
	paints: { 'g/3号楼': { tone: 'warn', text: '老人2', opens: 'building 1' } },
	spots: [{ id: 'p', at: box[0]!, tone: 'danger', text: '该再看', opens: 'problem 2' }],
	here: { at: box[0]!, accuracy: 30 },
	base: null,
};
const pack: Base = { type: 'pack', key: 'a', layers: ['water', 'roads'], maxZoom: 15, credit: '' };
const raster: Base = { type: 'raster', tiles: 'https://x/{z}/{x}/{y}', datum: 'GCJ-02', maxZoom: 18, credit: '' };

describe('a scene as a style', () => {
	it.each([null, pack, raster])('is one that MapLibre takes, and asks for no glyph and no sprite: %j', (base) => {
		const style = styleOf({ ...scene, base }, look);
		expect(validateStyleMin(style as never).filter(({ message }) => !/glyphs/.test(message))).toEqual([]);
		expect(style.glyphs).toBeUndefined();
		expect(style.sprite).toBeUndefined();
	});

	it('says in words what its colour says, and never only a colour', () => {
		const { sources } = styleOf(scene, look);
		const texts = JSON.stringify([sources.labels, sources.spots]);
		expect(texts).toContain('3号楼\\n老人2');
		expect(texts).toContain('该再看');
	});

	it('has no text below 16 pixels', () => {
		for (const layer of styleOf(scene, { ...look, textScale: 1 }).layers)
			if (layer.type === 'symbol') expect(layer.layout!['text-size']).toBeGreaterThanOrEqual(16);
	});

	it('asks the tiles of a pack only for layers that they have', () => {
		const ids = styleOf({ ...scene, base: pack }, look).layers.map(({ id }) => id);
		expect(ids.filter((id) => id.startsWith('base-'))).toEqual(['base-water', 'base-roads']);
	});
});

describe('another datum', () => {
	const inChina = fc.tuple(
		fc.double({ min: 100, max: 122, noNaN: true }),
		fc.double({ min: 22, max: 45, noNaN: true }),
	);

	it('shifts what is shown by some hundred metres, and what is kept by nothing', () => {
		fc.assert(
			fc.property(inChina, ([lon, lat]) => {
				const point: Point = [lon, lat];
				expect(shiftTo('WGS-84')(point)).toBe(point);
				const shown = shiftTo('GCJ-02')(point);
				expect(metresBetween(point, shown)).toBeGreaterThan(50);
				expect(metresBetween(point, shown)).toBeLessThan(1000);
				const back = gcoord.transform([...shown] as [number, number], gcoord.GCJ02, gcoord.WGS84) as unknown as Point;
				expect(metresBetween(point, back)).toBeLessThan(0.3);
			}),
		);
	});

	it('leaves points outside of China where they are', () => {
		expect(shiftTo('GCJ-02')([2.35, 48.85])).toEqual([2.35, 48.85]);
	});

	it('moves the drawing, the spots and the own position alike over a base that is drawn in it', () => {
		const [plain, moved] = [styleOf(scene, look), styleOf({ ...scene, base: raster }, look)];
		const first = (style: typeof plain, source: string) =>
			JSON.stringify((style.sources[source] as unknown as { data: { features: unknown[] } }).data.features[0]);
		for (const source of ['drawing', 'labels', 'spots', 'here'])
			expect(first(moved, source)).not.toBe(first(plain, source));
		expect(scene.drawing.features[0]!.geometry.coordinates).toEqual([box]);
	});
});
