/**
 * Keeps `records` and `contacts` in step with entries: only what an entry touches is folded again, and a page that is
 * new here costs about one bulk write. To be called inside a transaction over `projectionTables`. Rules D10–D14, D40–D42.
 */
import { hlcToMs, isLater } from '#lib/ledger/clock.ts';
import { recordIdOf } from '#lib/ledger/fold.ts';
import type { Entry } from '#lib/ledger/entry.ts';
import type { Book, PageId } from '#lib/ledger/page.ts';
import { isVisited, projectRecord, standingOf, type Circumstances, type Projection } from '#lib/kinds/project.ts';
import type { Ledger } from './database.ts';
import { circumstances, dependentRows, type RowChange } from './circumstances.ts';
import { markOf } from './marks.ts';
import type { Contact, ContactRow, OrphanRow, RecordRow } from './rows.ts';

export const projectionTables = (db: Ledger) => [db.records, db.contacts, db.orphans];

export interface Change extends RowChange {
	readonly row: RecordRow;
}

/** Rows asked for one by one up to here; beyond, the page's keys are read first, as most are new. */
const fewRecords = 200;

/**
 * Takes entries of a page into the rows; those known already change nothing.
 * @param own how many of each record's entries are own ones without receipt.
 */
export async function project(db: Ledger, page: PageId, entries: readonly Entry[], own = 0): Promise<void> {
	const { changes, strays } = await changesOf(db, page, entries, own);
	await Promise.all([putChanges(db, changes), strays.length > 0 && db.orphans.bulkPut(strays)]);
}

/** An own record that begins here and now: nothing of it can stand anywhere yet, so nothing is looked for. */
export async function projectNew(db: Ledger, page: PageId, root: Entry): Promise<void> {
	const row = rowOf([root], page, undefined, 1);
	if (row) await putChanges(db, [{ old: undefined, row }]);
}

/** A part of a whole page, whose contacts are counted once at the end: see `settleContacts`. */
export async function projectPart(
	db: Ledger,
	page: PageId,
	entries: readonly Entry[],
	here: ReadonlySet<string>,
): Promise<readonly Change[]> {
	const { changes, strays } = await changesOf(db, page, entries, 0, here);
	await Promise.all([putRows(db, changes, new Map()), db.orphans.bulkPut(strays)]);
	return changes;
}

/** @param redone subjects whose contacts are counted from all their records, whatever changed */
export async function settleContacts(
	db: Ledger,
	changes: readonly Change[],
	redone: ReadonlySet<string> = new Set(),
): Promise<void> {
	await putRows(db, [], await contactsOf(db, changes, redone));
}

interface Changes {
	readonly changes: readonly Change[];
	readonly strays: readonly OrphanRow[];
}

async function changesOf(
	db: Ledger,
	page: PageId,
	entries: readonly Entry[],
	own: number,
	here?: ReadonlySet<string>,
): Promise<Changes> {
	const entriesByRecord = Map.groupBy(entries, recordIdOf);
	const [known, orphans] = await Promise.all([
		knownRows(db, page, entriesByRecord, here),
		orphansOf(db, [...entriesByRecord.keys()]),
	]);
	const changes: Change[] = [];
	const strays: OrphanRow[] = [];
	for (const [id, arrived] of entriesByRecord) {
		const old = known.get(id);
		const log = [...(old ? logOf(old) : []), ...(orphans.get(id) ?? [])];
		const fresh = old || log.length > 0 || arrived.length > 1 ? unknownOf(log, arrived) : arrived;
		if (fresh.length === 0) continue;
		const row = rowOf(log.length > 0 ? [...log, ...fresh] : fresh, page, old, own);
		if (row) changes.push({ old, row });
		else strays.push(...fresh.map((entry) => ({ id: entry.id, target: id, entry })));
	}
	return { changes, strays };
}

/** Takes entries out of a record again (they were not taken by the server); a record without its root goes. */
export async function unproject(db: Ledger, record: string, ids: ReadonlySet<string>): Promise<void> {
	await db.orphans.bulkDelete([...ids]);
	const old = await db.records.get(record);
	if (!old) return;
	const row = rowOf(
		logOf(old).filter((entry) => !ids.has(entry.id)),
		old.page,
		old,
		0,
	);
	if (row) await putChanges(db, [{ old, row }]);
	else await removeRows(db, [old]);
}

