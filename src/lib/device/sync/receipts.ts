/** The server's word on entries: taken, or not, and what follows here. Rules D5, D8–D9, D22–D24. */
import { entryToText, type Entry } from '#lib/ledger/entry.ts';
import { hlcToMs } from '#lib/ledger/clock.ts';
import { pageToId, periodOf, registerPeriod, textToPage, type PageId } from '#lib/ledger/page.ts';
import { refusals as refusalTable, type Refusal, type RefusalCode } from '#lib/ledger/refusal.ts';
import type { Receipt } from '#lib/replica/messages.ts';
import { correctedNow, nextReading, readClock, writeClock } from '#lib/device/clock.ts';
import type { Ledger, Space } from '#lib/device/database.ts';
import { refusalOf } from '#lib/device/outbox.ts';
import { renamePhotos } from '#lib/device/photos/rows.ts';
import { project, unproject, withWhereabouts } from '#lib/device/project.ts';
import { writeMoved } from '#lib/device/records.ts';
import type { OutboxRow, RecordRow } from '#lib/device/rows.ts';
import { newPage } from '#lib/device/save.ts';
import { sha256Of } from '#lib/device/sha256.ts';
import { erasedTables, takeOut } from '#lib/device/erased.ts';
import { syncTables } from './copies.ts';

/** Times an entry that came back for a reason we repair is sent again before a person is asked. */
export const attemptLimit = 3;

/** Marks as received what the receipts name, if the hash is that of the text here. Gives the ids it believed. */
export async function acknowledge({ downloads: db }: Space, receipts: readonly Receipt[]): Promise<string[]> {
	const ids = receipts.map(({ id }) => id);
	const hashes = new Map(receipts.map(({ id, sha256 }) => [id, sha256]));
	const [own, refused] = await Promise.all([db.outbox.bulkGet(ids), db.refused.bulkGet(ids)]);
	const known = [...own, ...refused].filter((row) => row !== undefined);
	const isTrue = await Promise.all(
		known.map(async ({ id, text }) => (await sha256Of(new TextEncoder().encode(text))) === hashes.get(id)),
	);
	const believed = known.filter((_, index) => isTrue[index]).map(({ id }) => id);
	await receive(db, believed);
	return believed;
}

/** Also for entries that were handed over by HTTP, whose answer names them. */
export async function receive(db: Ledger, ids: readonly string[]): Promise<void> {
	if (ids.length === 0) return;
	await db.transaction('rw', syncTables(db), async () => {
		const [own, refused] = await Promise.all([db.outbox.bulkGet([...ids]), db.refused.bulkGet([...ids])]);
		const rows = own.filter((row) => row !== undefined);
		// Refused once, taken after all: a second try of the same text, or a refusal that crossed its receipt.
		const pardoned = refused.filter((row) => row !== undefined);
		await db.refused.bulkDelete(pardoned.map(({ id }) => id));
		await db.outbox.bulkPut([
			...rows.map((row) => ({ ...row, state: 'received' as const })),
			...pardoned.map(({ id, page, record, text }) => ({
				id,
				page,
				record,
				act: id,
				text,
				seq: 0,
				state: 'received' as const,
				attempts: 0,
			})),
		]);
		for (const { page, record, id, text } of pardoned)
			if (id !== record) await project(db, page, [JSON.parse(text) as Entry]);
		const arrived = rows.filter(({ state }) => state === 'waiting');
		await settle(
			db,
			[...arrived, ...pardoned].map(({ record }) => record),
			arrived,
		);
	});
}

/** What was refused here and stands on its page all the same (somebody let it through) is taken. */
export async function pardonArrived(db: Ledger, texts: () => readonly string[]): Promise<void> {
	const refused = await db.refused.toArray();
	if (refused.length === 0) return;
	const arrived = new Set(texts());
	await receive(
		db,
		refused.filter(({ text }) => arrived.has(text)).map(({ id }) => id),
	);
}

/** Counts `gone` off the rows of these records and shows what is still refused of them. */
async function settle(db: Ledger, records: readonly string[], gone: readonly OutboxRow[]): Promise<void> {
	// Fifty receipts come at once after a day without signal: row by row they would take longer than their way here.
	const isAnyRefused = (await db.refused.count()) > 0;
	const goneByRecord = Map.groupBy(gone, ({ record }) => record);
	const settled: RecordRow[] = [];
	for (const row of await db.records.bulkGet([...new Set(records)])) {
		if (!row) continue;
		const waiting = Math.max(0, row.waiting - (goneByRecord.get(row.id)?.length ?? 0));
		settled.push(withWhereabouts(row, { waiting, refusal: isAnyRefused ? await refusalOf(db, row.id) : undefined }));
	}
	await db.records.bulkPut(settled);
}

