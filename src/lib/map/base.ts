/**
 * What may lie beneath the drawing: vector tiles of a pack, in the layers of Protomaps or of OpenMapTiles, whichever are
 * there, or the pictures of a raster service.
 */
import type { LayerSpecification, SourceSpecification } from 'maplibre-gl';
import type { Look } from './look.ts';
import type { Base } from './scene.ts';

export const baseSource = (base: Base): SourceSpecification =>
	base.type === 'pack'
		? { type: 'vector', url: `pmtiles://${base.key}` }
		: { type: 'raster', tiles: [base.tiles], tileSize: 256, maxzoom: base.maxZoom };

export function baseLayers(base: Base, look: Look): LayerSpecification[] {
	if (base.type === 'raster') return [{ id: 'base', type: 'raster', source: 'base' }];
	const fill = (layer: string, color: string): LayerSpecification => ({
		id: `base-${layer}`,
		type: 'fill',
		source: 'base',
		'source-layer': layer,
		filter: ['==', ['geometry-type'], 'Polygon'],
		paint: { 'fill-color': color },
	});
	const line = (layer: string): LayerSpecification => ({
		id: `base-${layer}`,
		type: 'line',
		source: 'base',
		'source-layer': layer,
		filter: ['==', ['geometry-type'], 'LineString'],
		layout: { 'line-cap': 'round', 'line-join': 'round' },
		paint: { 'line-color': look.line, 'line-width': ['interpolate', ['exponential', 2], ['zoom'], 12, 1, 18, 10] },
	});
	const water = look.tones.info.fill;
	const green = look.tones.accent.fill;
	const made: readonly (readonly [layer: string, made: () => LayerSpecification])[] = [
		['landuse', () => fill('landuse', green)],
		['landcover', () => fill('landcover', green)],
		['water', () => fill('water', water)],
		['transportation', () => line('transportation')],
		['roads', () => line('roads')],
		['building', () => fill('building', look.raised)],
		['buildings', () => fill('buildings', look.raised)],
	];
	// A layer that the tiles do not have is an error of the style.
	return made.filter(([layer]) => base.layers.includes(layer)).map(([, make]) => make());
}
