/** Drawing with a pointer (keys move one, too): terra-draw over the map, and our features in and out of it. */
import type { Map as Canvas } from 'maplibre-gl';
import { TerraDraw, TerraDrawPointMode, TerraDrawPolygonMode, TerraDrawSelectMode, type HexColor } from 'terra-draw';
import { TerraDrawMapLibreGLAdapter } from 'terra-draw-maplibre-gl-adapter';
import type { Drawing, Feature, Sort } from '#lib/ground/drawing.ts';
import { rounded, type Point } from '#lib/ground/point.ts';
import type { PointerAt } from './key-pointer.ts';
import type { Look } from './look.ts';

/** What the pointer does: choose and move, or draw a new outline or point. */
export type Tool = 'select' | 'polygon' | 'point';

export interface EditorEvents {
	/** Shapes that were moved or got other corners. */
	readonly onshape: (id: string, geometry: Feature['geometry']) => void;
	readonly onselect: (id: string | null) => void;
	/** A new shape, still without a name. */
	readonly ondrawn: (geometry: Feature['geometry']) => void;
}

export interface Editor {
	readonly use: (tool: Tool) => void;
	/** Shows these, in place of what was shown. */
	readonly show: (drawing: Drawing, sorts: readonly Sort[]) => void;
	/** Whether the chosen shape, or a corner of it, lies there. */
	readonly isOnSelected: (at: PointerAt) => boolean;
	/** Does it without a word of what came of it. */
	readonly quietly: (work: () => void) => void;
	readonly end: () => void;
}

/** How near a pointer takes a corner, in pixels. */
const reach = 20;

type Geometry = { readonly type: string; readonly coordinates: unknown };

export function createEditor(map: Canvas, look: Look, { onshape, onselect, ondrawn }: EditorEvents): Editor {
	const colour = (text: string) => text as HexColor;
	const { accent, danger } = look.tones;
	const draw = new TerraDraw({
		adapter: new TerraDrawMapLibreGLAdapter({ map, renderBelowLayerId: 'accuracy' }),
		idStrategy: { isValidId: (id) => typeof id === 'string', getId: () => crypto.randomUUID() },
		modes: [
			new TerraDrawSelectMode({
				// Entrances stand close to their building: a wide reach would never leave it to be chosen.
				pointerDistance: reach,
				// No move is left out: by keys there are few. What is removed is removed in the list of features, too.
				dragEventThrottle: 0,
				keyEvents: { deselect: 'Escape', delete: null, rotate: null, scale: null },
				flags: {
					polygon: { feature: { draggable: true, coordinates: { midpoints: true, draggable: true, deletable: true } } },
					point: { feature: { draggable: true } },
				},
				styles: { selectedPolygonColor: colour(danger.fill), selectedPolygonOutlineColor: colour(danger.line) },
			}),
			new TerraDrawPolygonMode({
				styles: {
					fillColor: colour(accent.fill),
					outlineColor: colour(accent.line),
					outlineWidth: 2,
					fillOpacity: 0.6,
				},
			}),
			new TerraDrawPointMode({ styles: { pointColor: colour(accent.line), pointWidth: 5 } }),
		],
	});
	draw.start();
	draw.setMode('select');
	let isQuiet = false;
	let selected: string | null = null;
	/** As they lie now, so that what was picked up and put down again is no change. */
	let lying = new Map<string, string>();

	draw.on('finish', (id, { action }) => {
		const geometry = geometryOf(draw.getSnapshotFeature(id)?.geometry);
		if (!geometry || isQuiet) return;
		if (action !== 'draw') {
			const text = JSON.stringify(geometry);
			if (lying.get(String(id)) === text) return;
			lying.set(String(id), text);
			return onshape(String(id), geometry);
		}
		// It comes back with a name, or not at all.
		draw.removeFeatures([id]);
		ondrawn(geometry);
	});
	const choose = (id: string | null) => {
		selected = id;
		if (!isQuiet) onselect(id);
	};
	draw.on('select', (id) => choose(String(id)));
	draw.on('deselect', () => choose(null));
	function quietly(work: () => void): void {
		isQuiet = true;
		work();
		isQuiet = false;
	}

	return {
		use: (tool) => draw.setMode(tool),
		show: (drawing, sorts) => {
			const features = drawing.features.filter(({ properties }) => sorts.includes(properties.sort)).map(toDraw);
			lying = new Map(features.map(({ id, geometry }) => [id, JSON.stringify(geometryOf(geometry))]));
			quietly(() => {
				draw.clear();
				selected = null;
				draw.addFeatures(features as never[]);
			});
		},
		isOnSelected: (at) =>
			draw
				.getFeaturesAtPointerEvent(at as PointerEvent, { pointerDistance: reach })
				.some(({ id, properties }) => selected !== null && [id, ...Object.values(properties)].includes(selected)),
		quietly,
		end: () => draw.stop(),
	};
}

const toDraw = ({ id, geometry }: Feature) => ({
	type: 'Feature',
	id,
	geometry: { type: geometry.type, coordinates: roundedIn(geometry) },
	properties: { mode: geometry.type === 'Point' ? 'point' : 'polygon' },
});

function roundedIn({ type, coordinates }: Feature['geometry']): unknown {
	if (type === 'Point') return [...rounded(coordinates)];
	return type === 'Polygon' ? [coordinates[0].map((point) => [...rounded(point)])] : [];
}

function geometryOf(geometry: Geometry | undefined): Feature['geometry'] | null {
	if (geometry?.type === 'Point') return { type: 'Point', coordinates: rounded(geometry.coordinates as Point) };
	if (geometry?.type !== 'Polygon') return null;
	return { type: 'Polygon', coordinates: [(geometry.coordinates as Point[][])[0]!.map(rounded)] };
}
