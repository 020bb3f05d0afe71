/** The map's addresses, as the desk asks them. */
import type { Drawing } from '#lib/ground/drawing.ts';
import type { Fault } from '#lib/ground/faults.ts';
import type { GroundBuilding, GroundProblem } from '#lib/device/ground.ts';
import { ask, get, search } from '#lib/supervisor/api.ts';

export interface DrawingView {
	readonly n: number;
	readonly drawing: Drawing;
}
export interface VersionView {
	readonly n: number;
	/** Unix ms. */
	readonly at: number;
	readonly name: string;
	readonly way: 'demonstration' | 'file' | 'command' | 'map';
	readonly added: number;
	readonly changed: number;
	readonly removed: number;
}
export type SaveAnswer =
	| { readonly n: number; readonly doubts: readonly Fault[] }
	| { readonly code: 'drawing'; readonly faults: readonly Fault[] }
	| { readonly code: 'moved'; readonly n: number };

const json = (method: string, body: object): RequestInit => ({
	method,
	headers: { 'content-type': 'application/json' },
	body: JSON.stringify(body),
});

export const mapApi = {
	drawing: (community: string) => get<DrawingView>(`/api/drawings/${community}`),
	versions: (community: string) => get<{ versions: readonly VersionView[] }>(`/api/drawings/${community}/versions`),
	check: (community: string, drawing: unknown) =>
		ask<{ drawing: Drawing; faults: readonly Fault[] }>(`/api/drawings/${community}/check`, json('POST', { drawing })),
	save: (community: string, drawing: Drawing, base: number, way: 'file' | 'map') =>
		ask<SaveAnswer>(`/api/drawings/${community}`, json('PUT', { drawing, base, way }), [409, 422]),
	ground: (area: string) =>
		get<{ buildings: readonly GroundBuilding[]; problems: readonly GroundProblem[] }>(
			`/api/ground?${search({ area })}`,
		),
};
