/** 住户: who lives behind a door, what was recorded about it, and what is still open; and one record with its history. */
import type { Entry } from '#lib/ledger/entry.ts';
import { doorToLabel, type Door } from '#lib/registers/door.ts';
import { isFormer } from '#lib/registers/presence.ts';
import type { Household, Resident } from '#lib/registers/register.ts';
import type { Ledger, Space } from './database.ts';
import { ofKind } from './find.ts';
import { logOf } from './project.ts';
import { calledOf, recordRow, type Called } from './records.ts';
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
	const about = await aboutThese(db, [row.id]);
	const all = about.filter((record) => record.kind === 'resident' && isThere(record));
	const elders = (
		await aboutThese(
			db,
			all.map((person) => person.id),
		)
	).filter((record) => record.kind === 'elder' && isThere(record));
	const checkIns = await aboutThese(
		db,
		elders.map((elder) => elder.id),
	);
	const timeline = [...about.filter((record) => record.kind !== 'resident'), ...checkIns].sort((a, b) =>
		a.hlc < b.hlc ? 1 : -1,
	);
	const [former, people] = apart(all);
	const lives = new Set(people.map((person) => person.id));
	return {
		household: row,
		people,
		former,
		elders: elders.filter((elder) => lives.has(elder.about!)),
		timeline,
		open: timeline.filter(isOpen),
	};
}

/** Those of once, and those of now. */
function apart(residents: readonly RecordRow[]): readonly [RecordRow[], RecordRow[]] {
	const isOfOnce = (row: RecordRow) => isFormer(row.body as unknown as Resident);
	return [residents.filter(isOfOnce), residents.filter((row) => !isOfOnce(row))];
}

const isThere = (row: RecordRow): boolean => row.state !== 'withdrawn';

const isOpen = ({ state, kind, body, due }: RecordRow): boolean =>
	state === 'returned' ||
	due !== undefined ||
	(kind === 'problem' && state !== 'withdrawn' && body.handling === 'report' && !body.settled);

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
