/**
 * One page kept in step: what arrives is stored and shown, what is written here is sent, and every own entry is followed
 * until the server has named it. Rules D18–D26.
 */
import type { PageId } from '#lib/ledger/page.ts';
import { runsToUpdate, snapshotToRuns } from '#lib/replica/runs.ts';
import { docToSnapshot, openDoc, snapshotToTexts } from '#lib/replica/doc.ts';
import { haveYouLimit } from '#lib/replica/limits.ts';
import type { Ledger, Space } from '#lib/device/database.ts';
import { project, withWhereabouts } from '#lib/device/project.ts';
import type { OutboxRow, UpdateRow } from '#lib/device/rows.ts';
import { appendAnew, batchBytes, syncTables, textsToEntries } from './copies.ts';
import { openLink, type Link } from './link.ts';
import { acknowledge, pardonArrived, refuse } from './receipts.ts';
import { updatesOf } from '#lib/device/updates.ts';

export interface PageEvents {
	/** Something came from the server. */
	readonly onContact: () => void;
	/** Own entries of the page were receipted. */
	readonly onReceipted: (page: PageId) => void;
	readonly onState: () => void;
	/** What is here of the page must be fetched anew. */
	readonly onStale: (page: PageId) => void;
	/** The server takes no more of this page for now. */
	readonly onLater: (page: PageId) => void;
	readonly onClosed: (page: PageId, code: number) => void;
}

export interface PageSync {
	readonly page: PageId;
	readonly isSynced: () => boolean;
	/** Sends what was written here since. */
	readonly pump: () => Promise<void>;
	/** Asks after own entries that no receipt has named. */
	readonly verify: () => Promise<void>;
	readonly reconnect: (isSuspect: boolean) => void;
	/** No socket until `reconnect`. */
	readonly rest: () => void;
	/** Ends it; resolves when what had begun is done. */
	readonly close: () => Promise<void>;
}

/** Rows of `updates` beyond which they are folded into the snapshot. */
const tailRows = 64;

export async function startPage(
	space: Space,
	wire: { readonly server: string; readonly params?: { readonly [name: string]: string } },
	page: PageId,
	events: PageEvents,
): Promise<PageSync> {
	const db = space.downloads;
	const opened = await readPage(db, page);
	let turn: Promise<unknown> = Promise.resolve();
	let isOpen = true;
	let isVerifying = false;
	let hasAppendedAnew = false;
	let cursor = opened.cursor;
	/** Bytes given to the socket since it last was in step; beyond a batch they would make one update too large. */
	let unsent = opened.ownBytes;
	let arrived: Uint8Array[] = [];
	let isStoring = false;

	const inTurn = <Value>(work: () => Promise<Value>): Promise<Value> => {
		const done = turn.then(work);
		turn = done.catch((error: unknown) => {
			if (isOpen) console.error('sync', page, error);
		});
		return done;
	};
	const link: Link = openLink(
		{ ...wire, page, epoch: opened.epoch, updates: opened.updates },
		{
			onRemote: (update) => {
				arrived.push(update);
				storeSoon();
				events.onContact();
			},
			onReceipts: (receipts) => {
				events.onContact();
				void inTurn(async () => {
					await acknowledge(space, receipts);
					events.onReceipted(page);
				});
			},
			onRefusals: (refusals) => {
				events.onContact();
				void inTurn(async () => {
					const consequence = await refuse(space, page, refusals);
					if (consequence === 'rebuild') events.onStale(page);
					else events.onLater(page);
				});
			},
			onSynced: () => {
				unsent = 0;
				hasAppendedAnew = false;
				events.onState();
				void pump().then(verify, () => undefined);
			},
			onBroken: events.onState,
			onClosed: (code) => events.onClosed(page, code),
		},
	);

	/** What comes while others are stored goes with the next. */
	function storeSoon(): void {
		if (isStoring || arrived.length === 0) return;
		isStoring = true;
		void inTurn(store);
	}

	async function store(): Promise<void> {
		isStoring = false;
		const updates = arrived;
		arrived = [];
		try {
			await db.transaction('rw', syncTables(db), async () => {
				await db.updates.bulkAdd(updates.map((bytes) => ({ page, bytes, own: 0 as const })));
				await project(db, page, textsToEntries(updates.flatMap(snapshotToTexts)));
			});
		} catch (error) {
			// The socket will not bring it again: it is stored with what comes next, or when entries are asked after.
			arrived = [...updates, ...arrived];
			throw error;
		}
		await pardonArrived(db, () => updates.flatMap(snapshotToTexts));
	}

	const pump = (): Promise<void> =>
		inTurn(async () => {
			const rows = await db.updates.where('[page+seq]').between([page, cursor], [page, Infinity], false).toArray();
			const isCareful = rows.some(({ own }) => own === 1) && (await wasSentBack(db, page));
			for (const batch of batchesOf(rows, isCareful)) {
				if (!isOpen) return;
				const bytes = batch.own.length > 0 ? joined(batch.own) : null;
				// Without a socket, what is given now goes out as one update: no more of it than one may carry.
				if (bytes && !link.isSynced() && (isCareful || unsent + bytes.length > batchBytes)) return;
				if (bytes) link.feed(bytes);
				if (bytes && !link.isSynced()) unsent += bytes.length;
				cursor = batch.last;
			}
		});

	async function verify(): Promise<void> {
		storeSoon();
		if (isVerifying || !isOpen) return;
		isVerifying = true;
		try {
			await followUp();
		} catch (error) {
			// Asked again with the next round; a page that was closed meanwhile has nothing more to ask.
			if (isOpen) console.error('sync', page, error);
		} finally {
			isVerifying = false;
		}
	}

	/** What was sent is answered in order; what then has no receipt is asked for by name, and sent anew if unknown. */
	async function followUp(): Promise<void> {
		// What has no bytes here at all was never sent; 0 is no row.
		const given = (await unnamed(db, page)).filter(({ seq }) => seq <= Math.max(cursor, 0)).map(({ id }) => id);
		if (given.length === 0 || !(await link.barrier())) return;
		await inTurn(async () => undefined);
		const asked = (await unnamed(db, page, given)).map(({ id }) => id);
		if (asked.length === 0) return;
		for (let from = 0; from < asked.length; from += haveYouLimit) link.haveYou(asked.slice(from, from + haveYouLimit));
		if (!(await link.barrier())) return;
		await inTurn(async () => {
			const missing = await unnamed(db, page, asked);
			// Once for each connection: a server that never names them must not be fed without end.
			if (!isOpen || missing.length === 0 || hasAppendedAnew) return;
			hasAppendedAnew = true;
			await sendAnew(space, page, missing);
		});
		await pump();
	}

	return {
		page,
		isSynced: link.isSynced,
		pump,
		verify,
		reconnect: link.reconnect,
		rest: link.rest,
		close: async () => {
			isOpen = false;
			link.close();
			await turn;
		},
	};
}

