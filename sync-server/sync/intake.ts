/**
 * The intake: the one queue before the gate. While a batch is being written, what arrives gathers behind it and goes
 * together with one sync of the disk; nothing ever waits for company. One writer, so that judging, folding and writing
 * see one another's work without locks.
 */
import { dayOf, type PageId } from '#lib/ledger/page.ts';
import { areaPath } from '#lib/access/areas/area-tree.ts';
import type { FanOut } from '#server/fan-out/fan-out.ts';
import { runsToUpdate, snapshotToRuns } from '#lib/replica/runs.ts';
import { pageOf, settleBatch, type BatchDeps, type Settled } from './batch.ts';
import type { Judgement } from './judge.ts';
import type { Packet, Verdict } from './packet.ts';
import { toOpenPage, type OpenPage } from './work.ts';

export interface Intake {
	/** Verdicts come in the order of the packets of a page. Rejects when the store fails: then nothing is known of the packet. */
	readonly submit: (packet: Packet) => Promise<Verdict>;
	/** Epoch of a page. */
	readonly epochOf: (page: PageId) => Promise<number>;
	readonly clocksOf: (page: PageId) => Promise<Map<number, number>>;
	/** Runs when no batch is being written, and none is while it runs; `page`, or every page, is read anew afterwards. */
	readonly alone: <Value>(page: PageId | 'all', work: () => Promise<Value>) => Promise<Value>;
	/** Bytes waiting. */
	readonly waiting: () => number;
	/** Resolves when all that was submitted is settled. */
	readonly idle: () => Promise<void>;
}

export interface IntakeDeps extends BatchDeps {
	readonly fanOut: FanOut;
}

/** At most so much in one transaction, so that the first of a long queue does not wait for the last. */
const batchLimits = { packets: 2000, bytes: 4 * 1024 * 1024 } as const;
/** Pages whose clocks stay in memory. */
const pagesInMemory = 2000;

interface Waiting {
	readonly packet: Packet;
	readonly size: number;
	readonly resolve: (verdict: Verdict) => void;
	readonly reject: (error: unknown) => void;
}

export function createIntake(deps: IntakeDeps): Intake {
	let queue: Waiting[] = [];
	let running: Promise<void> | null = null;
	let waiting = 0;
	const pages = createPages(deps);

	let alone: (() => Promise<void>)[] = [];

	const run = async () => {
		while (queue.length + alone.length > 0) {
			const works = alone;
			alone = [];
			for (const work of works) await work();
			if (queue.length === 0) continue;
			// A turn of the event loop, so that what has arrived meanwhile comes along.
			await new Promise((resolve) => setImmediate(resolve));
			const count = batchSize(queue, deps.rules.timeZone);
			const batch = queue.slice(0, count);
			queue = queue.slice(count);
			await settle(batch);
		}
		running = null;
	};

	const settle = async (batch: readonly Waiting[]): Promise<void> => {
		const packets = batch.map(({ packet }) => packet);
		const settled = await pages
			.open(packets.map(({ page }) => page))
			.then((open) => settleBatch(packets, open, deps))
			.catch((error: unknown) => ({ error }));
		if ('judgements' in settled) {
			settled.judgements.forEach((judgement, index) => deliver(batch[index]!, judgement));
			return announce(packets, settled, deps.fanOut);
		}
		pages.forget(packets.map(({ page }) => page));
		if (batch.length === 1) {
			waiting -= batch[0]!.size;
			return batch[0]!.reject(settled.error);
		}
		// One packet that the store cannot take must not take the others with it.
		for (const each of batch) await settle([each]);
	};

	const deliver = ({ size, resolve }: Waiting, { accepted, refused, held }: Judgement) => {
		waiting -= size;
		resolve({ accepted, refused, held });
	};

	return {
		submit: (packet) =>
			new Promise((resolve, reject) => {
				const size = sizeOf(packet);
				waiting += size;
				queue.push({ packet, size, resolve, reject });
				running ??= run();
			}),
		epochOf: async (page) => (await pages.open([page])).get(page)!.epoch,
		clocksOf: async (page) =>
			new Map([...(await pages.open([page])).get(page)!.clients].map(([client, { clock }]) => [client, clock])),
		alone: (page, work) =>
			new Promise((resolve, reject) => {
				alone.push(async () => {
					await work().then(resolve, reject);
					pages.forget(page === 'all' ? page : [page]);
				});
				running ??= run();
			}),
		waiting: () => waiting,
		idle: async () => {
			while (running) await running;
		},
	};
}

