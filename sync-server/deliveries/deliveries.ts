/**
 * Who was shown whose details: every delivery by the server, and what phones report of their reading without network.
 * Only ids: of accounts, devices and records; whom they name is looked up when the trace is read. Rules DL1–DL10.
 */
import type { PageId } from '#lib/ledger/page.ts';

/**
 * `card`: one record with its history. `list`: records of a list or a search. `page`: a page to a phone, whole. `part`:
 * what a phone lacked of a page, or what was written on it while the phone listened. `watch`: the stream of changes, which
 * tells ids and kinds alone. `opened`: what a phone says that it showed. `exported`: what a file holds that was carried out.
 */
export const ways = ['card', 'list', 'page', 'part', 'watch', 'opened', 'exported'] as const;
export type Way = (typeof ways)[number];

export interface Reader {
	readonly account: string;
	/** The device that the session declared; null when none. */
	readonly device: string | null;
	/** Network address; empty for the command line. */
	readonly address: string;
}

export interface Delivery extends Reader {
	readonly way: Way;
	/** The desk whose details they are, or the area that holds all of them. */
	readonly area: string;
	/** Of pages and their parts. */
	readonly page?: PageId;
	/** What was asked for: the list with its conditions, the page's epoch and last update, the act on the phone. */
	readonly what: Readonly<Record<string, string | number>>;
	/** Records whose details were shown, and those whom these are about; without those of a whole page. */
	readonly ids: readonly string[];
	/** The id that a phone gave its own line: known already, it is not written again. */
	readonly report?: string;
}

export interface NumberedDelivery extends Omit<Delivery, 'ids' | 'report'> {
	readonly number: number;
	/** Server time, unix ms. */
	readonly at: number;
	/** How many records. */
	readonly count: number;
}

export interface DeliveryQuery {
	/** Of this area and below. */
	readonly area: string;
	readonly account?: string | undefined;
	readonly ways?: readonly Way[] | undefined;
	/** Server time, unix ms: from, and before. */
	readonly from?: number | undefined;
	readonly until?: number | undefined;
	/** Only those with a lower number. */
	readonly before?: number | undefined;
	readonly limit: number;
}

/** On a page since: its entries went out with each later delivery of the whole page. */
export interface OnPage {
	readonly page: PageId;
	/** Server time of arrival, unix ms. */
	readonly since: number;
}

export interface SeenQuery {
	readonly ids: readonly string[];
	readonly onPages: readonly OnPage[];
	readonly before?: number | undefined;
	readonly limit: number;
}

export interface DeliveryFile {
	/** All in one transaction, synced to the disk. @throws when the disk fails; nothing is written then. */
	readonly write: (deliveries: readonly TimedDelivery[]) => void;
	/** Latest first. */
	readonly list: (query: DeliveryQuery) => readonly NumberedDelivery[];
	/** Those by which any of these was shown, latest first. */
	readonly seen: (query: SeenQuery) => readonly NumberedDelivery[];
	/** Records that a delivery showed. */
	readonly idsOf: (number: number) => readonly string[];
	/** Removes what is older, as retention says; the file itself refuses any other deletion. Tells how many. */
	readonly removeBefore: (at: number) => number;
	readonly close: () => void;
}

export type TimedDelivery = Delivery & { readonly at: number };

export interface Deliveries {
	/** On the disk when it resolves; for what must not go out before. @throws when it cannot be written: nothing may go out then. */
	readonly write: (delivery: Delivery) => Promise<void>;
	/** Is written with the next group. @returns false while the disk does not take them: nothing may go out then. */
	readonly note: (delivery: Delivery) => boolean;
	/** Reads see all that was noted. */
	readonly list: DeliveryFile['list'];
	readonly seen: DeliveryFile['seen'];
	readonly idsOf: DeliveryFile['idsOf'];
	readonly removeBefore: DeliveryFile['removeBefore'];
	/** Writes what waits. @throws when it cannot. */
	readonly close: () => void;
}

export interface DeliveriesOptions {
	readonly file: DeliveryFile;
	/** Unix ms. */
	readonly now: () => number;
	/** What went wrong with the disk, once until it works again. */
	readonly onError: (error: unknown) => void;
	/** How long what is noted may wait for company, ms. */
	readonly waitMs?: number;
}

/** So many waiting are written at once. */
const fullGroup = 500;

interface Waiting {
	readonly delivery: TimedDelivery;
	readonly settle: { readonly resolve: () => void; readonly reject: (error: unknown) => void } | null;
}

export function createDeliveries({ file, now, onError, waitMs = 200 }: DeliveriesOptions): Deliveries {
	let queue: Waiting[] = [];
	let isFailing = false;
	let timer: ReturnType<typeof setTimeout> | null = null;
	let soon: ReturnType<typeof setImmediate> | null = null;

	const flush = () => {
		if (timer) clearTimeout(timer);
		if (soon) clearImmediate(soon);
		timer = null;
		soon = null;
		const group = queue;
		if (group.length === 0) return;
		try {
			file.write(grouped(group.map(({ delivery }) => delivery)));
			isFailing = false;
			queue = [];
			for (const { settle } of group) settle?.resolve();
		} catch (error) {
			if (!isFailing) onError(error);
			isFailing = true;
			// What has gone out already is written when the disk takes it again; what has not is not delivered.
			queue = group.filter(({ settle }) => settle === null);
			for (const { settle } of group) settle?.reject(error);
			if (queue.length > 0) wait();
		}
	};
	const wait = () => {
		timer ??= setTimeout(flush, waitMs);
		timer.unref();
	};
	const flushed =
		<Given extends readonly unknown[], Value>(read: (...given: Given) => Value) =>
		(...given: Given): Value => {
			flush();
			return read(...given);
		};

	return {
		write: (delivery) =>
			new Promise((resolve, reject) => {
				queue.push({ delivery: { ...delivery, at: now() }, settle: { resolve, reject } });
				// A turn of the event loop, so that what has arrived meanwhile comes along.
				soon ??= setImmediate(flush);
			}),
		note: (delivery) => {
			if (isFailing) flush();
			if (isFailing) return false;
			queue.push({ delivery: { ...delivery, at: now() }, settle: null });
			if (queue.length >= fullGroup) soon ??= setImmediate(flush);
			else wait();
			return true;
		},
		list: flushed(file.list),
		seen: flushed(file.seen),
		idsOf: flushed(file.idsOf),
		removeBefore: flushed(file.removeBefore),
		close: () => {
			flush();
			file.close();
			if (queue.length > 0) throw new Error(`${queue.length} deliveries could not be put on record`);
		},
	};
}

/** Parts of one page to one reader within a group are one row. */
function grouped(deliveries: readonly TimedDelivery[]): readonly TimedDelivery[] {
	const parts = new Map<string, TimedDelivery>();
	const rows: TimedDelivery[] = [];
	for (const delivery of deliveries) {
		if (delivery.way !== 'part') {
			rows.push(delivery);
			continue;
		}
		const key = [delivery.page, delivery.account, delivery.device, delivery.address].join(' ');
		const known = parts.get(key);
		parts.set(key, known ? { ...known, ids: [...known.ids, ...delivery.ids] } : delivery);
	}
	return [...rows, ...parts.values()];
}
