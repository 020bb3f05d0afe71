/**
 * A page as the server has it, taken in place of what is here. Own entries come through: those without receipt are
 * appended again from the outbox, under a client id that has never been used. Rules D18–D21.
 */
import { entryToText, isEntry, type Entry } from '#lib/ledger/entry.ts';
import { recordIdOf } from '#lib/ledger/fold.ts';
import type { PageId } from '#lib/ledger/page.ts';
import { snapshotToTexts } from '#lib/replica/doc.ts';
import type { Ledger, Space } from '#lib/device/database.ts';
import { refusalOf } from '#lib/device/outbox.ts';
import { textsToBatches } from '#lib/device/pen.ts';
import {
	project,
	projectionTables,
	projectPart,
	removeRows,
	settleContacts,
	unproject,
	withWhereabouts,
	type Change,
} from '#lib/device/project.ts';
import type { PageCopy } from '#lib/device/remote.ts';
import type { OutboxRow, PageRow, RecordRow } from '#lib/device/rows.ts';
import { doubtPhotos } from '#lib/device/photos/rows.ts';
import { newPage } from '#lib/device/save.ts';
import { updatesOf } from '#lib/device/updates.ts';

/** Bytes of one update that we send; the gate takes four times as much. */
export const batchBytes = 256 * 1024;
/** Entries projected in one transaction: the screen stays alive between them. */
const chunkEntries = 2000;

export const syncTables = (db: Ledger) => [
	db.pages,
	db.snapshots,
	db.updates,
	db.outbox,
	db.refused,
	db.meta,
	db.kept,
	db.photos,
	...projectionTables(db),
];

/** @throws when the copy cannot be read; then nothing has changed. */
export async function takeCopy(space: Space, page: PageId, copy: PageCopy): Promise<void> {
	const texts = snapshotToTexts(copy.bytes);
	const entries = textsToEntries(texts);
	const isSmall = entries.length <= chunkEntries;
	const db = space.downloads;
	await db.transaction('rw', syncTables(db), async () => {
		const row = (await db.pages.get(page)) ?? newPage(page);
		const { epoch, generation, bytes } = copy;
		const isAnother = row.epoch > 0 && (row.epoch !== epoch || row.generation !== generation);
		if (isAnother || row.handed) await leaveOld(db, row, copy, texts);
		// A first copy only goes underneath: what was appended here so far has never been judged.
		const replaces = row.epoch > 0 || row.stale === true;
		const rebuilt = row.rebuilt + (replaces ? 1 : 0);
		await Promise.all([
			db.pages.put({ id: page, epoch, generation, rebuilt, projected: isSmall }),
			db.snapshots.put({ page, bytes }),
			// The grid is held again: its records stand among the others.
			db.kept.where('page').equals(page).delete(),
		]);
		if (replaces) await appendUnsent(space, page);
		if (!isSmall) return;
		await project(db, page, entries);
		await restoreWhereabouts(db, page);
	});
	if (!isSmall) await projectInParts(db, page, entries, false);
}

async function appendUnsent(space: Space, page: PageId): Promise<void> {
	const db = space.downloads;
	await updatesOf(db, page).delete();
	await appendAnew(space, page, await db.outbox.where('[page+state]').equals([page, 'waiting']).toArray());
}

/** Another epoch or another store: the rows are computed anew, and what the server may have lost is doubted. */
async function leaveOld(db: Ledger, row: PageRow, copy: PageCopy, texts: readonly string[]): Promise<void> {
	const page = row.id;
	const stands = new Set(texts);
	const received = await db.outbox.where('[page+state]').equals([page, 'received']).toArray();
	if (row.generation !== copy.generation) {
		await db.outbox.bulkPut(received.map(({ signed: _, ...own }) => ({ ...own, state: 'doubted' as const, seq: 0 })));
		await doubtPhotos(db);
	} else {
		// The page was rewritten: what is gone from it was erased, and must not come back from here.
		await db.outbox.bulkDelete(received.filter(({ text }) => !stands.has(text)).map(({ id }) => id));
	}
	const stood = await textsHere(db, page, stands);
	const rows = await db.records.where('page').equals(page).toArray();
	await removeRows(db, rows);
	await keepForeign(db, rows, stood);
	await dropGone(db, stood, stands);
	const own = await db.outbox.where('[page+state]').between([page, 'doubted'], [page, 'waiting'], true, true).toArray();
	const refused = await db.refused.where('page').equals(page).toArray();
	const roots = new Set(refused.filter(({ id, record }) => id === record).map(({ record }) => record));
	const shown = [...own, ...refused.filter(({ record }) => roots.has(record))];
	await project(db, page, textsToEntries(shown.map(({ text }) => text)));
}