/** What was written after a grant had ended lies on the server and waits for a supervisor's word; nothing is lost, nothing decided. */
export async function hold(db: Ledger, ids: readonly string[]): Promise<void> {
	if (ids.length === 0) return;
	await db.transaction('rw', syncTables(db), async () => {
		const told = (await db.outbox.bulkGet([...ids])).filter((row) => row?.state === 'waiting') as OutboxRow[];
		// Told again, nothing is written: what writes here is looked at as if a person had, and asked for once more.
		const rows = told.filter(({ held }) => !held);
		if (rows.length === 0) return;
		await db.outbox.bulkPut(rows.map((row) => ({ ...row, held: true as const })));
		for (const record of new Set(rows.map((row) => row.record))) {
			const [row, waiting] = await Promise.all([
				db.records.get(record),
				db.outbox.where('[record+state]').equals([record, 'waiting']).toArray(),
			]);
			const isHeld = waiting.every(({ held }) => held);
			if (row) await db.records.put(withWhereabouts(row, { held: isHeld ? true : undefined }));
		}
	});
}

/** `later`: nothing was wrong with the entries, but the server takes no more now. */
export type Consequence = 'rebuild' | 'later';

/**
 * Deals with what was not taken: repairs what can be repaired in silence, puts the rest before its author. The pages
 * concerned are left stale, to be fetched and appended to anew.
 */
export async function refuse(space: Space, page: PageId, refused: readonly Refusal[]): Promise<Consequence> {
	if (refused.every(({ code }) => code === 'client-quota')) return 'later';
	const db = space.downloads;
	await db.transaction('rw', erasedTables(db), async () => {
		const restamped: OutboxRow[] = [];
		const concerned = await rowsRefused(db, page, refused);
		const erased = concerned.filter(({ code }) => refusalTable[code].remedy === 'forget');
		if (erased.length > 0) await takeOut(db, new Set(erased.map(({ row }) => row.id)));
		for (const { row, code, detail } of concerned) {
			if (refusalTable[code].remedy === 'forget') continue;
			const isSilent = refusalTable[code].remedy === 'silently' && row.attempts + 1 < attemptLimit;
			if (code === 'period' && (await isMoved(space, row))) continue;
			if (!isSilent) await turnAway(space, row, code, detail);
			else if (code === 'clock') restamped.push(row);
			else await db.outbox.update(row.id, { attempts: row.attempts + 1 });
		}
		await restamp(space, restamped);
		await makeStale(db, page);
	});
	return 'rebuild';
}

interface RowRefused {
	readonly row: OutboxRow;
	readonly code: RefusalCode;
	readonly detail?: string;
}

/** A refusal without an id is about everything that is on its way. */
async function rowsRefused(db: Ledger, page: PageId, refused: readonly Refusal[]): Promise<RowRefused[]> {
	const named = refused.filter(({ id }) => id !== null);
	const rows = await db.outbox.bulkGet(named.map(({ id }) => id!));
	const found = named.flatMap(({ code, detail }, index) => {
		const row = rows[index];
		// A late word about where it lay before; where it lies now it is on its way. What was erased is gone everywhere.
		const isLate = row?.page !== page && refusalTable[code].remedy !== 'forget';
		return isOpen(row) && !isLate ? [{ row, code, detail }] : [];
	});
	const unnamed = refused.find(({ id }) => id === null);
	if (!unnamed) return found;
	const ids = new Set(found.map(({ row }) => row.id));
	const others = (await db.outbox.where('[page+state]').equals([page, 'waiting']).toArray()).filter(
		({ id }) => !ids.has(id),
	);
	return [...found, ...others.map((row) => ({ row, code: unnamed.code, detail: unnamed.detail }))];
}

const isOpen = (row: OutboxRow | undefined): row is OutboxRow => row !== undefined && row.state !== 'received';

const makeStale = async (db: Ledger, page: PageId): Promise<unknown> =>
	db.pages.put({ ...((await db.pages.get(page)) ?? newPage(page)), stale: true });

