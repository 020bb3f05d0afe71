/**
 * A scene as a MapLibre style: sources with all data in them, and layers. No glyphs and no sprite: letters are drawn with
 * the fonts of the phone. Pure, and made anew whenever something changes; MapLibre finds out what did.
 */
import type { LayerSpecification, SourceSpecification, StyleSpecification } from 'maplibre-gl';
import { middleOf, nameOf, type Feature } from '#lib/ground/drawing.ts';
import { circleAround, type Point } from '#lib/ground/point.ts';
import { baseLayers, baseSource } from './base.ts';
import { shiftTo, type Shift } from './datum.ts';
import type { Look, Tone } from './look.ts';
import type { Scene } from './scene.ts';

/** Layers in which a tap finds something that opens. */
export const tapLayers = ['spot', 'building'] as const;

type Shape = { readonly type: string; readonly coordinates: unknown };
interface Drawn {
	readonly type: 'Feature';
	readonly geometry: Shape;
	readonly properties: Readonly<Record<string, string | number | boolean>>;
}

/** What lies in each source, as GeoJSON. */
export function dataOf(
	scene: Scene,
	look: Look,
): Readonly<Record<'drawing' | 'labels' | 'spots' | 'here', Collection>> {
	const shift = shiftTo(scene.base?.type === 'raster' ? scene.base.datum : 'WGS-84');
	return {
		drawing: collection(scene.drawing.features.map((feature) => toDrawn(feature, scene, shift, look))),
		labels: collection(scene.drawing.features.flatMap((feature) => toLabel(feature, scene, shift))),
		spots: collection(scene.spots.map((spot) => toSpot(spot, shift, look))),
		here: collection(hereOf(scene, shift)),
	};
}

type Collection = { readonly type: 'FeatureCollection'; readonly features: never[] };
const collection = (features: readonly Drawn[]): Collection => ({
	type: 'FeatureCollection',
	features: features as never[],
});

export function styleOf(scene: Scene, look: Look): StyleSpecification {
	const { drawing, labels, spots, here } = dataOf(scene, look);
	return {
		version: 8,
		sources: {
			...(scene.base ? { base: baseSource(scene.base) } : {}),
			drawing: source(drawing),
			labels: source(labels),
			spots: source(spots),
			here: source(here),
		},
		layers: [
			{ id: 'ground', type: 'background', paint: { 'background-color': look.ground } },
			...(scene.base ? baseLayers(scene.base, look) : []),
			...layersOf(look, scene.base !== null),
		],
	};
}

const source = (data: Collection): SourceSpecification => ({
	type: 'geojson',
	data,
	// Whole features, never simplified: a drawing is small.
	tolerance: 0,
});

const shifted = ({ type, coordinates }: Feature['geometry'], shift: Shift): Shape => {
	if (type === 'Point') return { type, coordinates: shift(coordinates) };
	if (type === 'LineString') return { type, coordinates: coordinates.map(shift) };
	return { type, coordinates: [coordinates[0].map(shift)] };
};

function toDrawn(feature: Feature, { paints }: Scene, shift: Shift, look: Look): Drawn {
	const paint = paints[feature.id];
	const tone: Tone = paint?.tone ?? 'none';
	return {
		type: 'Feature',
		geometry: shifted(feature.geometry, shift),
		properties: {
			id: feature.id,
			sort: feature.properties.sort,
			opens: paint?.opens ?? '',
			...look.tones[tone],
			isMarked: paint !== undefined,
		},
	};
}

/** Words in the middle of what they name. */
function toLabel(feature: Feature, { paints }: Scene, shift: Shift): Drawn[] {
	const { geometry, properties } = feature;
	const paint = paints[feature.id];
	const name = properties.sort === 'entrance' ? `${properties.unit}` : nameOf(feature);
	if (name === '' || geometry.type === 'LineString') return [];
	return [
		{
			type: 'Feature',
			geometry: { type: 'Point', coordinates: shift(middleOf(feature)) },
			properties: {
				sort: properties.sort,
				text: [name, paint?.text].filter(Boolean).join('\n'),
				isMarked: !!paint?.text,
			},
		},
	];
}

const toSpot = ({ id, at, tone, text, opens }: Scene['spots'][number], shift: Shift, look: Look): Drawn => ({
	type: 'Feature',
	geometry: { type: 'Point', coordinates: shift(at) },
	properties: { id, text, opens: opens ?? '', ...look.tones[tone] },
});

