/** 住户: who lives behind a door, what was recorded about it, and what is still open; and one record with its history. */
import type { Entry } from '#lib/ledger/entry.ts';
import { keptAs } from '#lib/registers/directory/assembly.ts';
import { doorToLabel, type Door } from '#lib/registers/door.ts';
import { isHere, leadsOf } from '#lib/registers/leads.ts';
import { isFormer } from '#lib/registers/presence.ts';
import type { Household, Resident } from '#lib/registers/register.ts';
import type { Ledger, Space } from './database.ts';
import { ofKind } from './find.ts';
import { logOf } from './project.ts';
import { calledOf, foldedRows, recordRow, withFolded, type Called } from './records.ts';
import type { RecordRow } from './rows.ts';

export interface HouseholdView {
	readonly household: RecordRow;
	readonly people: readonly RecordRow[];
	/** 以前住这里: who moved away or died. */
	readonly former: readonly RecordRow[];
	/** Those who live there and are on the visiting list; empty without the `care` book. */
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
	const here = await aboutThese(db, await withFolded(db, [row.id]));
	const ownPeople = here.filter((record) => record.kind === 'resident');
	// A person who was entered behind another door too may have the card of an elder there alone.
	const residents = [
		...ownPeople,
		...(await foldedRows(
			db,
			ownPeople.map(({ id }) => id),
		)),
	];
	const elders = (
		await aboutThese(
			db,
			residents.map((person) => person.id),
		)
	).filter((record) => record.kind === 'elder');
	const earlier = await aboutThese(db, await earlierIds(db, [row, ...elders]));
	const checkIns = await aboutThese(
		db,
		await withFolded(
			db,
			elders.map((elder) => elder.id),
		),
	);
	const timeline = [...here, ...checkIns, ...earlier]
		.filter((record, index, all) => record.kind !== 'resident' && all.findIndex(({ id }) => id === record.id) === index)
		.sort((a, b) => (a.hlc < b.hlc ? 1 : -1));
	// What was open at the other grid came along as a matter of this one.
	const open = timeline.filter((record) => isOpen(record) && !earlier.includes(record));
	const [former, people] = apart(ownPeople.filter(isShown));
	return {
		household: row,
		people,
		former,
		elders: eldersAmong(people, residents, elders.filter(isShown)),
		timeline,
		open,
	};
}

/** Those of once, and those of now. */
function apart(residents: readonly RecordRow[]): readonly [RecordRow[], RecordRow[]] {
	const isOfOnce = (row: RecordRow) => isFormer(row.body as unknown as Resident);
	return [residents.filter(isOfOnce), residents.filter((row) => !isOfOnce(row))];
}

/** Elders who live here. Whose person was folded into another, belongs to that one. */
function eldersAmong(
	people: readonly RecordRow[],
	residents: readonly RecordRow[],
	elders: readonly RecordRow[],
): RecordRow[] {
	const doubles = new Map(
		residents.flatMap(({ id, body }) => {
			const { sameAs } = leadsOf(body);
			return sameAs === undefined ? [] : [[id, sameAs]];
		}),
	);
	const lives = new Set(people.map((person) => person.id));
	return elders
		.map((elder) => ({ ...elder, about: keptAs(doubles, elder.about!) }))
		.filter(({ about }) => lives.has(about));
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
	// An own record of a grid that was handed back is told from what was kept of it.
	const row = (await recordRow(db, id)) ?? (await db.kept.get(id));
	if (!row) return null;
	const subject = row.about ?? row.id;
	const [called, waiting] = await Promise.all([
		calledOf(db, [subject]),
		db.outbox.where('[record+state]').equals([row.id, 'waiting']).primaryKeys(),
	]);
	const entries = [...logOf(row)].sort((a, b) => (a.hlc < b.hlc ? -1 : 1));
	return { row, called: called.get(subject), entries, waiting };
}

/** The household that stands at a door of a grid already; undefined when none does. @param self does not count */
export async function householdAt(
	{ db }: Space,
	door: Door,
	self: Pick<RecordRow, 'desk'> & { readonly id?: string },
): Promise<RecordRow | undefined> {
	const label = doorToLabel(door);
	return ofKind(db, 'household')
		.filter((row) => row.desk === self.desk && row.id !== self.id && isThere(row) && labelOf(row) === label)
		.first();
}

const labelOf = ({ body }: RecordRow): string => doorToLabel(body as unknown as Household);