/** Into 未收下. What hangs on a root that was not taken goes with it. */
async function turnAway(
	{ downloads: db, now }: Space,
	row: OutboxRow,
	code: RefusalCode,
	detail?: string,
): Promise<void> {
	const isRoot = row.id === row.record;
	const waiting = await db.outbox.where('[record+state]').equals([row.record, 'waiting']).toArray();
	const gone = isRoot ? [row, ...waiting.filter(({ id }) => id !== row.id)] : [row];
	await db.outbox.bulkDelete(gone.map(({ id }) => id));
	await db.refused.bulkPut(
		gone.map(({ id, page, record, text }) => ({ id, page, record, text, code, detail, at: now() })),
	);
	if (!isRoot) await unproject(db, row.record, new Set([row.id]));
	await settle(
		db,
		[row.record],
		gone.filter(({ state }) => state === 'waiting'),
	);
}

/**
 * What its month was closed for before it could be sent goes to the month in which it arrives, its text as it is: a
 * record with all that is unsent of it, or what answers to a record that stays where it lies.
 */
async function isMoved({ downloads: db, now }: Space, row: OutboxRow): Promise<boolean> {
	const parts = textToPage(row.page);
	if (!parts.ok || parts.value.period === registerPeriod) return false;
	const page = pageToId({ ...parts.value, period: periodOf(await correctedNow(db, now())) });
	if (page === row.page) return false;
	if (row.id !== row.record) {
		await db.outbox.update(row.id, { page, seq: 0 });
		await makeStale(db, page);
		return true;
	}
	const own = await db.outbox.where('[record+state]').equals([row.record, 'waiting']).toArray();
	await db.outbox.bulkPut(own.map((entry) => ({ ...entry, page, seq: 0 })));
	await db.records.update(row.record, { page });
	// Their bytes lie there still.
	for (const left of new Set(own.map((entry) => entry.page))) await makeStale(db, left);
	await makeStale(db, page);
	return true;
}

/**
 * Entries whose clock was ahead, written anew with the time as it is: a new text is a new entry, so it gets a new id,
 * and so does every unsent entry that names it. The screens follow through `recordRow`.
 */
async function restamp(space: Space, rows: readonly OutboxRow[]): Promise<void> {
	if (rows.length === 0) return;
	const db = space.downloads;
	const chain = await withDependents(db, rows);
	const idsByOld = new Map(chain.map(({ id }) => [id, space.newId()]));
	const pagesByRecord = new Map<string, PageId>();
	let clock = await readClock(db);
	for (const old of chain) {
		await db.outbox.delete(old.id);
		await unproject(db, old.record, new Set([old.id]));
		await settle(db, [old.record], [old]);
		clock = nextReading(clock, space.now(), null);
		const entry = { ...renamed(old.text, idsByOld), hlc: clock.hlc! };
		const record = entry.re ?? entry.id;
		const page = pagesByRecord.get(record) ?? pageAt(old, hlcToMs(entry.hlc));
		pagesByRecord.set(record, page);
		await db.outbox.put({
			id: entry.id,
			page,
			record,
			act: old.act,
			text: entryToText(entry),
			seq: 0,
			state: 'waiting',
			attempts: old.attempts + 1,
		});
		await writeMoved(db, old.id, entry.id);
		await project(db, page, [entry], 1);
		await makeStale(db, page);
	}
	await writeClock(db, clock);
	await renamePhotos(db, idsByOld);
}

/** In the order in which they were written; each with the unsent entries that name it, through any number of steps. */
async function withDependents(db: Ledger, rows: readonly OutboxRow[]): Promise<OutboxRow[]> {
	const waiting = await db.outbox.where('state').equals('waiting').toArray();
	const chain = new Map(rows.map((row) => [row.id, row]));
	for (let size = 0; size !== chain.size;) {
		size = chain.size;
		for (const row of waiting) if ([...chain.keys()].some((id) => row.text.includes(id))) chain.set(row.id, row);
	}
	return [...chain.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

const renamed = (text: string, ids: ReadonlyMap<string, string>): Entry =>
	JSON.parse(text, (_key, value: unknown) => (typeof value === 'string' ? (ids.get(value) ?? value) : value)) as Entry;

/** A root of a month goes to the month of its new time; all else stays where it was. */
function pageAt({ page, id, record }: OutboxRow, ms: number): PageId {
	const parts = textToPage(page);
	if (id !== record || !parts.ok || parts.value.period === registerPeriod) return page;
	return pageToId({ ...parts.value, period: periodOf(ms) });
}
