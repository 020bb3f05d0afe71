/** Photos taken for a form, kept with it, and saved in one act with the record. Rules D130, D133. */
import type { Ledger, Space } from '#lib/device/database.ts';
import type { PhotoRow } from '#lib/device/rows.ts';
import {
	answer,
	answerable,
	answerTo,
	newRecord,
	plain,
	writeAll,
	type Draft,
	type NewRecord,
	type Saved,
	type SaveFault,
} from '#lib/device/save.ts';
import { withRoom } from '#lib/device/space.ts';
import { ok, type Result } from '#lib/ledger/result.ts';
import { attachedKind, type AttachedBody, type AttachedEntry } from '#lib/ledger/attached.ts';
import { photoOf } from './draft.ts';
import { draftsOf, removePhotos } from './rows.ts';

/** What a form attaches: a photo or a voice note. */
export interface Made {
	readonly body: AttachedBody;
	readonly bytes: Uint8Array<ArrayBuffer>;
}

/** `full`: the phone has no room; `newer`: another tab runs a later version of the app. It was not kept. */
export type KeepFault = 'full' | 'newer';

/** Keeps a photo for a half-filled form: a lock or a closed tab takes it no more than the rest of the form. */
export async function keepForForm(
	space: Space,
	form: string,
	{ body, bytes }: Made,
): Promise<Result<string, KeepFault>> {
	const { db } = space;
	const id = space.newId();
	return withRoom(db, async () => {
		await db.transaction('rw', db.photos, db.photoBytes, async () => {
			await db.photos.put({ id, form, state: 'draft', at: space.now(), body });
			await db.photoBytes.put({ id, bytes });
		});
		return id;
	});
}

export const dropFromForm = ({ db }: Space, ids: readonly string[]): Promise<void> =>
	db.transaction('rw', db.photos, db.photoBytes, async () => removePhotos(db, ids));

/** A new record with the photos that were taken for its form: on the disk together, or not at all. */
export async function recordWith(space: Space, given: NewRecord, form: string): Promise<Saved> {
	let rows: readonly PhotoRow[] = [];
	const saved = await writeAll(
		space,
		async (db) => {
			rows = await draftsOf(db, form);
			const root = { ...newRecord(given), id: space.newId() };
			return ok([root, ...rows.map(({ body }) => photoOf({ ...root, id: space.newId() }, root.id, body))]);
		},
		(db, [record, ...entries]) => bind(db, rows, record!, entries),
	);
	return saved.ok ? ok({ id: saved.value.ids[0]! }) : saved;
}

/** Photos for a record that stands already. */
export async function addPhotos(space: Space, record: string, form: string): Promise<Saved> {
	let rows: readonly PhotoRow[] = [];
	const saved = await writeAll(
		space,
		async (db): Promise<Result<readonly Draft[], SaveFault>> => {
			const target = await answerable(db, record);
			if (!target.ok) return target;
			rows = await draftsOf(db, form);
			return ok(rows.map(({ body }) => answerTo(target.value, attachedKind(body), plain(body))));
		},
		(db, entries) => bind(db, rows, record, entries),
	);
	return saved.ok ? ok({ id: record }) : saved;
}

/** Takes back what was attached, by its entry; what was not sent yet never leaves the phone. */
export const takeBackAttached = (
	space: Space,
	record: string,
	kind: AttachedEntry['kind'],
	entry: string,
): Promise<Saved> => answer(space, record, kind, () => ({ what: 'taken-back', [kind]: entry }));

/** From here on they wait to be sent. */
async function bind(db: Ledger, rows: readonly PhotoRow[], record: string, entries: readonly string[]): Promise<void> {
	await db.photos.bulkPut(
		rows.map(({ form: _, ...row }, index) => ({ ...row, entry: entries[index]!, record, state: 'waiting' as const })),
	);
}
