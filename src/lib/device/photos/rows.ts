/** Photos of this phone as rows: where they lie, whose they are, and what takes them away. Rules D130, D133, D138. */
import { subjectOf } from '#lib/device/half-filled-keys.ts';
import type { Ledger } from '#lib/device/database.ts';
import type { PhotoBody } from '#lib/ledger/photo.ts';
import { isVoiceBody } from '#lib/ledger/attached.ts';
import type { VoiceBody } from '#lib/ledger/voice.ts';
import type { PhotoRow } from '#lib/device/rows.ts';

/** Those that were taken for a form, in that order. */
export const draftsOf = async (db: Ledger, form: string): Promise<PhotoRow[]> =>
	(await db.photos.where('form').equals(form).toArray()).sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));

/** Photos alone, or voice notes alone: both lie in these tables, and go the same way. */
export const photosAmong = (rows: readonly PhotoRow[]) =>
	rows.filter((row): row is PhotoRow & { readonly body: PhotoBody } => !isVoiceBody(row.body));
export const voicesAmong = (rows: readonly PhotoRow[]) =>
	rows.filter((row): row is PhotoRow & { readonly body: VoiceBody } => isVoiceBody(row.body));

/** Those of a record that lie here, and how far each is. */
export const photosOf = async (db: Ledger, record: string): Promise<PhotoRow[]> =>
	(await db.photos.where('record').equals(record).toArray()).sort((a, b) => (a.id < b.id ? -1 : 1));

/** Oldest first. */
export const inState = (db: Ledger, state: PhotoRow['state']) =>
	db.photos.where('[state+at]').between([state, -Infinity], [state, Infinity], true, true);

/** Of these, whose entries the server has taken; and those that are `along`, whose entries go with them. */
export async function dueAmong(
	db: Ledger,
	rows: readonly PhotoRow[],
	along: ReadonlySet<string> = new Set(),
): Promise<PhotoRow[]> {
	const entries = rows.map(({ entry }) => entry!);
	const [own, refused] = await Promise.all([db.outbox.bulkGet(entries), db.refused.bulkGet(entries)]);
	// Once its page is sealed an own entry is no longer kept apart.
	const isTaken = (index: number) => (own[index]?.state ?? 'received') === 'received';
	return rows.filter((_, index) => !refused[index] && (isTaken(index) || along.has(entries[index]!)));
}

/** Takes photos away, with their bytes. Inside a transaction over both tables, or without one. */
export async function removePhotos(db: Ledger, ids: readonly string[]): Promise<void> {
	await Promise.all([db.photos.bulkDelete([...ids]), db.photoBytes.bulkDelete([...ids])]);
}

/** Photos of what was erased: their own entry, the record, or whom a half-filled form is about. Inside a transaction over `erasedTables`. */
export async function dropPhotos(db: Ledger, gone: ReadonlySet<string>): Promise<void> {
	const ids = [...gone];
	const [own, ofRecords] = await Promise.all([
		db.photos.where('entry').anyOf(ids).primaryKeys(),
		db.photos.where('record').anyOf(ids).primaryKeys(),
	]);
	const drafts = await inState(db, 'draft').toArray();
	const ofForms = drafts.filter(({ form }) => gone.has(subjectOf(form!))).map(({ id }) => id);
	await removePhotos(db, [...own, ...ofRecords, ...ofForms]);
}

/** Their entries were written anew under other ids, or their record was. */
export async function renamePhotos(db: Ledger, idsByOld: ReadonlyMap<string, string>): Promise<void> {
	const old = [...idsByOld.keys()];
	const [own, ofRecords] = await Promise.all([
		db.photos.where('entry').anyOf(old).toArray(),
		db.photos.where('record').anyOf(old).toArray(),
	]);
	const rows = new Map([...own, ...ofRecords].map((row) => [row.id, row]));
	const renamed = (id: string | undefined) => (id === undefined ? undefined : (idsByOld.get(id) ?? id));
	await db.photos.bulkPut(
		[...rows.values()].map((row) => ({
			...row,
			entry: renamed(row.entry),
			record: renamed(row.record),
			given: undefined,
		})),
	);
}

/** The server's store is another than before, and may have lost them: it is asked again, and what it lacks is sent. */
export async function doubtPhotos(db: Ledger): Promise<void> {
	const sent = await inState(db, 'sent').toArray();
	await db.photos.bulkPut(sent.map((row) => ({ ...row, state: 'waiting' as const, given: undefined })));
}
