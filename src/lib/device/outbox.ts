/** What is unsent and what was not taken, and what a person can do about it. Rules D15–D17. */
import { isAmend } from '#lib/ledger/amend.ts';
import type { Body, Entry } from '#lib/ledger/entry.ts';
import { standingAttached, type AddedAttached } from '#lib/ledger/attached.ts';
import { err, ok, type Result } from '#lib/ledger/result.ts';
import { isKindName } from '#lib/kinds/index.ts';
import type { Ledger, Space } from './database.ts';
import { dropPhotos, inState, renamePhotos } from './photos/rows.ts';
import { photoOf } from './photos/draft.ts';
import { removeRows, withWhereabouts } from './project.ts';
import { recordRow, writeMoved } from './records.ts';
import { rescueBlob } from './rescue.ts';
import type { RecordRow, RefusalNote, RefusedRow } from './rows.ts';
import { answerTo, newRecord, plain, saveTables, writeAll, type Draft, type Saved, type SaveFault } from './save.ts';

export interface OutboxCounts {
	/** Acts of a person of which an entry has no receipt and is still to be sent: what is said at a door is one, whatever it writes. */
	readonly waiting: number;
	/** Records that lie on the server and wait for a supervisor's word. */
	readonly held: number;
	/** Records with an entry that was not taken. */
	readonly refused: number;
}

export async function outboxCounts(db: Ledger): Promise<OutboxCounts> {
	const [unsent, refused] = await Promise.all([
		db.outbox.where('state').equals('waiting').toArray(),
		db.refused.toArray(),
	]);
	const waiting = new Set(unsent.filter((row) => !row.held).map(({ act }) => act)).size;
	return { waiting, held: recordsOf(unsent.filter((row) => row.held)), refused: recordsOf(refused) };
}

/** Acts and photos that are unsent here and on their way by another phone. */
export async function givenCounts(db: Ledger): Promise<{ readonly acts: number; readonly photos: number }> {
	const [unsent, photos] = await Promise.all([
		db.outbox.where('state').equals('waiting').toArray(),
		inState(db, 'waiting').toArray(),
	]);
	const given = unsent.filter((row) => row.given !== undefined && !row.held);
	return {
		acts: new Set(given.map(({ act }) => act)).size,
		photos: photos.filter((row) => row.given !== undefined).length,
	};
}

/** How many records these entries are of. */
const recordsOf = (rows: readonly { readonly record: string }[]): number =>
	new Set(rows.map(({ record }) => record)).size;

export interface RefusedItem {
	readonly refusal: RefusedRow;
	readonly entry: Entry;
	readonly row: RecordRow | undefined;
}

/** 未收下, latest first; entries that hang on a refused record are not listed beside it. */
export async function refusedItems({ db }: Space): Promise<RefusedItem[]> {
	const refused = await db.refused.toArray();
	const roots = new Set(refused.filter((row) => row.id === row.record).map((row) => row.record));
	const shown = refused.filter((row) => row.id === row.record || !roots.has(row.record)).sort((a, b) => b.at - a.at);
	const rows = await db.records.bulkGet(shown.map((row) => row.record));
	return shown.map((refusal, index) => ({ refusal, entry: entryOf(refusal), row: rows[index] }));
}

/**
 * A refused entry corrected and sent again, as a new entry; for an amendment `body` is what it sets. The refused one goes
 * in the same transaction, and what still holds the old record's id finds the new one.
 */
export async function resend(space: Space, refusedId: string, body: object): Promise<Saved> {
	let photos: readonly string[] = [];
	const draw = async (db: Ledger): Promise<Result<readonly Draft[], SaveFault>> => {
		const corrected = await correction(db, refusedId, plain(body));
		if (!corrected.ok) return corrected;
		const root = { ...corrected.value, id: space.newId() };
		const own = root.re === undefined ? await photosOfRefused(db, refusedId) : [];
		photos = own.map(({ id }) => id);
		return ok([root, ...own.map((photo) => photoOf({ ...root, id: space.newId() }, root.id, photo.body))]);
	};
	const sent = async (db: Ledger, [id, ...entries]: readonly string[]) => {
		const refusal = (await db.refused.get(refusedId))!;
		const isRoot = refusal.id === refusal.record;
		const renamed = photos.map((photo, index) => [photo, entries[index]!] as const);
		await renamePhotos(db, new Map([[refusal.id, id!], ...renamed]));
		await forget(db, refusal);
		if (isRoot) await writeMoved(db, refusal.record, id!);
	};
	const saved = await writeAll(space, draw, sent);
	return saved.ok ? ok({ id: saved.value.ids[0]! }) : saved;
}

/** The photos of a record that was not taken go along with the one that is written in its place. */
async function photosOfRefused(db: Ledger, refusedId: string): Promise<AddedAttached[]> {
	const refused = await db.refused.where('record').equals(refusedId).toArray();
	return standingAttached(refused.map(entryOf));
}

async function correction(db: Ledger, refusedId: string, body: Body): Promise<Result<Draft, SaveFault>> {
	const refusal = await db.refused.get(refusedId);
	if (!refusal) return err('unknown-record');
	const entry = entryOf(refusal);
	if (entry.re !== undefined) {
		const target = await recordRow(db, entry.re);
		if (!target) return err('unknown-record');
		const answer = isAmend(entry) ? { ...entry.body, set: body, base: target.heads } : body;
		return ok(answerTo(target, entry.kind, answer));
	}
	if (!isKindName(entry.kind)) return err({ code: 'kind-unknown', detail: entry.kind });
	return ok(newRecord({ kind: entry.kind, desk: entry.desk, about: entry.about, body }));
}

/** Lets go of a refused entry, and of the record when it was its root. A person said so. */
export async function drop({ db }: Space, refusedId: string): Promise<void> {
	await db.transaction('rw', [...saveTables(db), db.photoBytes], async () => {
		const refusal = await db.refused.get(refusedId);
		if (refusal) await dropPhotos(db, new Set([refusal.id]));
		if (refusal) await forget(db, refusal);
	});
}

async function forget(db: Ledger, refusal: RefusedRow): Promise<void> {
	const row = await db.records.get(refusal.record);
	if (refusal.id === refusal.record) {
		await db.refused.where('record').equals(refusal.record).delete();
		if (row) await removeRows(db, [row]);
		return;
	}
	await db.refused.delete(refusal.id);
	if (row) await db.records.put(withWhereabouts(row, { refusal: await refusalOf(db, row.id) }));
}

/** The refusal that a record shows: the first that is not dealt with. */
export async function refusalOf(db: Ledger, record: string): Promise<RefusalNote | undefined> {
	const refused = await db.refused.where('record').equals(record).sortBy('at');
	const [first] = refused;
	return first && { id: first.id, code: first.code, detail: first.detail };
}

/** All unsent work as a file that a person can carry out: the texts that the server would have been sent. */
export async function rescueFile({ db, account, device, now }: Space): Promise<Blob> {
	const [waiting, refused] = await Promise.all([
		db.outbox.where('state').anyOf('waiting', 'doubted').toArray(),
		db.refused.toArray(),
	]);
	return rescueBlob(
		{ account, device, madeMs: now() },
		{
			waiting: waiting.map(({ page, text }) => ({ page, text })),
			refused: refused.map(({ page, text, code, detail }) => ({ page, text, code, detail })),
		},
	);
}

/** Own texts were written by `entryToText`, so they read back. */
const entryOf = ({ text }: RefusedRow): Entry => JSON.parse(text) as Entry;
