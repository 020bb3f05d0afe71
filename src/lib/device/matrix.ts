/**
 * A building as people see it: floors from the top, stairwells side by side, doors of one number above each other.
 * Where a floor lacks a door its place stays empty, so that a column is always the same flat on every floor. Pure.
 */
import { dueState, type DueState } from '#lib/registers/door-state.ts';
import { doorOrder, floorOfDoor } from '#lib/registers/door.ts';
import type { Household } from '#lib/registers/register.ts';
import type { RecordRow } from './rows.ts';

export interface DoorCell {
	/** The household. */
	readonly id: string;
	readonly door: string;
	readonly label: string;
	readonly tenure?: Household['tenure'];
	readonly due: DueState;
	/** ms; null when never reached. */
	readonly last: number | null;
	/** Knocked in vain since, in ms: worth a try tonight. */
	readonly tried?: number;
	/** The most urgent elder behind the door. */
	readonly elder?: DueState;
}
export interface Stairwell {
	/** null: the doors name none. */
	readonly unit: number | null;
	/** What follows the floor in a door's number (`01` of 501), one for each column; '' for doors that have no such. */
	readonly slots: readonly string[];
}
export interface Floor {
	readonly floor: number;
	/** For each column of all stairwells, from left to right. A number given out twice leaves two doors in one. */
	readonly cells: readonly (readonly DoorCell[])[];
}
export interface Matrix {
	readonly units: readonly Stairwell[];
	/** Topmost first. */
	readonly floors: readonly Floor[];
	/** For each stairwell the doors that tell no floor. */
	readonly loose: readonly (readonly DoorCell[])[];
}

/** @param elders for each household the most urgent elder there */
export function matrixOf(homes: readonly RecordRow[], elders: ReadonlyMap<string, DueState>, day: string): Matrix {
	const inOrder = homes.toSorted((a, b) => (doorOrder(bodyOf(a)) < doorOrder(bodyOf(b)) ? -1 : 1));
	const places = inOrder.map((row) => ({ ...placeOf(bodyOf(row)), cell: cellOf(row, day, elders.get(row.id)) }));
	const units = [...Map.groupBy(places, ({ unit }) => unit)]
		.sort(([a], [b]) => (a ?? Infinity) - (b ?? Infinity))
		.map(([unit, own]) => ({ unit, slots: slotsOf(own) }));
	const floors = [...Map.groupBy(places, ({ floor }) => floor)]
		.filter(([floor]) => floor !== null)
		.sort(([a], [b]) => b! - a!)
		.map(([floor, own]) => ({ floor: floor!, cells: units.flatMap((unit) => cellsOf(unit, own)) }));
	const unfloored = places.filter(({ floor }) => floor === null);
	const loose = units.map(({ unit }) => unfloored.filter((place) => place.unit === unit).map(({ cell }) => cell));
	return { units, floors, loose };
}

interface Place {
	readonly unit: number | null;
	readonly floor: number | null;
	readonly slot: string;
	readonly cell: DoorCell;
}

function placeOf({ unit, floor: told, door }: Household): Omit<Place, 'cell'> {
	const floor = told ?? floorOfDoor(door);
	return { unit: unit ?? null, floor, slot: slotOf(door.normalize('NFKC').toUpperCase(), floor) };
}

/** `01` of 501, `03` of 1203, `01` of B01, `01A` of 501A. */
function slotOf(door: string, floor: number | null): string {
	if (floor !== null && door.length >= 3 && door.startsWith(String(floor))) return door.slice(String(floor).length);
	return /\d{2}[A-Z]*$/.exec(door)?.[0] ?? '';
}

/** Columns are for doors on a floor; where there are none, one is left for the others to stand in. */
function slotsOf(places: readonly Place[]): string[] {
	const slots = new Set(places.filter(({ floor }) => floor !== null).map(({ slot }) => slot));
	return slots.size === 0 ? [''] : [...slots].sort(bySlot);
}

const bySlot = (a: string, b: string): number =>
	Number(a === '') - Number(b === '') || a.localeCompare(b, 'en', { numeric: true });

const cellsOf = ({ unit, slots }: Stairwell, floor: readonly Place[]): DoorCell[][] =>
	slots.map((slot) => floor.filter((place) => place.unit === unit && place.slot === slot).map(({ cell }) => cell));

const bodyOf = (row: RecordRow) => row.body as unknown as Household;

function cellOf(row: RecordRow, day: string, elder: DueState | undefined): DoorCell {
	const { door, label, tenure } = bodyOf(row);
	return { id: row.id, door, label, tenure, due: dueState(row, day), last: row.last ?? null, tried: row.tried, elder };
}
