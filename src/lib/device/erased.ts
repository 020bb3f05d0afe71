/**
 * What was erased at the server (清除个人信息) goes from this phone too: rows, own texts whether sent, unsent or refused,
 * what waits for its root, receipts over it, half-filled forms. Everything else stays. Rules D100–D103.
 */
import type { Entry } from '#lib/ledger/entry.ts';
import { isOfErased } from '#lib/registers/erased.ts';
import type { Ledger, Space } from './database.ts';
import { tellErased } from './erased-told.ts';
import { halfFilledKeys } from './half-filled-keys.ts';
import { refusalOf } from './outbox.ts';
import type { ErasedList } from './remote.ts';
import { dropPhotos } from './photos/rows.ts';
import { removeRows, unproject, withWhereabouts } from './project.ts';
import { newPage } from './save.ts';
import { syncTables } from './sync/copies.ts';

/** In the clear: a locked space goes on from there. */
const cursorKey = 'erased-to';

/** Up to where the server's list of erased ids was heard, as the server understands it; undefined before the first. */
export const erasedAfter = async (db: Ledger): Promise<string | undefined> =>
	(await db.meta.get(cursorKey))?.value as string | undefined;

export const erasedTables = (db: Ledger) => [...syncTables(db), db.receipts, db.chains, db.photoBytes];

export async function eraseHere(
	{ downloads: db, account }: Space,
	{ ids, records = [], next }: ErasedList,
	storage: Storage | undefined = globalThis.localStorage,
): Promise<void> {
	// At nearly every contact nothing was: then nobody waits for all tables.
	if (ids.length + records.length === 0) {
		if ((await erasedAfter(db)) !== next) await db.meta.put({ key: cursorKey, value: next });
		return;
	}
	dropForms(storage, account, new Set(ids));
	await db.transaction('rw', erasedTables(db), async () => {
		await takeOut(db, new Set(ids));
		// Own records of pages that have gone from here: nobody brings them as they stand now.
		await db.kept.bulkDelete([...records]);
		await db.meta.put({ key: cursorKey, value: next });
	});
}

/** Inside a transaction over `erasedTables`. */
export async function takeOut(db: Ledger, ids: ReadonlySet<string>): Promise<void> {
	const isErased = (id: string) => ids.has(id);
	const isHis = ({ text }: { readonly text: string }) => isOfErased(JSON.parse(text) as Entry, isErased);
	const [sent, refused] = await Promise.all([db.outbox.toArray(), db.refused.toArray()]);
	const own = sent.filter(isHis);
	const turnedAway = refused.filter(isHis);
	const gone = new Set([...ids, ...own.map(({ id }) => id), ...turnedAway.map(({ id }) => id)]);
	await Promise.all([
		dropIds(db, gone),
		db.orphans.filter(({ entry }) => isOfErased(entry, isErased)).delete(),
		db.kept.filter(({ about }) => about !== undefined && ids.has(about)).delete(),
	]);
	// Their bytes lie in the page here: it is fetched and appended to anew.
	for (const page of new Set(own.filter(({ state }) => state !== 'received').map((row) => row.page)))
		await db.pages.put({ ...((await db.pages.get(page)) ?? newPage(page)), stale: true });
	const people = await dropRows(db, gone, [...own, ...turnedAway]);
	const unsent = own.filter(({ state }) => state === 'waiting').length + turnedAway.length;
	await tellErased(db, { people, own: unsent });
}

/** Records of these ids and about them go; others stand without what was taken from them. Tells how many residents went. */
async function dropRows(
	db: Ledger,
	gone: ReadonlySet<string>,
	own: readonly { readonly id: string; readonly record: string }[],
): Promise<number> {
	const ids = [...gone];
	const found = [
		...(await db.records.bulkGet(ids)).filter((row) => row !== undefined),
		...(await db.records.where('about').anyOf(ids).toArray()),
	];
	const rows = [...new Map(found.map((row) => [row.id, row])).values()];
	await removeRows(db, rows);
	const answers = own.filter(({ id, record }) => id !== record && !rows.some((row) => row.id === record));
	for (const [record, entries] of Map.groupBy(answers, (entry) => entry.record)) {
		await unproject(db, record, new Set(entries.map(({ id }) => id)));
		const row = await db.records.get(record);
		if (!row) continue;
		const waiting = await db.outbox.where('[record+state]').equals([record, 'waiting']).count();
		await db.records.put(withWhereabouts(row, { waiting, refusal: await refusalOf(db, record) }));
	}
	return rows.filter(({ kind }) => kind === 'resident').length;
}

/** What is told by ids alone, and so without the key as well. Inside a transaction over `erasedTables`. */
export async function dropIds(db: Ledger, gone: ReadonlySet<string>): Promise<void> {
	const ids = [...gone];
	await Promise.all([
		db.outbox.bulkDelete(ids),
		db.refused.bulkDelete(ids),
		db.kept.bulkDelete(ids),
		db.contacts.bulkDelete(ids),
		db.orphans.filter(({ id, target }) => gone.has(id) || gone.has(target)).delete(),
		dropProofs(db, gone),
		dropPhotos(db, gone),
	]);
}

/** With a seed and a guess, a receipt would still tell whether a text was the one. */
async function dropProofs(db: Ledger, gone: ReadonlySet<string>): Promise<void> {
	await db.receipts.filter(({ ids }) => ids.some((id) => gone.has(id))).delete();
	for (const { page, chain, pending } of await db.chains.toArray())
		if (pending?.ids.some((id) => gone.has(id))) await db.chains.put({ page, chain });
}

export function dropForms(storage: Storage | undefined, account: string, ids: ReadonlySet<string>): void {
	if (!storage) return;
	for (const { key, subject } of halfFilledKeys(storage, account)) if (ids.has(subject)) storage.removeItem(key);
}
