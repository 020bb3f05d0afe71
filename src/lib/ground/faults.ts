/** What can be wrong with a drawing, in words of both languages. A grave fault keeps it from being taken; a doubt is shown. */
import type { Point } from './point.ts';

export const faultWords = {
	'not-geojson': {
		zh: '不是 GeoJSON 的 FeatureCollection',
		en: 'Not a GeoJSON FeatureCollection',
	},
	'too-many': { zh: '图形超过 5000 个', en: 'More than 5,000 features' },
	'too-many-corners': {
		zh: '全图的拐点超过 50000 个，请在原来的软件里简化后再导入',
		en: 'More than 50,000 corners in all: simplify it where it comes from, then import again',
	},
	corners: {
		zh: '这个图形的拐点超过 1000 个，请先简化',
		en: 'More than 1,000 corners in one feature: simplify it first',
	},
	datum: {
		zh: '声明了别的坐标系；只收 WGS-84，请在原来的软件里转换后再导入',
		en: 'Declares another datum; only WGS-84 is taken. Convert it where it comes from, then import again',
	},
	shape: { zh: '类型、属性和图形对不上', en: 'Sort, properties and geometry do not belong together' },
	swapped: {
		zh: '经纬度写反了：GeoJSON 先写经度，再写纬度',
		en: 'Longitude and latitude are swapped: GeoJSON writes longitude first',
	},
	'off-earth': { zh: '坐标不在地球上', en: 'The coordinates are not on the earth' },
	'far-away': { zh: '离其他图形超过 20 公里', en: 'More than 20 km from everything else' },
	ring: { zh: '轮廓没有闭合，或不到三个角', en: 'The outline is not closed, or has fewer than three corners' },
	hole: { zh: '轮廓里不能有洞，也不能分成几块', en: 'An outline has no holes and is in one piece' },
	crossing: { zh: '轮廓自己和自己交叉', en: 'The outline crosses itself' },
	'grid-code': { zh: '网格编号不属于这个社区', en: 'The code of the grid is not of this community' },
	twice: { zh: '同样的编号或名称画了两次', en: 'Drawn twice under one code or name' },
	'no-grid': { zh: '所在的网格没有画', en: 'Its grid is not drawn' },
	'outside-grid': { zh: '不在自己的网格里', en: 'Outside of its grid' },
	'no-building': { zh: '出入口所属的楼没有画', en: 'The building of this entrance is not drawn' },
	'over-edge': { zh: '有一角伸出了网格', en: 'A corner reaches out of its grid' },
	'far-entrance': { zh: '出入口离楼超过 15 米', en: 'The entrance is more than 15 m from its building' },
	'unknown-building': { zh: '底册里没有这栋楼', en: 'The register has no such building' },
	'not-drawn': { zh: '底册里有这栋楼，图上还没有画', en: 'On the register, and not drawn yet' },
	shifted: {
		zh: '和底册登记的位置差 100 米以上；图可能是 GCJ-02 坐标',
		en: 'More than 100 m from its registered position; the file may be in GCJ-02',
	},
} as const satisfies Record<string, { readonly zh: string; readonly en: string }>;

export type FaultCode = keyof typeof faultWords;

/** These are shown and keep nothing from being taken. */
const doubts: ReadonlySet<FaultCode> = new Set([
	'over-edge',
	'far-entrance',
	'unknown-building',
	'not-drawn',
	'shifted',
]);

export interface Fault {
	readonly code: FaultCode;
	/** Of the feature; null: the drawing as a whole, or what is not drawn. */
	readonly feature: string | null;
	/** What a person calls it, or its number in the file. */
	readonly name: string;
	/** Where to show it; null when it lies nowhere. */
	readonly at: Point | null;
}

export const isGrave = ({ code }: Pick<Fault, 'code'>): boolean => !doubts.has(code);
