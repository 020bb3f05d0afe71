/** 查看记录: who was shown whose details, as the server tells it to those who administer the area. */
import { get, search, type Answer } from './api.ts';

export const deliveryWays = ['card', 'list', 'page', 'part', 'watch', 'opened', 'exported'] as const;
export type DeliveryWay = (typeof deliveryWays)[number];

export interface DeliveryView {
	readonly number: number;
	/** Server time, unix ms. */
	readonly at: number;
	readonly account: string;
	/** Empty for the command line; `what.user` is then who sat at the machine. */
	readonly byName: string;
	readonly device: string | null;
	readonly deviceName: string;
	readonly address: string;
	readonly way: DeliveryWay;
	readonly area: string;
	readonly areaName: string;
	readonly page?: string;
	readonly what: Readonly<Record<string, string | number>>;
	/** How many records. */
	readonly count: number;
	/** Whom it showed, as far as the caller may read. */
	readonly subjects: readonly { readonly id: string; readonly kind: string; readonly label: string }[];
}

export interface DeliveryPage {
	readonly deliveries: readonly DeliveryView[];
	readonly cursor: number | null;
}

export interface DeliveryFilter {
	readonly area: string;
	readonly account?: string;
	/** Ways, by commas. */
	readonly way?: string;
	readonly from?: string;
	readonly to?: string;
	readonly cursor?: number;
}

export const deliveriesOf = (filter: DeliveryFilter): Promise<Answer<DeliveryPage>> =>
	get(`/api/deliveries?${search(filter)}`);

/** Of a household, a resident or an elder. */
export const seenBy = (id: string, cursor?: number): Promise<Answer<DeliveryPage>> =>
	get(`/api/records/${encodeURIComponent(id)}/deliveries?${search({ cursor })}`);