/**
 * Tells of what was committed, as one update for each page and sender: two hundred phones that send twenty entries each
 * would otherwise hear four thousand times.
 */
function announce(packets: readonly Packet[], { judgements, event }: Settled, fanOut: FanOut): void {
	const updatesBySender = new Map<PageId, Map<object | null, Uint8Array[]>>();
	for (const [index, { page, from }] of packets.entries()) {
		const update = judgements[index]!.append?.update;
		if (!update) continue;
		const senders = updatesBySender.get(page) ?? new Map<object | null, Uint8Array[]>();
		updatesBySender.set(page, senders.set(from, [...(senders.get(from) ?? []), update]));
	}
	for (const [page, senders] of updatesBySender) {
		const { desk, book } = pageOf(page);
		for (const [from, updates] of senders) {
			// What came by HTTP is in large parts already.
			for (const update of from === null ? updates : joinedUpdates(updates)) {
				fanOut.publish(areaPath(desk), { page, desk, book, update, from, event: event! });
			}
		}
	}
}

/** One update of these, unless another sender's lie between them: an update holds no gaps. */
function joinedUpdates(updates: readonly Uint8Array[]): readonly Uint8Array[] {
	if (updates.length === 1) return updates;
	const runs = updates.flatMap(snapshotToRuns);
	const isWhole = [...Map.groupBy(runs, ({ client }) => client).values()].every((own) => {
		const first = Math.min(...own.map(({ clock }) => clock));
		const end = Math.max(...own.map(({ clock, texts }) => clock + texts.length));
		return own.reduce((sum, { texts }) => sum + texts.length, 0) === end - first;
	});
	return isWhole ? [runsToUpdate(runs)] : updates;
}

/** Quotas go by the day, so a batch holds packets of one day. */
function batchSize(queue: readonly Waiting[], timeZone: string): number {
	const day = dayOf(queue[0]!.packet.now, timeZone);
	let bytes = 0;
	let count = 0;
	while (count < queue.length && count < batchLimits.packets && (bytes < batchLimits.bytes || count === 0)) {
		const { packet, size } = queue[count]!;
		if (packet.now !== queue[0]!.packet.now && dayOf(packet.now, timeZone) !== day) break;
		bytes += size;
		count++;
	}
	return count;
}

const sizeOf = ({ content }: Packet): number =>
	content.type === 'update' ? content.bytes.length : content.items.reduce((sum, { text }) => sum + text.length, 0);

/** Open pages, the least recently used forgotten first. */
function createPages({ store }: BatchDeps) {
	const kept = new Map<PageId, OpenPage>();
	return {
		open: async (ids: readonly PageId[]): Promise<Map<PageId, OpenPage>> => {
			const wanted = [...new Set(ids)];
			const missing = wanted.filter((id) => !kept.has(id));
			for (const [id, page] of missing.length > 0 ? await store.openPages(missing) : []) {
				if (!kept.has(id)) kept.set(id, toOpenPage(page));
			}
			const open = new Map(wanted.map((id) => [id, kept.get(id)!]));
			for (const [id, page] of open) {
				kept.delete(id);
				kept.set(id, page);
			}
			for (const id of [...kept.keys()].slice(0, Math.max(0, kept.size - pagesInMemory)))
				if (!open.has(id)) kept.delete(id);
			return open;
		},
		forget: (ids: readonly PageId[] | 'all'): void => {
			if (ids === 'all') return kept.clear();
			for (const id of ids) kept.delete(id);
		},
	};
}
