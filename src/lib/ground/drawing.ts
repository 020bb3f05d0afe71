/**
 * 社区底图: the community as it lies on the ground, as GeoJSON (RFC 7946): its grids, buildings, entrances, facilities and
 * ways. Nothing of any person stands in it. A drawing is read from what a file or a screen gave in `read.ts`, and judged
 * as a whole in `check.ts`.
 */
import { cornersAround, type Point } from './point.ts';
import { centreOf, type Ring } from './ring.ts';

export const sorts = ['grid', 'building', 'entrance', 'facility', 'way'] as const;
export type Sort = (typeof sorts)[number];

/** 部件: 公用设施 · 交通设施 · 市容环境设施 · 园林绿化设施 · 其他. */
export const facilityKinds = ['public', 'traffic', 'sanitation', 'green', 'other'] as const;
export type FacilityKind = (typeof facilityKinds)[number];

export interface Area {
	readonly type: 'Polygon';
	/** One ring: what lies in a yard is drawn on its own. */
	readonly coordinates: readonly [Ring];
}
export interface Spot {
	readonly type: 'Point';
	readonly coordinates: Point;
}
export interface Line {
	readonly type: 'LineString';
	readonly coordinates: readonly Point[];
}

export interface GridProperties {
	readonly sort: 'grid';
	/** Fifteen digits. */
	readonly code: string;
	readonly name: string;
}
export interface BuildingProperties {
	readonly sort: 'building';
	readonly grid: string;
	/** As on the register: `3号楼`. */
	readonly name: string;
}
export interface EntranceProperties {
	readonly sort: 'entrance';
	readonly grid: string;
	/** Name of the building. */
	readonly building: string;
	/** 门 (staircase), counted from 1. */
	readonly unit: number;
}
export interface FacilityProperties {
	readonly sort: 'facility';
	readonly kind: FacilityKind;
	readonly name: string;
}
export interface WayProperties {
	readonly sort: 'way';
	readonly name?: string;
}
export type Properties = GridProperties | BuildingProperties | EntranceProperties | FacilityProperties | WayProperties;

interface FeatureOf<Geometry, Own extends Properties> {
	readonly type: 'Feature';
	readonly id: string;
	readonly geometry: Geometry;
	readonly properties: Own;
}
export type Grid = FeatureOf<Area, GridProperties>;
export type Building = FeatureOf<Area, BuildingProperties>;
export type Entrance = FeatureOf<Spot, EntranceProperties>;
export type Facility = FeatureOf<Spot, FacilityProperties>;
export type Way = FeatureOf<Line, WayProperties>;
export type Feature = Grid | Building | Entrance | Facility | Way;

export interface Drawing {
	readonly type: 'FeatureCollection';
	readonly features: readonly Feature[];
}

export const emptyDrawing: Drawing = { type: 'FeatureCollection', features: [] };

/** Those of one sort. */
export const featuresOf = <Own extends Sort>(
	{ features }: Drawing,
	sort: Own,
): readonly Extract<Feature, { properties: { sort: Own } }>[] =>
	features.filter(
		(feature): feature is Extract<Feature, { properties: { sort: Own } }> => feature.properties.sort === sort,
	);

/** What a person calls it. */
export function nameOf({ properties }: Pick<Feature, 'properties'>): string {
	if (properties.sort === 'entrance') return `${properties.building} ${properties.unit}门`;
	return properties.name ?? '';
}

/** How its entrances and the register know a building: `120101004010001/3号楼`. */
export const buildingKey = (grid: string, name: string): string => `${grid}/${name}`;

export const cornersOf = ({ geometry }: Pick<Feature, 'geometry'>): readonly Point[] =>
	geometry.type === 'Polygon'
		? geometry.coordinates[0]
		: geometry.type === 'Point'
			? [geometry.coordinates]
			: geometry.coordinates;

/** A point that stands for it. */
export const middleOf = (feature: Pick<Feature, 'geometry'>): Point =>
	feature.geometry.type === 'Polygon' ? centreOf(feature.geometry.coordinates[0]) : cornersOf(feature)[0]!;

/** South-west and north-east corner of all of it; null of an empty drawing. */
export const boundsOf = ({ features }: Drawing): readonly [Point, Point] | null =>
	cornersAround(features.flatMap(cornersOf));

export interface Changes {
	readonly added: number;
	readonly changed: number;
	readonly removed: number;
}

/** How one drawing differs from another, feature by feature. */
export function changesOf(before: Drawing, after: Drawing): Changes {
	const known = new Map(before.features.map((feature) => [feature.id, JSON.stringify(feature)]));
	const added = after.features.filter(({ id }) => !known.has(id)).length;
	const kept = after.features.filter(({ id }) => known.has(id));
	const changed = kept.filter((feature) => known.get(feature.id) !== JSON.stringify(feature)).length;
	return { added, changed, removed: known.size - kept.length };
}
