/** 补敲 and the way from door to door, from what lies on the phone. Rules D155–D157. */
import { hlcOf, hlcToMs } from '#lib/ledger/clock.ts';
import { dayOf } from '#lib/ledger/page.ts';
import { createBuildingOf } from '#lib/registers/buildings.ts';
import { dueState } from '#lib/registers/door-state.ts';
import { hourFor, knockOf, tallyOf, type Hour, type Knock, type Tally } from '#lib/registers/knocks/hour.ts';
import { nextDoor, staircasesOf, type NextDoor, type Stop } from '#lib/registers/knocks/walk.ts';
import { isHere } from '#lib/registers/leads.ts';
import type { Household, Place } from '#lib/registers/register.ts';
import { buildingRows, homesIn } from './buildings.ts';
import { correctedNow } from './clock.ts';
import type { Ledger, Space } from './database.ts';
import { recordRow } from './records.ts';
import type { RecordRow } from './rows.ts';
import { createReader } from './slices.ts';

const dayMs = 24 * 60 * 60 * 1000;
/** A grid's habits are those of a season, and a tally is asked for while somebody waits. */
const tallyDays = 90;
const tallyRows = 1500;

export interface DoorStop extends Stop {
	readonly label: string;
}

/** Knocks among the records about a household and its elders. */
export const knocksAmong = (rows: readonly RecordRow[]): Knock[] =>
	rows.flatMap(({ kind, body, hlc, state }) => {
		const opened = state === 'withdrawn' ? null : knockOf(kind, body.outcome);
		return opened === null ? [] : [{ ms: hlcToMs(hlc), opened }];
	});

/** When doors of a grid are opened, by its visits of late. */
async function tallyFor(db: Ledger, desk: string, nowMs: number): Promise<Tally> {
	const rows = await db.records
		.where('[kind+hlc]')
		.between(['visit', hlcOf(nowMs - tallyDays * dayMs)], ['visit', '\uffff'])
		.reverse()
		.limit(tallyRows)
		.toArray();
	return tallyOf(knocksAmong(rows.filter((row) => row.desk === desk)));
}

/** When to knock again at a household. @param timeline all that was recorded about it */
export async function knockAgain(
	{ db, now }: Space,
	household: RecordRow,
	timeline: readonly RecordRow[],
): Promise<Hour> {
	const nowMs = await correctedNow(db, now());
	return hourFor(knocksAmong(timeline), await tallyFor(db, household.desk, nowMs), nowMs);
}

/** The door to go to from a household; null when its building is done, or none is known. */
export async function nextDoorFrom({ db, now }: Space, id: string): Promise<NextDoor<DoorStop> | null> {
	const home = await recordRow(db, id);
	const place = home && (await buildingFor(db, home));
	if (!place) return null;
	const day = dayOf(await correctedNow(db, now()));
	return nextDoor(
		(await homesIn(db, place)).map((row) => stopOf(row, day)),
		home.id,
	);
}

async function buildingFor(db: Ledger, home: RecordRow): Promise<RecordRow | undefined> {
	const buildingOf = createBuildingOf(home.byDoor ? await buildingRows(db) : []);
	const id = buildingOf(home);
	return id === undefined ? undefined : db.records.get(id);
}

const isDue = (row: RecordRow, day: string): boolean => {
	const state = dueState(row, day);
	return state === 'due' || state === 'overdue';
};

function stopOf(row: RecordRow, day: string): DoorStop {
	const { label, building, unit, floor, door } = row.body as unknown as Household;
	const isTriedToday = row.tried !== undefined && dayOf(row.tried) === day;
	return { id: row.id, label, building, unit, floor, door, isToDo: isDue(row, day) && !isTriedToday };
}

/** A door for tonight: knocked at in vain since anybody was last met there, and still to be visited in this round. */
export interface TriedDoor extends DoorStop {
	/** ms of the last try. */
	readonly tried: number;
	/** This evening, as long as it lasts. */
	readonly again: Hour;
	/** Somebody opened at another hour; ms. */
	readonly opened?: number;
}
export interface TriedStaircase {
	readonly building: string;
	readonly unit: number | undefined;
	readonly doors: readonly TriedDoor[];
}

/** 今晚补敲, by building and staircase in the order of walking. */
export async function tonight(space: Space): Promise<readonly TriedStaircase[]> {
	const { db } = space;
	const nowMs = await correctedNow(db, space.now());
	const day = dayOf(nowMs);
	const homes = await triedHomes(db, day);
	const ids = homes.map(({ id }) => id);
	const about = ids.length > 0 ? await db.records.where('about').anyOf(ids).toArray() : [];
	const recorded = Map.groupBy(about, (row) => row.about!);
	const names = await buildingNames(db);
	const tallies = new Map<string, Tally>();
	const doors: (TriedDoor & { readonly place: string })[] = [];
	for (const row of homes) {
		let tally = tallies.get(row.desk);
		if (!tally) tallies.set(row.desk, (tally = await tallyFor(db, row.desk, nowMs)));
		const past = knocksAmong(recorded.get(row.id) ?? []);
		const stop = stopOf(row, day);
		const place = names(row) ?? stop.building;
		const again = hourFor(past, tally, nowMs, { tonight: true });
		const opened = past.filter((knock) => knock.opened).map(({ ms }) => ms);
		const last = opened.length > 0 ? { opened: Math.max(...opened) } : {};
		doors.push({ ...stop, tried: row.tried!, again, ...last, place });
	}
	const stairs = [...Map.groupBy(doors, ({ place }) => place)].flatMap(([building, own]) =>
		staircasesOf(own).map((stops) => ({ building, unit: stops[0]!.unit, doors: stops })),
	);
	return stairs.sort((a, b) => a.building.localeCompare(b.building, 'zh', { numeric: true }));
}

/** What a building is called. */
async function buildingNames(db: Ledger): Promise<(home: RecordRow) => string | undefined> {
	const rows = await buildingRows(db);
	const buildingOf = createBuildingOf(rows);
	const nameById = new Map(rows.map(({ id, body }) => [id, (body as unknown as Place).name]));
	return (home) => nameById.get(buildingOf(home) ?? '');
}

/** A slice of the rows at a time: with 20,000 households on the phone a screen must still move. */
async function triedHomes(db: Ledger, day: string): Promise<RecordRow[]> {
	const tried: RecordRow[] = [];
	const read = createReader(db.records, 'household');
	for (let rows = await read(); rows; rows = await read()) {
		tried.push(...rows.filter((row) => row.tried !== undefined && isHere(row) && isDue(row, day)));
	}
	return tried;
}

/** How many doors were knocked at in vain in the last days and wait for another try: cheap enough for 今日. */
export async function triedLately({ db, now }: Space, days = 14): Promise<number> {
	const nowMs = await correctedNow(db, now());
	const visits = await db.records
		.where('[kind+hlc]')
		.between(['visit', hlcOf(nowMs - days * dayMs)], ['visit', '\uffff'])
		.toArray();
	const ids = visits.flatMap(({ about, body }) => (about !== undefined && body.outcome === 'no-answer' ? [about] : []));
	const homes = await db.records.bulkGet([...new Set(ids)]);
	const day = dayOf(nowMs);
	return homes.filter((row) => row?.kind === 'household' && row.tried !== undefined && isHere(row) && isDue(row, day))
		.length;
}