export async function removeRows(db: Ledger, rows: readonly RecordRow[]): Promise<void> {
	await db.records.bulkDelete(rows.map((row) => row.id));
	const subjects = new Set(rows.filter(isContact).map((row) => row.about!));
	const gone = rows.map((old) => ({ old, row: undefined }));
	await putRows(db, gone, await contactsOf(db, [], subjects));
}

/** Changes what a row says of its whereabouts; the mark follows. */
export function withWhereabouts(
	row: RecordRow,
	change: Partial<Pick<RecordRow, 'waiting' | 'held' | 'refusal'>>,
): RecordRow {
	const moved = { ...row, ...change };
	return { ...moved, mark: markOf(moved) };
}

/** The entries that a row stands for. */
export const logOf = (row: RecordRow): readonly Entry[] => row.log ?? [rootOf(row)];

const rootOf = ({ id, v, kind, desk, by, at, hlc, about, body }: RecordRow): Entry => ({
	id,
	v,
	kind,
	desk,
	by,
	at,
	hlc,
	about,
	body,
});

/** @param here ids of the records that the page has rows of, when they have been read already */
async function knownRows(
	db: Ledger,
	page: PageId,
	records: ReadonlyMap<string, readonly Entry[]>,
	here?: ReadonlySet<string>,
): Promise<Map<string, RecordRow>> {
	let ids = [...records.keys()];
	if (here ?? ids.length > fewRecords) {
		const known = here ?? new Set(await db.records.where('page').equals(page).primaryKeys());
		const isRooted = (id: string) => records.get(id)!.some((entry) => entry.id === id);
		// A record whose root is not in this batch may stand on another page.
		ids = ids.filter((id) => known.has(id) || !isRooted(id));
	}
	const rows = ids.length > 0 ? await db.records.bulkGet(ids) : [];
	return new Map(rows.filter((row) => row !== undefined).map((row) => [row.id, row]));
}

async function orphansOf(db: Ledger, ids: string[]): Promise<Map<string, Entry[]>> {
	const orphans = (await db.orphans.count()) === 0 ? [] : await db.orphans.where('target').anyOf(ids).toArray();
	const entriesByTarget = new Map<string, Entry[]>();
	for (const { target, entry } of orphans) entriesByTarget.set(target, [...(entriesByTarget.get(target) ?? []), entry]);
	return entriesByTarget;
}

function unknownOf(log: readonly Entry[], arrived: readonly Entry[]): Entry[] {
	const ids = new Set(log.map((entry) => entry.id));
	return arrived.filter((entry) => !ids.has(entry.id) && ids.add(entry.id));
}

function rowOf(entries: readonly Entry[], page: PageId, old: RecordRow | undefined, own: number): RecordRow | null {
	const projection = projectRecord(entries);
	if (!projection) return null;
	const root = entries.find((entry) => entry.id === projection.id)!;
	const waiting = (old?.waiting ?? 0) + own;
	const held = own > 0 ? undefined : old?.held;
	const sameName = old !== undefined && old.body.name === projection.body.name;
	return {
		...projection,
		page: old?.page ?? page,
		book: old?.book ?? (page.split('/')[1] as Book),
		v: root.v,
		waiting,
		held,
		refusal: old?.refusal,
		mark: markOf({ state: projection.state, waiting, held, refusal: old?.refusal }),
		due: projection.facts.due,
		log: entries.length > 1 || projection.body !== root.body ? entries : undefined,
		pinyin: sameName ? old.pinyin : undefined,
	};
}

async function putChanges(db: Ledger, changes: readonly Change[]): Promise<void> {
	const rows = new Map(changes.map(({ row }) => [row.id, row]));
	await putRows(db, changes, await contactsOf(db, changes, new Set(), rows));
}

/** The contacts that these changes change. @param unwritten rows that the database does not hold yet */
async function contactsOf(
	db: Ledger,
	changes: readonly Change[],
	redone: ReadonlySet<string>,
	unwritten: ReadonlyMap<string, RecordRow> = new Map(),
): Promise<Map<string, ContactRow>> {
	// What was a contact before may be one no more: then the subject's others are asked.
	const lost = changes.filter(({ old }) => old && isContact(old)).map(({ row }) => row.about!);
	const anew = new Set([...redone, ...lost]);
	const added = changes.map(({ row }) => row).filter((row) => isContact(row) && !anew.has(row.about!));
	const [counted, moved] = await Promise.all([contactsAnew(db, anew, unwritten), contactsWith(db, added)]);
	return new Map([...counted, ...moved]);
}