/** All texts of the page as it is here, own ones that were sent included, but those that have gone to another page. */
async function textsHere(db: Ledger, page: PageId, stands: ReadonlySet<string>): Promise<ReadonlySet<string>> {
	const [copy, updates] = await Promise.all([db.snapshots.get(page), updatesOf(db, page).toArray()]);
	const parts = [...(copy ? [copy.bytes] : []), ...updates.map(({ bytes }) => bytes)];
	const stood = new Set(parts.flatMap(snapshotToTexts));
	const gone = textsToEntries([...stood].filter((text) => !stands.has(text)));
	// Its bytes lie here still when the page was closed for it and written anew before it was fetched again.
	for (const own of await db.outbox.bulkGet(gone.map(({ id }) => id)))
		if (own && own.page !== page) stood.delete(own.text);
	return stood;
}

/** What answers to these records from other pages waits until the records are there again. */
async function keepForeign(db: Ledger, rows: readonly RecordRow[], stood: ReadonlySet<string>): Promise<void> {
	const answers = rows.flatMap((row) => (row.log ?? []).filter(({ re }) => re !== undefined));
	const foreign = answers.filter((entry) => !stood.has(entryToText(entry)));
	await db.orphans.bulkPut(foreign.map((entry) => ({ id: entry.id, target: recordIdOf(entry), entry })));
}

/** What stood on the page and is gone from it goes from the records of other pages, too. */
async function dropGone(db: Ledger, stood: ReadonlySet<string>, stands: ReadonlySet<string>): Promise<void> {
	const gone = textsToEntries([...stood].filter((text) => !stands.has(text))).filter(({ re }) => re !== undefined);
	for (const [record, entries] of Map.groupBy(gone, recordIdOf))
		await unproject(db, record, new Set(entries.map(({ id }) => id)));
}

/** Own entries once more, under a new client id. One by one when some were sent back before: then each is judged alone. */
export async function appendAnew(space: Space, page: PageId, own: readonly OutboxRow[]): Promise<void> {
	const db = space.downloads;
	const sorted = [...own].sort((a, b) => (a.id < b.id ? -1 : 1));
	const maxBytes = sorted.some(({ attempts }) => attempts > 0) ? 0 : batchBytes;
	const rowsByText = new Map(sorted.map((row) => [row.text, row]));
	for (const { texts, bytes } of textsToBatches([...rowsByText.keys()], space.random32, maxBytes)) {
		const seq = await db.updates.add({ page, bytes, own: 1 });
		await db.outbox.bulkPut(
			texts.map((text) => ({ ...rowsByText.get(text)!, seq, state: 'waiting' as const, held: undefined })),
		);
	}
}

/** Brings `records` in step with a page's copy where a closed tab left off. */
export async function projectPage({ downloads: db }: Space, page: PageId): Promise<void> {
	const row = await db.pages.get(page);
	if (!row || row.projected) return;
	const copy = await db.snapshots.get(page);
	await projectInParts(db, page, copy ? textsToEntries(snapshotToTexts(copy.bytes)) : [], true);
}

/** @param isResumed some of it may be in the rows already */
export async function projectInParts(
	db: Ledger,
	page: PageId,
	entries: readonly Entry[],
	isResumed: boolean,
): Promise<void> {
	const here = new Set(await db.records.where('page').equals(page).primaryKeys());
	const changes: Change[] = [];
	for (const part of chunksOf(Map.groupBy(entries, recordIdOf).values())) {
		const changed = await db.transaction('rw', projectionTables(db), async () => projectPart(db, page, part, here));
		for (const change of changed) changes.push(change);
	}
	// What an earlier try wrote is no change any more, and whether its contacts were counted is not known.
	const subjects = isResumed ? entries.flatMap(({ about }) => about ?? []) : [];
	await db.transaction('rw', syncTables(db), async () => {
		await settleContacts(db, changes, new Set(subjects));
		await restoreWhereabouts(db, page);
		await db.pages.update(page, { projected: true });
	});
}

/** Entries of texts; what is none of them is left in the page, unread. */
export function textsToEntries(texts: readonly string[]): Entry[] {
	return texts.flatMap((text) => {
		try {
			const value: unknown = JSON.parse(text);
			return isEntry(value) ? [value] : [];
		} catch {
			return [];
		}
	});
}

/** Groups of entries in chunks that keep each group whole. */
function* chunksOf(groups: Iterable<readonly Entry[]>): Generator<Entry[]> {
	let chunk: Entry[] = [];
	for (const group of groups) {
		for (const entry of group) chunk.push(entry);
		if (chunk.length < chunkEntries) continue;
		yield chunk;
		chunk = [];
	}
	if (chunk.length > 0) yield chunk;
}

/** Says on the rows again what of them is unsent or refused, from the outbox. */
async function restoreWhereabouts(db: Ledger, page: PageId): Promise<void> {
	const waiting = await db.outbox.where('[page+state]').equals([page, 'waiting']).toArray();
	const refused = await db.refused.where('page').equals(page).toArray();
	const ids = [...new Set([...waiting, ...refused].map(({ record }) => record))];
	for (const row of await db.records.bulkGet(ids)) {
		if (!row) continue;
		const count = waiting.filter(({ record }) => record === row.id).length;
		await db.records.put(withWhereabouts(row, { waiting: count, refusal: await refusalOf(db, row.id) }));
	}
}
