/**
 * Lists of ours that come back: what their columns are called when they go out, and what each means when it comes in.
 * The roster's own are in columns.ts. `ignore` is what the ledger works out by itself.
 */
import type { SourceList } from '#lib/registers/register.ts';
import type { ColumnKey } from './columns.ts';
import type { Head } from './head.ts';
import { titleKey } from './synonyms.ts';

/** 地点. */
export const placeColumns = {
	网格: 'grid',
	类型: 'sort',
	名称: 'placeName',
	地址: 'location',
	电话: 'phone',
	门数: 'units',
	层数: 'floors',
	每层户数: 'landing',
	备注: 'note',
	纬度: 'lat',
	经度: 'lon',
	编号: 'number',
} as const satisfies Readonly<Record<string, ColumnKey>>;
export const placeListTitles = Object.keys(placeColumns) as readonly (keyof typeof placeColumns)[];

/** 该探访的老人. */
export const elderColumns = {
	网格: 'ignore',
	门号: 'address',
	姓名: 'name',
	电话: 'phone',
	风险等级: 'tier',
	类别: 'types',
	上次见到: 'ignore',
	到期日: 'ignore',
	超期天数: 'ignore',
	状态: 'ignore',
} as const satisfies Readonly<Record<string, ColumnKey>>;
export const elderListTitles = Object.keys(elderColumns) as readonly (keyof typeof elderColumns)[];

export interface OwnList {
	readonly list: SourceList;
	readonly keys: Readonly<Record<string, ColumnKey>>;
}

const own: readonly OwnList[] = [
	{ list: 'places', keys: placeColumns },
	{ list: 'other', keys: elderColumns },
];

/** Which of our lists has just these titles, in whatever order. */
export function ownListOf({ titles }: Head): OwnList | null {
	const written = new Set(titles.filter((title) => title !== '').map(titleKey));
	const isOf = ({ keys }: OwnList) => {
		const expected = Object.keys(keys).map(titleKey);
		return expected.length === written.size && expected.every((title) => written.has(title));
	};
	return own.find(isOf) ?? null;
}

/** What a title of one of our lists means. */
export const ownKey = ({ keys }: OwnList, title: string): ColumnKey =>
	Object.entries(keys).find(([own]) => titleKey(own) === titleKey(title))?.[1] ?? 'ignore';
