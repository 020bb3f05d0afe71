/**
 * What becomes of a page when the grant that opened it has ended: it goes from the phone, with all names; what is unsent
 * stays until it is handed over, and what this account wrote stays readable as its own. Rules D26 and D50–D53.
 */
import { isFieldGrant, isInForce, workPlaces } from '#lib/access/policy.ts';
import { isKindName, kinds } from '#lib/kinds/index.ts';
import type { Kind } from '#lib/kinds/kind.ts';
import type { Entry } from '#lib/ledger/entry.ts';
import { dayOf, deskOf, textToPage, type Page, type PageId } from '#lib/ledger/page.ts';
import { correctedNow } from '#lib/device/clock.ts';
import type { Ledger, Space } from '#lib/device/database.ts';
import { noteEnd } from '#lib/device/endings.ts';
import { projectionTables, settleContacts } from '#lib/device/project.ts';
import type { KeptRow, RecordRow } from '#lib/device/rows.ts';
import { newPage } from '#lib/device/save.ts';
import { updatesOf } from '#lib/device/updates.ts';

/** Pages here whose grant has ended, as far as this phone knows: by the last grants it was told and the corrected clock. */
export async function endedPages({ downloads: db, grants: told, now }: Space): Promise<PageId[]> {
	const grants = told();
	// A grant without a last day, not ended, never is over; most phones hold no other, and are asked at every start.
	if (!grants.some((grant) => isFieldGrant(grant) && (grant.to ?? grant.from ?? grant.ended) !== undefined)) return [];
	const day = dayOf(await correctedNow(db, now()));
	// Without a word of its end a page stays: an identity that is not there, or another's, ends nothing.
	const over = grants.filter((grant) => isFieldGrant(grant) && !isInForce(grant, day)).map(({ desk }) => desk);
	if (over.length === 0) return [];
	const places = workPlaces(grants, day);
	return (await db.pages.toArray()).flatMap(({ id, handed }) => {
		const page = textToPage(id);
		if (handed || !page.ok || !over.includes(page.value.desk)) return [];
		return places.get(page.value.desk)?.has(page.value.book) ? [] : [id];
	});
}

/** Before anything is shown: what ended while the app was closed is gone, network or none. */
export async function handBackEnded(space: Space): Promise<void> {
	await handBackPages(space, await endedPages(space));
}

/**
 * Takes pages from the phone, all or none, so that no name stands there without the others. Their unsent entries stay in
 * the outbox, and the records of those in sight, until they are handed over.
 */
export async function handBackPages(space: Space, ids: readonly PageId[]): Promise<void> {
	if (ids.length === 0) return;
	const { downloads: db, account } = space;
	await db.transaction('rw', handBackTables(db), async () => {
		const rows = await db.records.where('page').anyOf(ids).toArray();
		const stays = rows.filter((row) => isUnsettled(row, account));
		const staying = new Set(stays);
		const leaves = rows.filter((row) => !staying.has(row));
		await db.kept.bulkPut(leaves.filter((row) => row.by === account && !isRegister(row)).map(keptRow));
		await removeAll(db, leaves);
		await db.records.bulkPut(stays.map(unremarkable));
		const day = dayOf(await correctedNow(db, space.now()));
		for (const id of ids) {
			await forgetPage(db, id, account);
			if (rows.some(({ page }) => page === id)) await noteEnd(db, deskOf(id), day);
		}
	});
}

/** Rows that go together with the subjects that they are about; whom they reached is of no more use then. */
async function removeAll(db: Ledger, rows: readonly RecordRow[]): Promise<void> {
	const ids = new Set(rows.map(({ id }) => id));
	const others = rows.flatMap(({ about }) => (about !== undefined && !ids.has(about) ? [about] : []));
	await Promise.all([db.records.bulkDelete([...ids]), db.contacts.bulkDelete([...ids])]);
	const subjects = await db.records.bulkGet([...new Set(others)]);
	await settleContacts(db, [], new Set(subjects.flatMap((row) => row?.id ?? [])));
}

/** The copy goes, and own texts that the server has; a page with unsent entries is left as a place to send them to. */
async function forgetPage(db: Ledger, id: PageId, account: string): Promise<void> {
	const page = textToPage(id);
	if (page.ok) await dropOrphans(db, page.value, account);
	const [row, waiting] = await Promise.all([
		db.pages.get(id),
		db.outbox.where('[page+state]').equals([id, 'waiting']).count(),
		db.snapshots.delete(id),
		updatesOf(db, id).delete(),
		db.outbox.where('[page+state]').equals([id, 'received']).delete(),
	]);
	if (waiting > 0) await db.pages.put({ ...(row ?? newPage(id)), projected: true, stale: true, handed: true });
	else await db.pages.delete(id);
}

const handBackTables = (db: Ledger) => [
	db.pages,
	db.snapshots,
	db.updates,
	db.outbox,
	db.meta,
	db.kept,
	...projectionTables(db),
];

const isRegister = ({ kind }: RecordRow): boolean => isKindName(kind) && kinds[kind].register;

/** In 未收下, or unsent: a person may still have to deal with it. Names stay only where he wrote them down himself. */
const isUnsettled = (row: RecordRow, account: string): boolean =>
	row.refusal !== undefined || (row.waiting > 0 && (row.by === account || !isRegister(row)));

/** What is due there is another's to do now. */
const unremarkable = ({ due: _due, alarm: _alarm, returned: _returned, ...row }: RecordRow): RecordRow => row;

/**
 * An own record by itself: what was written down and its mark. Where it was and who was called go: they lead back to the
 * door and to names.
 */
function keptRow(row: RecordRow): KeptRow {
	const { position: _position, called: _called, ...body } = row.body;
	const { id, v, page, book, desk, kind, by, at, hlc, changed, about, state, mark, unreadable } = row;
	const still = { changedSinceReview: false, rivals: {}, heads: [], amends: [], facts: {}, waiting: 0 };
	return { id, v, page, book, desk, kind, by, at, hlc, changed, about, state, mark, unreadable, body, ...still };
}

/** Entries of others on this page whose root never came. */
async function dropOrphans(db: Ledger, { desk, book }: Page, account: string): Promise<void> {
	if ((await db.orphans.count()) === 0) return;
	const orphans = await db.orphans
		.filter(({ entry }) => entry.desk === desk && entry.by !== account && mayLieIn(entry, book))
		.primaryKeys();
	await db.orphans.bulkDelete(orphans);
}

function mayLieIn({ kind, body }: Entry, book: string): boolean {
	const of = kind === 'amend' ? String(body.of) : kind;
	// A review or a withdrawal does not say of what; without its record it is of no use here.
	return !isKindName(of) || (kinds[of] as Kind).book === book;
}
