/** 住户: who lives behind a door, what was recorded about it, and what is still open; and one record with its history. */
import type { Entry } from '#lib/ledger/entry.ts';
import { leadsOf } from '#lib/registers/leads.ts';
import type { Ledger, Space } from './database.ts';
import { logOf } from './project.ts';
import { homeIds } from './find.ts';
import { calledOf, isHere, recordRow, type Called } from './records.ts';
import type { RecordRow } from './rows.ts';

export interface HouseholdView {
	readonly household: RecordRow;
	readonly people: readonly RecordRow[];
	/** Those on the visiting list; empty without the `care` book. */
	readonly elders: readonly RecordRow[];
	/** Everything recorded about the door and its elders, latest first. */
	readonly timeline: readonly RecordRow[];
	/** Promises to keep, problems to settle, records that came back. */
	readonly open: readonly RecordRow[];
}

/** A household; null when it is not on this phone. */
export async function household({ db }: Space, id: string): Promise<HouseholdView | null> {
	const row = await recordRow(db, id);
	if (row?.kind !== 'household') return null;
	// Of a household that went to another grid, all that was here is shown as it was.
	const isShown = leadsOf(row.body).movedTo ? isThere : isHere;
	const here = await aboutThese(db, homeIds(row));
	const residents = here.filter((record) => record.kind === 'resident');
	const elders = (
		await aboutThese(
			db,
			residents.map((person) => person.id),
		)
	).filter((record) => record.kind === 'elder');
	const earlier = await aboutThese(db, await earlierIds(db, [row, ...elders]));
	const checkIns = await aboutThese(
		db,
		elders.flatMap((elder) => [elder.id, ...(leadsOf(elder.body).carried?.same ?? [])]),
	);
	const timeline = [...here, ...checkIns, ...earlier]
		.filter((record, index, all) => record.kind !== 'resident' && all.findIndex(({ id }) => id === record.id) === index)
		.sort((a, b) => (a.hlc < b.hlc ? 1 : -1));
	// What was open at the other grid came along as a matter of this one.
	const open = timeline.filter((record) => isOpen(record) && !earlier.includes(record));
	return { household: row, people: residents.filter(isShown), elders: elders.filter(isShown), timeline, open };
}

const isThere = (row: RecordRow): boolean => row.state !== 'withdrawn';

/** What these were at grids before, as far as those are on this phone. */
async function earlierIds(db: Ledger, rows: readonly RecordRow[]): Promise<string[]> {
	const ids: string[] = [];
	for (let next = wasIds(rows); next.length > 0;) {
		ids.push(...next);
		next = wasIds((await db.records.bulkGet(next)).filter((row) => row !== undefined)).filter(
			(id) => !ids.includes(id),
		);
	}
	return ids;
}

const wasIds = (rows: readonly RecordRow[]): string[] =>
	rows.map(({ body }) => leadsOf(body).was?.id).filter((id) => id !== undefined);

const isOpen = ({ state, kind, body, due }: RecordRow): boolean =>
	state === 'returned' ||
	due !== undefined ||
	(kind === 'problem' && state !== 'withdrawn' && body.handling === 'report' && !body.settled) ||
	(kind === 'matter' && state !== 'withdrawn' && !body.done);

const aboutThese = async (db: Ledger, ids: string[]): Promise<RecordRow[]> =>
	ids.length === 0 ? [] : db.records.where('about').anyOf(ids).toArray();

/** Records about any one subject (an elder, a place), latest first. */
export async function timelineOf({ db }: Space, subject: string): Promise<RecordRow[]> {
	return (await aboutThese(db, [subject])).sort((a, b) => (a.hlc < b.hlc ? 1 : -1));
}

export interface RecordView {
	readonly row: RecordRow;
	readonly called?: Called;
	/** All entries of the record, earliest first. */
	readonly entries: readonly Entry[];
	/** Ids of own entries without receipt. */
	readonly waiting: readonly string[];
}

/** One record with its history; null when it is not on this phone. */
export async function recordView({ db }: Space, id: string): Promise<RecordView | null> {
	const row = await recordRow(db, id);
	if (!row) return null;
	const subject = row.about ?? row.id;
	const [called, waiting] = await Promise.all([
		calledOf(db, [subject]),
		db.outbox.where('[record+state]').equals([row.id, 'waiting']).primaryKeys(),
	]);
	const entries = [...logOf(row)].sort((a, b) => (a.hlc < b.hlc ? -1 : 1));
	return { row, called: called.get(subject), entries, waiting };
}
