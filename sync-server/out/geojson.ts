/**
 * Places on the map (RFC 7946): WGS-84, longitude first. What has no position cannot be drawn; how many those are stands
 * beside the features, as `unplaced`.
 */
import { pointOf } from '#lib/registers/register.ts';
import type { Asked, Cell, Means } from './list.ts';
import { placeBatches, placeProperties } from './place-list.ts';

export interface Feature {
	readonly type: 'Feature';
	readonly id: string;
	readonly geometry: { readonly type: 'Point'; readonly coordinates: readonly [lon: number, lat: number] };
	readonly properties: Readonly<Record<string, Cell>>;
}

export interface PlaceCollection {
	readonly type: 'FeatureCollection';
	/** A foreign member: places without a position. */
	readonly unplaced: number;
	readonly features: readonly Feature[];
}

export async function placesToGeoJson(
	asked: Asked,
	means: Pick<Means, 'reads' | 'areas' | 'show'>,
	limit: number,
): Promise<PlaceCollection | null> {
	const features: Feature[] = [];
	let unplaced = 0;
	for await (const places of placeBatches(asked, means)) {
		for (const sited of places) {
			const point = pointOf(sited.place);
			if (!point) unplaced++;
			else
				features.push({
					type: 'Feature',
					id: sited.id,
					geometry: { type: 'Point', coordinates: point },
					properties: placeProperties(sited, asked, means),
				});
		}
		if (features.length > limit) return null;
	}
	return { type: 'FeatureCollection', unplaced, features };
}
