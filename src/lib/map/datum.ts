/**
 * Positions are kept in WGS-84. A base map that is drawn in GCJ-02 gets everything else shifted to it while it is shown,
 * in this one direction only: what is kept is never made out of what is shown.
 */
import gcoord from 'gcoord';
import type { Point } from '#lib/ground/point.ts';

export type Datum = 'WGS-84' | 'GCJ-02';
export type Shift = (point: Point) => Point;

export const shiftTo = (datum: Datum): Shift =>
	datum === 'WGS-84'
		? (point) => point
		: ([lon, lat]) => gcoord.transform([lon, lat], gcoord.WGS84, gcoord.GCJ02) as unknown as Point;
