/** What is to be seen on a map, before anything is drawn. Plain values; positions are WGS-84. */
import type { Drawing } from '#lib/ground/drawing.ts';
import type { Point } from '#lib/ground/point.ts';
import type { Datum } from './datum.ts';
import type { Tone } from './look.ts';

/** How a feature of the drawing is shown: its colour, and the words that say the same. */
export interface Paint {
	readonly tone: Tone;
	readonly text: string;
	/** What a tap on it opens; null: nothing. */
	readonly opens: string | null;
}
export interface Spot {
	readonly id: string;
	readonly at: Point;
	readonly tone: Tone;
	readonly text: string;
	readonly opens: string | null;
}
/** Where the phone is, once it was asked. */
export interface Here {
	readonly at: Point;
	/** Metres. */
	readonly accuracy: number;
}

export type Base =
	| {
			readonly type: 'pack';
			/** Names a source of tiles that is registered with the protocol `pmtiles`. */
			readonly key: string;
			/** Of the vector tiles. */
			readonly layers: readonly string[];
			readonly maxZoom: number;
			readonly credit: string;
	  }
	| {
			readonly type: 'raster';
			/** With {z}, {x} and {y}. */
			readonly tiles: string;
			readonly datum: Datum;
			readonly maxZoom: number;
			readonly credit: string;
	  };

export interface Scene {
	readonly drawing: Drawing;
	/** By the id of a feature. */
	readonly paints: Readonly<Record<string, Paint>>;
	readonly spots: readonly Spot[];
	readonly here: Here | null;
	readonly base: Base | null;
}