/** A visit or check-in that counts; the facts of a withdrawn record say nothing. */
const isContact = (row: Projection): boolean => row.about !== undefined && row.facts.reached !== undefined;

/** Writes rows and the standing of subjects among them and outside of them, as far as these changes reach. */
async function putRows(
	db: Ledger,
	changes: readonly RowChange[],
	contacts: ReadonlyMap<string, ContactRow>,
): Promise<void> {
	const rows = new Map(changes.flatMap(({ row }) => (row ? [[row.id, row] as const] : [])));
	const outside = [...contacts.keys()].filter((id) => !rows.has(id));
	const [touched, dependent] = await Promise.all([
		outside.length > 0 ? db.records.bulkGet(outside) : ([] as undefined[]),
		dependentRows(db, changes),
	]);
	for (const row of [...touched, ...dependent]) if (row && !rows.has(row.id)) rows.set(row.id, row);
	if (rows.size === 0 && contacts.size === 0) return;
	const subjects = [...rows.values()].filter(isVisited);
	const uncounted = subjects.filter((row) => !contacts.has(row.id)).map((row) => row.id);
	const [stored, circumstancesOf] = await Promise.all([
		uncounted.length > 0 ? db.contacts.bulkGet(uncounted) : ([] as undefined[]),
		circumstances(db, subjects, rows),
	]);
	const standing = new Map(contacts);
	for (const contact of stored) if (contact) standing.set(contact.id, contact);
	for (const row of subjects) rows.set(row.id, withStanding(row, standing.get(row.id), circumstancesOf(row)));
	await Promise.all([
		db.records.bulkPut([...rows.values()]),
		contacts.size > 0 && db.contacts.bulkPut([...contacts.values()]),
	]);
}

function withStanding(row: RecordRow, contact: ContactRow | undefined, about: Circumstances): RecordRow {
	const { reached, alarmed, tried } = contact ?? {};
	const records = [
		...(reached ? [{ ...reached, facts: { reached: true } }] : []),
		...(alarmed ? [{ ...alarmed, facts: { alarm: true } }] : []),
	];
	const { last, alarm, due } = standingOf(row, records, about);
	const triedMs = tried && (!reached || isLater(tried, reached)) ? hlcToMs(tried.hlc) : undefined;
	return { ...row, last, tried: triedMs, alarm: alarm ?? undefined, due: due === null ? '' : due };
}

/** The stored contacts of the subjects, moved on by new records: nothing was taken away, so the latest wins. */
async function contactsWith(db: Ledger, added: readonly RecordRow[]): Promise<Map<string, ContactRow>> {
	const addedBySubject = Map.groupBy(added, (row) => row.about!);
	const ids = [...addedBySubject.keys()];
	const stored = ids.length > 0 ? await db.contacts.bulkGet(ids) : [];
	return new Map(ids.map((id, index) => [id, contactOf(id, addedBySubject.get(id)!, stored[index])]));
}

/** The contacts of subjects from all their records. @param changed rows that are not written yet. */
async function contactsAnew(
	db: Ledger,
	subjects: ReadonlySet<string>,
	changed: ReadonlyMap<string, RecordRow>,
): Promise<Map<string, ContactRow>> {
	if (subjects.size === 0) return new Map();
	const stored = await db.records
		.where('about')
		.anyOf([...subjects])
		.toArray();
	const all = [...stored.filter((row) => !changed.has(row.id)), ...changed.values()].filter(isContact);
	const rowsBySubject = Map.groupBy(all, (row) => row.about!);
	return new Map([...subjects].map((id) => [id, contactOf(id, rowsBySubject.get(id) ?? [], undefined)]));
}

function contactOf(id: string, rows: readonly RecordRow[], before: ContactRow | undefined): ContactRow {
	let { reached, alarmed, tried } = before ?? {};
	const later = (now: Contact | undefined, row: RecordRow) =>
		now && !isLater(row, now) ? now : { id: row.id, hlc: row.hlc };
	for (const row of rows) {
		if (row.facts.reached) reached = later(reached, row);
		else tried = later(tried, row);
		if (row.facts.alarm) alarmed = later(alarmed, row);
	}
	return { id, reached, alarmed, tried };
}