interface Opened {
	readonly epoch: number;
	readonly updates: readonly Uint8Array[];
	/** The last row of `updates` that the page was opened with. */
	readonly cursor: number;
	readonly ownBytes: number;
}

/** The page's bytes; own ones that must be judged apart, or are too many for one update, are left for `pump`. */
async function readPage(db: Ledger, page: PageId): Promise<Opened> {
	return db.transaction('rw', [db.pages, db.snapshots, db.updates, db.outbox], async () => {
		const row = (await db.pages.get(page))!;
		const rows = await updatesOf(db, page).toArray();
		const waiting = await db.outbox.where('[page+state]').equals([page, 'waiting']).toArray();
		const copy = await db.snapshots.get(page);
		const snapshot = copy ? [copy.bytes] : [];
		const own = rows.filter((update) => update.own === 1);
		const ownBytes = own.reduce((sum, { bytes }) => sum + bytes.length, 0);
		if (ownBytes > batchBytes || waiting.some(({ attempts }) => attempts > 0)) {
			const others = rows.filter((update) => update.own === 0);
			return { epoch: row.epoch, updates: [...snapshot, ...others.map(({ bytes }) => bytes)], cursor: -1, ownBytes: 0 };
		}
		const updates = [...snapshot, ...rows.map(({ bytes }) => bytes)];
		const cursor = rows.at(-1)?.seq ?? -1;
		if (rows.length <= tailRows || waiting.length > 0) return { epoch: row.epoch, updates, cursor, ownBytes };
		const folded = docToSnapshot(openDoc(updates));
		await db.snapshots.put({ page, bytes: folded });
		await db.updates.bulkDelete(rows.map(({ seq }) => seq));
		return { epoch: row.epoch, updates: [folded], cursor, ownBytes: 0 };
	});
}

interface PumpBatch {
	readonly own: readonly UpdateRow[];
	/** Up to which row it goes. */
	readonly last: number;
}

/** Some unsent entries came back before: then each goes by itself, so that one bad entry blocks no other. */
const wasSentBack = async (db: Ledger, page: PageId): Promise<boolean> =>
	(await db.outbox
		.where('[page+state]')
		.equals([page, 'waiting'])
		.filter(({ attempts }) => attempts > 0)
		.count()) > 0;

/** Rows in order, as many own ones together as one update takes. */
function batchesOf(rows: readonly UpdateRow[], isCareful: boolean): PumpBatch[] {
	const batches: { own: UpdateRow[]; last: number; bytes: number }[] = [];
	for (const row of rows) {
		const open = batches.at(-1);
		const size = row.own === 1 ? row.bytes.length : 0;
		const fits = open && open.bytes + size <= batchBytes && !(isCareful && size > 0);
		const batch = fits ? open : { own: [], last: row.seq, bytes: 0 };
		if (!fits) batches.push(batch);
		if (row.own === 1) batch.own.push(row);
		batch.bytes += size;
		batch.last = row.seq;
	}
	return batches;
}

const joined = (rows: readonly UpdateRow[]): Uint8Array =>
	rows.length === 1 ? rows[0]!.bytes : runsToUpdate(rows.flatMap(({ bytes }) => snapshotToRuns(bytes)));

/** Own entries of the page that the server's present store has not named. */
async function unnamed(db: Ledger, page: PageId, among?: readonly string[]): Promise<OutboxRow[]> {
	const rows = await db.outbox.where('[page+state]').anyOf([page, 'waiting'], [page, 'doubted']).toArray();
	if (!among) return rows;
	const ids = new Set(among);
	return rows.filter(({ id }) => ids.has(id));
}

async function sendAnew(space: Space, page: PageId, missing: readonly OutboxRow[]): Promise<void> {
	const db = space.downloads;
	await db.transaction('rw', syncTables(db), async () => {
		// What was thought safe is on this phone alone again, and its record says so.
		for (const { record } of missing.filter(({ state }) => state === 'doubted')) {
			const row = await db.records.get(record);
			if (row) await db.records.put(withWhereabouts(row, { waiting: row.waiting + 1 }));
		}
		await appendAnew(space, page, missing);
	});
}