function hereOf({ here }: Scene, shift: Shift): Drawn[] {
	if (!here) return [];
	const ring: Point[] = circleAround(here.at, here.accuracy).map(shift);
	return [
		{ type: 'Feature', geometry: { type: 'Polygon', coordinates: [ring] }, properties: {} },
		{ type: 'Feature', geometry: { type: 'Point', coordinates: shift(here.at) }, properties: {} },
	];
}

function layersOf(look: Look, isOverBase: boolean): LayerSpecification[] {
	const sort = (name: string) => ['==', ['get', 'sort'], name] as never;
	const letters = { 'text-field': ['get', 'text'] as never, 'text-font': ['sans'] };
	const halo = { 'text-color': look.ink, 'text-halo-color': look.surface, 'text-halo-width': 1.5 };
	const size = 16 * look.textScale;
	const here = look.tones.info.line;
	return [
		{
			id: 'grid',
			type: 'fill',
			source: 'drawing',
			filter: sort('grid'),
			paint: { 'fill-color': look.surface, 'fill-opacity': isOverBase ? 0.25 : 1 },
		},
		{
			id: 'way',
			type: 'line',
			source: 'drawing',
			filter: sort('way'),
			layout: { 'line-cap': 'round' },
			paint: { 'line-color': look.line, 'line-width': ['interpolate', ['exponential', 2], ['zoom'], 15, 1.5, 19, 12] },
		},
		{
			id: 'grid-edge',
			type: 'line',
			source: 'drawing',
			filter: sort('grid'),
			paint: { 'line-color': look.edge, 'line-width': 1.5, 'line-dasharray': [3, 2] },
		},
		{
			id: 'building',
			type: 'fill',
			source: 'drawing',
			filter: sort('building'),
			paint: { 'fill-color': ['get', 'fill'] },
		},
		{
			id: 'building-edge',
			type: 'line',
			source: 'drawing',
			filter: sort('building'),
			paint: { 'line-color': ['get', 'line'], 'line-width': ['case', ['get', 'isMarked'], 2.5, 1] },
		},
		{
			id: 'entrance',
			type: 'circle',
			source: 'drawing',
			filter: sort('entrance'),
			minzoom: 16.5,
			paint: {
				'circle-radius': 4,
				'circle-color': look.surface,
				'circle-stroke-color': look.quiet,
				'circle-stroke-width': 2,
			},
		},
		{
			id: 'facility',
			type: 'circle',
			source: 'drawing',
			filter: sort('facility'),
			minzoom: 16.5,
			paint: { 'circle-radius': 5, 'circle-color': ['get', 'line'], 'circle-opacity': 1 },
		},
		{
			id: 'accuracy',
			type: 'fill',
			source: 'here',
			filter: ['==', ['geometry-type'], 'Polygon'],
			paint: { 'fill-color': here, 'fill-opacity': 0.18, 'fill-outline-color': here },
		},
		{
			id: 'spot',
			type: 'circle',
			source: 'spots',
			paint: {
				'circle-radius': 11,
				'circle-color': ['get', 'fill'],
				'circle-stroke-color': ['get', 'line'],
				'circle-stroke-width': 3,
			},
		},
		// What is placed first has the room: later layers first.
		{
			id: 'way-label',
			type: 'symbol',
			source: 'labels',
			filter: ['in', ['get', 'sort'], ['literal', ['facility', 'entrance']]],
			minzoom: 17.5,
			layout: { ...letters, 'text-size': size, 'text-offset': [0, 0.9], 'text-anchor': 'top' },
			paint: { ...halo, 'text-color': look.quiet },
		},
		{
			id: 'grid-label',
			type: 'symbol',
			source: 'labels',
			filter: sort('grid'),
			maxzoom: 16,
			layout: { ...letters, 'text-size': size },
			paint: { ...halo, 'text-color': look.quiet },
		},
		{
			id: 'building-label',
			type: 'symbol',
			source: 'labels',
			filter: sort('building'),
			minzoom: 15.5,
			layout: {
				...letters,
				'text-size': size,
				'text-line-height': 1.15,
				'symbol-sort-key': ['case', ['get', 'isMarked'], 0, 1],
			},
			paint: halo,
		},
		{
			id: 'spot-label',
			type: 'symbol',
			source: 'spots',
			layout: { ...letters, 'text-size': size, 'text-offset': [0, 0.9], 'text-anchor': 'top', 'text-optional': true },
			paint: halo,
		},
		{
			id: 'here',
			type: 'circle',
			source: 'here',
			filter: ['==', ['geometry-type'], 'Point'],
			paint: {
				'circle-radius': 8,
				'circle-color': here,
				'circle-stroke-color': look.surface,
				'circle-stroke-width': 3,
			},
		},
	];
}
