/** 楼栋: buildings, and one building as a matrix of floors × doors. */
import { dayOf } from '#lib/ledger/page.ts';
import { doorOrder, floorOfDoor } from '#lib/registers/door.ts';
import { leadsOf } from '#lib/registers/leads.ts';
import type { Household, Place } from '#lib/registers/register.ts';
import { correctedNow } from './clock.ts';
import type { Ledger, Space } from './database.ts';
import { ofKind } from './find.ts';
import { isHere } from './records.ts';
import type { RecordRow } from './rows.ts';
import { dueState, type DueState } from './today.ts';

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

export interface DoorCell {
	/** The household. */
	readonly id: string;
	readonly door: string;
	readonly label: string;
	readonly tenure?: string;
	readonly due: DueState;
	/** ms; null when never reached. */
	readonly last: number | null;
	/** Knocked in vain since, in ms: worth a try tonight. */
	readonly tried?: number;
	/** The most urgent elder behind the door. */
	readonly elder?: DueState;
}
export interface Floor {
	/** null: the door number does not say. */
	readonly floor: number | null;
	/** One list of doors for each stairwell of `units`, in the same order. */
	readonly units: readonly (readonly DoorCell[])[];
}
export interface BuildingMatrix {
	readonly id: string;
	readonly desk: string;
	readonly name: string;
	/** Stairwells (门), from left to right; null where a door names none. */
	readonly units: readonly (number | null)[];
	/** Topmost first. */
	readonly floors: readonly Floor[];
}

const urgency: readonly DueState[] = ['alarm', 'overdue', 'due', 'later', 'never'];
const moreUrgent = (a: DueState | undefined, b: DueState): DueState =>
	a === undefined || urgency.indexOf(b) < urgency.indexOf(a) ? b : a;

export async function buildings(space: Space): Promise<BuildingSummary[]> {
	const { db } = space;
	const day = dayOf(await correctedNow(db, space.now()));
	const [places, homes] = await Promise.all([
		ofKind(db, 'place')
			.filter((row) => row.body.sort === 'building' && isHere(row))
			.toArray(),
		ofKind(db, 'household').toArray(),
	]);
	const elders = await elderStates(db, day, homes);
	const homesByBuilding = Map.groupBy(homes.filter(isHere), (row) => row.about);
	return places
		.map(({ id, desk, body }) => {
			const own = homesByBuilding.get(id) ?? [];
			const due = own.filter((row) => ['due', 'overdue'].includes(dueState(row, day))).length;
			const urgent = own.filter((row) => ['alarm', 'overdue', 'due'].includes(elders.get(row.id) ?? 'never')).length;
			return { id, desk, name: (body as unknown as Place).name, households: own.length, due, elders: urgent };
		})
		.sort((a, b) => a.name.localeCompare(b.name, 'zh', { numeric: true }));
}

/** One building; null when it is not on this phone. */
export async function building(space: Space, id: string): Promise<BuildingMatrix | null> {
	const { db } = space;
	const place = await db.records.get(id);
	if (place?.kind !== 'place') return null;
	const day = dayOf(await correctedNow(db, space.now()));
	const homes = (await db.records.where('about').equals(id).toArray()).filter(
		(row) => row.kind === 'household' && isHere(row),
	);
	const elders = await elderStates(db, day, homes);
	const units = [...new Set(homes.map(unitOf))].sort((a, b) => (a ?? 0) - (b ?? 0));
	const homesByFloor = Map.groupBy(homes, floorOf);
	const floors = [...homesByFloor.keys()].sort((a, b) => (b ?? -99) - (a ?? -99));
	const cells = (rows: readonly RecordRow[]) => inOrder(rows).map((row) => cellOf(row, day, elders.get(row.id)));
	return {
		id,
		desk: place.desk,
		name: place.body.name as string,
		units,
		floors: floors.map((floor) => ({
			floor,
			units: units.map((unit) => cells(homesByFloor.get(floor)!.filter((row) => unitOf(row) === unit))),
		})),
	};
}

const bodyOf = (row: RecordRow) => row.body as unknown as Household;
const unitOf = (row: RecordRow): number | null => bodyOf(row).unit ?? null;
const floorOf = (row: RecordRow): number | null => bodyOf(row).floor ?? floorOfDoor(bodyOf(row).door);
const inOrder = (rows: readonly RecordRow[]) =>
	[...rows].sort((a, b) => (doorOrder(bodyOf(a)) < doorOrder(bodyOf(b)) ? -1 : 1));

function cellOf(row: RecordRow, day: string, elder: DueState | undefined): DoorCell {
	const { door, label, tenure } = bodyOf(row);
	return { id: row.id, door, label, tenure, due: dueState(row, day), last: row.last ?? null, tried: row.tried, elder };
}

/** For each household with elders on the visiting list, the most urgent of them. */
async function elderStates(db: Ledger, day: string, homes: readonly RecordRow[]): Promise<Map<string, DueState>> {
	// Those behind a door that was folded into another are behind that one.
	const keptByFolded = new Map(
		homes.flatMap(({ id, body }) => (leadsOf(body).carried?.same ?? []).map((folded) => [folded, id])),
	);
	const keptOf = (home: string) => keptByFolded.get(home) ?? home;
	const states = new Map<string, DueState>();
	await ofKind(db, 'elder').each((row) => {
		const home = keptOf(row.body.household as string);
		if (isHere(row)) states.set(home, moreUrgent(states.get(home), dueState(row, day)));
	});
	return states;
}
