/** 楼栋: buildings, and one building as a matrix of floors × doors. */
import { dayOf } from '#lib/ledger/page.ts';
import { keptAs } from '#lib/registers/directory/assembly.ts';
import { createBuildingOf, type BuildingOf } from '#lib/registers/buildings.ts';
import { dueState, moreUrgent, type DueState } from '#lib/registers/door-state.ts';
import { isHere, leadsOf } from '#lib/registers/leads.ts';
import type { Place } from '#lib/registers/register.ts';
import { correctedNow } from './clock.ts';
import type { Ledger, Space } from './database.ts';
import { ofKind } from './find.ts';
import { matrixOf, type Matrix } from './matrix.ts';
import type { RecordRow } from './rows.ts';
import { createReader } from './slices.ts';

export interface BuildingSummary {
	readonly id: string;
	readonly desk: string;
	readonly name: string;
	readonly households: number;
	/** Households to visit in this round. */
	readonly due: number;
	/** Elders due, overdue or not seen. */
	readonly elders: number;
}

export interface BuildingMatrix extends Matrix {
	readonly id: string;
	readonly desk: string;
	readonly name: string;
}

export async function buildings(space: Space): Promise<BuildingSummary[]> {
	const { db } = space;
	const day = dayOf(await correctedNow(db, space.now()));
	const places = await buildingRows(db);
	const counts = await countHomes(db, day, createBuildingOf(places));
	return places
		.map(({ id, desk, body }) => ({
			id,
			desk,
			name: (body as unknown as Place).name,
			...(counts.get(id) ?? noHomes),
		}))
		.sort((a, b) => a.name.localeCompare(b.name, 'zh', { numeric: true }));
}

/** Those of all desks that are to be shown. */
export const buildingRows = (db: Ledger): Promise<RecordRow[]> =>
	ofKind(db, 'place')
		.filter((row) => row.body.sort === 'building' && isHere(row))
		.toArray();

type Counts = Pick<BuildingSummary, 'households' | 'due' | 'elders'>;
const noHomes: Counts = { households: 0, due: 0, elders: 0 };

/** By building, a slice of the rows at a time: with 20,000 households on the phone a screen must still move. */
async function countHomes(db: Ledger, day: string, buildingOf: BuildingOf): Promise<ReadonlyMap<string, Counts>> {
	const counts = new Map<string, Counts>();
	const buildingByHome = new Map<string, string>();
	const read = createReader(db.records, 'household');
	for (let rows = await read(); rows; rows = await read()) {
		for (const row of rows) {
			const building = buildingOf(row);
			if (building === undefined || !isHere(row)) continue;
			buildingByHome.set(row.id, building);
			const { households, due, elders } = counts.get(building) ?? noHomes;
			const isDue = isPressing(dueState(row, day));
			counts.set(building, { households: households + 1, due: due + Number(isDue), elders });
		}
	}
	for (const [home, state] of await elderStates(db, day)) {
		const id = buildingByHome.get(home);
		const own = id === undefined ? undefined : counts.get(id);
		if (own && isPressing(state)) counts.set(id!, { ...own, elders: own.elders + 1 });
	}
	return counts;
}

/** Asks for something in this round. */
export const isPressing = (state: DueState | undefined): boolean =>
	state === 'alarm' || state === 'overdue' || state === 'due';

/** One building; null when it is not on this phone. */
export async function building(space: Space, id: string): Promise<BuildingMatrix | null> {
	const { db } = space;
	const place = await db.records.get(id);
	if (place?.kind !== 'place') return null;
	const day = dayOf(await correctedNow(db, space.now()));
	const matrix = matrixOf(await homesIn(db, place), await elderStates(db, day), day);
	return { id, desk: place.desk, name: place.body.name as string, ...matrix };
}

/** The households that stand in it; whose door tells another building, are there. */
export async function homesIn(db: Ledger, { id }: RecordRow): Promise<RecordRow[]> {
	const [own, told] = await Promise.all([
		db.records.where('about').equals(id).toArray(),
		db.records.where('byDoor').equals(1).toArray(),
	]);
	const buildingOf = createBuildingOf(told.length > 0 ? await buildingRows(db) : []);
	const rows = new Map([...own, ...told].map((row) => [row.id, row]));
	return [...rows.values()].filter((row) => row.kind === 'household' && isHere(row) && buildingOf(row) === id);
}

/** The building that a door of this grid would name; null when there is none so called. */
export async function buildingNamed({ db }: Space, { desk, id }: RecordRow, name: string): Promise<RecordRow | null> {
	const rows = await buildingRows(db);
	const found = createBuildingOf(rows)({ id, desk, body: { building: name }, byDoor: 1 });
	return rows.find((row) => row.id === found) ?? null;
}

/** For each household with elders on the visiting list, the most urgent of them. */
export async function elderStates(db: Ledger, day: string): Promise<Map<string, DueState>> {
	const states = new Map<string, DueState>();
	const homeOf = await elderHomes(db);
	await ofKind(db, 'elder').each((row) => {
		const home = homeOf(row);
		if (isHere(row)) states.set(home, moreUrgent(states.get(home), dueState(row, day)));
	});
	return states;
}

/** Who was entered behind a door, or as a person, that was folded into another, is behind the one that was kept. */
async function elderHomes(db: Ledger): Promise<(elder: RecordRow) => string> {
	const folded = (await db.records.where('body.sameAs').above('').toArray()).filter(
		({ state }) => state !== 'withdrawn',
	);
	const doubles = new Map(folded.map(({ id, body }) => [id, leadsOf(body).sameAs!]));
	const people = folded.filter(({ kind }) => kind === 'resident').map(({ id }) => [id, keptAs(doubles, id)] as const);
	const kept = await db.records.bulkGet(people.map(([, id]) => id));
	const homeByPerson = new Map(people.map(([id], index) => [id, kept[index]?.about]));
	return ({ about, body }) => keptAs(doubles, homeByPerson.get(about ?? '') ?? (body.household as string));
}
