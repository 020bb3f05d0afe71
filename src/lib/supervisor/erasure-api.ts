/** 清除个人信息 by HTTP. */
import type { Ground } from '#lib/kinds/erasure/kind.ts';
import type { Json } from '#lib/ledger/entry.ts';
import { ask, get, search } from './api.ts';

export interface HoldingPhone {
	readonly device: string;
	readonly name: string;
	readonly account: string;
	readonly accountName: string;
	/** Last sign of it, unix ms, to the hour. */
	readonly seen: number | null;
}
export interface HoldingBackup {
	/** Unix ms. */
	readonly at: number;
	readonly folder: string;
	readonly sort: 'backup' | 'aside';
	readonly until: number;
}
export interface Look {
	readonly id: string;
	readonly kind: string;
	readonly desk: string;
	readonly by: string;
	readonly byName: string;
	readonly at: string;
	readonly body: { readonly [field: string]: Json };
	readonly near: boolean;
	readonly single: boolean;
}
export interface ErasurePreview {
	readonly people: readonly {
		readonly id: string;
		readonly name: string;
		readonly door: string;
		readonly desk: string;
	}[];
	readonly desks: readonly { readonly code: string; readonly name: string }[];
	readonly pages: number;
	readonly kinds: readonly { readonly kind: string; readonly entries: number }[];
	readonly stripped: number;
	readonly aside: number;
	readonly looks: readonly Look[];
	readonly phones: readonly HoldingPhone[];
	readonly backups: readonly HoldingBackup[];
}
export interface ErasureView {
	readonly id: string;
	/** Unix ms. */
	readonly at: number;
	readonly by: string;
	readonly byName: string;
	readonly ground: Ground;
	readonly deskName: string;
	readonly done: boolean;
	readonly entries: number;
	readonly stripped: number;
	readonly phones: readonly HoldingPhone[];
	readonly backups: readonly HoldingBackup[];
}
export type Fate = 'left' | 'blanked' | 'gone';
export interface ErasureOrder {
	/** The same at each try, so that it is done once. */
	readonly id: string;
	readonly person: string;
	readonly ground: Ground;
	readonly name: string;
	readonly choices: readonly { readonly id: string; readonly as: Exclude<Fate, 'left'> }[];
}

export const erasureApi = {
	list: (area: string) => get<{ erasures: readonly ErasureView[] }>(`/api/erasures?${search({ area })}`),
	preview: (person: string) => get<ErasurePreview>(`/api/erasures/preview?${search({ person })}`),
	erase: (order: ErasureOrder) =>
		ask<ErasureView | { readonly code: 'busy' | 'erasure-name' }>(
			'/api/erasures',
			{ method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(order) },
			[409, 422],
		),
};
