/** 今日: what is due, most urgent first. Each pile is counted over an index and shows its first rows. */
import { workDesks } from '#lib/access/policy.ts';
import { dayOf } from '#lib/ledger/page.ts';
import { leadsOf } from '#lib/registers/leads.ts';
import { scheduleOf, settingOn, type Round, type Sort } from '#lib/registers/rounds.ts';
import { rulesOf } from './circumstances.ts';
import { correctedNow } from './clock.ts';
import type { Ledger, Space } from './database.ts';
import { calledOf, type Called } from './records.ts';
import type { RecordRow } from './rows.ts';

export interface Item {
	readonly row: RecordRow;
	/** The subject: of an elder or household itself, of a record the one it is about. */
	readonly called?: Called;
}
export interface Pile {
	readonly count: number;
	readonly rows: readonly Item[];
}
export interface Today {
	readonly day: string;
	/** The round of each sort of household that holds today; null while desks of different rules are held. */
	readonly rounds: Readonly<Record<Sort, Round>> | null;
	/** Elders not seen and not found since. */
	readonly alarms: Pile;
	/** Own records that a supervisor sent back (打回). */
	readonly returned: Pile;
	/** Records with an entry that the server did not take (未收下). */
	readonly refused: Pile;
	readonly elders: Pile;
	/** 代办: all that nobody has answered, those overdue first. */
	readonly promises: Pile;
	readonly problems: Pile;
	readonly households: Pile;
}

/** How many rows a pile shows. */
export const shownRows = 20;

/** @param nowMs the phone's clock; due days use the server's time. */
export async function today(space: Space, nowMs: number = space.now()): Promise<Today> {
	const { db, account } = space;
	// No transaction around these: a live query that opens one ends in PrematureCommitError (Dexie 4.4), and a pile that
	// is one commit older than its neighbour is asked again at once anyway.
	const day = dayOf(await correctedNow(db, nowMs));
	const alarms = db.records.orderBy('alarm').toArray();
	const [rules, alarmed, returned, refused, elders, promises, problems, households] = await Promise.all([
		rulesOf(db),
		alarms,
		db.records
			.orderBy('returned.at')
			.reverse()
			.filter((row) => row.by === account)
			.toArray(),
		db.refused.toArray().then((rows) => db.records.bulkGet([...new Set(rows.map((row) => row.record))])),
		alarms.then((alarmed) => dueElders(db, day, alarmed)),
		openPromises(db),
		problemsDue(db, day),
		pileOf(db, 'household', day),
	]);
	const all = (rows: (RecordRow | undefined)[]) => {
		const known = rows.filter((row) => row !== undefined);
		return { count: known.length, rows: known.slice(0, shownRows) };
	};
	const piles = {
		alarms: all(alarmed),
		returned: all(returned),
		refused: all(refused),
		elders,
		promises,
		problems,
		households,
	};
	const rounds = roundsOn(day, rules, workDesks(space.grants(), day));
	return { day, rounds, ...(await withCalled(db, piles)) };
}

function roundsOn(day: string, rules: readonly RecordRow[], desks: readonly string[]): Today['rounds'] {
	const said = desks.map((desk) => settingOn(scheduleOf(rules.filter((row) => row.desk === desk)), day).households);
	const isOne = new Set(said.map((rounds) => JSON.stringify(rounds))).size === 1;
	return isOne ? said[0]! : null;
}

interface Rows {
	readonly count: number;
	readonly rows: readonly RecordRow[];
}

async function pileOf(db: Ledger, kind: string, day: string): Promise<Rows> {
	const due = () => db.records.where('[kind+due]').between([kind, ''], [kind, day], true, true);
	const [count, rows] = await Promise.all([due().count(), due().limit(shownRows).toArray()]);
	return { count, rows };
}

/** Promised at a visit or apart from one, or come along from another grid; they stand there before their day, too. */
async function openPromises(db: Ledger): Promise<Rows> {
	const [visits, errands, came] = await Promise.all(
		['visit', 'errand', 'matter'].map((kind) => dueUpTo(db, kind, '\uffff')),
	);
	return standing(db, [...visits!, ...errands!, ...came!.filter((row) => row.body.of === 'visit')]);
}

async function problemsDue(db: Ledger, day: string): Promise<Rows> {
	const [own, came] = await Promise.all([dueUpTo(db, 'problem', day), dueUpTo(db, 'matter', day)]);
	return standing(db, [...own, ...came.filter((row) => row.body.of === 'problem')]);
}

const dueUpTo = (db: Ledger, kind: string, day: string): PromiseLike<RecordRow[]> =>
	db.records.where('[kind+due]').between([kind, ''], [kind, day], true, true).toArray();

/** Not of what went to another grid; the earliest day first. */
async function standing(db: Ledger, rows: readonly RecordRow[]): Promise<Rows> {
	const subjects = await db.records.bulkGet(rows.map((row) => row.about ?? ''));
	const here = rows.filter((_, index) => !subjects[index] || leadsOf(subjects[index].body).movedTo === undefined);
	here.sort((a, b) => (a.due! < b.due! ? -1 : a.due! > b.due! ? 1 : 0));
	return { count: here.length, rows: here.slice(0, shownRows) };
}

/** Those who stand first with an alarm are not told a second time. Rows that are not shown are counted, and not read. */
async function dueElders(db: Ledger, day: string, alarmed: readonly RecordRow[]): Promise<Rows> {
	const told = alarmed.filter(({ kind, due }) => kind === 'elder' && due !== undefined && due <= day).length;
	const due = () => db.records.where('[kind+due]').between(['elder', ''], ['elder', day], true, true);
	const [count, rows] = await Promise.all([
		due().count(),
		due()
			.limit(shownRows + told)
			.toArray(),
	]);
	const calm = rows.filter((row) => row.alarm === undefined);
	return { count: count - told, rows: calm.slice(0, shownRows) };
}

async function withCalled<Name extends string>(db: Ledger, piles: Record<Name, Rows>): Promise<Record<Name, Pile>> {
	const entries = Object.entries<Rows>(piles) as [Name, Rows][];
	const subjectOf = (row: RecordRow) => (isSubject(row) ? row.id : row.about);
	const called = await calledOf(
		db,
		entries.flatMap(([, { rows }]) => rows.map(subjectOf)),
	);
	const items = ({ count, rows }: Rows): Pile => ({
		count,
		rows: rows.map((row) => ({ row, called: called.get(subjectOf(row) ?? '') })),
	});
	return Object.fromEntries(entries.map(([name, rows]) => [name, items(rows)])) as unknown as Record<Name, Pile>;
}

const isSubject = ({ kind }: RecordRow): boolean => kind === 'elder' || kind === 'household';
