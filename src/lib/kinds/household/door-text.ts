/** A door as it is typed into the form of a new household, and what it says once it is whole. Pure. */
import type { SubjectView } from '#lib/kinds/face.ts';
import { floorOfDoor, nameToBuilding, type Door } from '#lib/registers/door.ts';
import type { Household } from '#lib/registers/register.ts';

export const otherBuilding = 'other';

export interface DoorText {
	/** Id of the building, `other` for one that is not on the list. */
	place: string | null;
	/** Its number, when it is not on the list. */
	building: string;
	unit: string;
	door: string;
	floor: string;
}

export function textOf(begun: Partial<Household>, buildings: readonly SubjectView[]): DoorText {
	const { building = '', unit, door = '', floor } = begun;
	const known = buildings.find(({ label }) => nameToBuilding(label) === building);
	return {
		place: known?.id ?? (building !== '' ? otherBuilding : buildings.length === 0 ? otherBuilding : null),
		building: known ? '' : building,
		unit: unit === undefined ? '' : String(unit),
		door,
		floor: floor === undefined ? '' : String(floor),
	};
}

/** What was typed, as far as it goes. */
export function partsOf(text: DoorText, buildings: readonly SubjectView[]): Partial<Door> {
	const listed = buildings.find(({ id }) => id === text.place);
	const building = listed ? nameToBuilding(listed.label) : text.place === otherBuilding ? text.building.trim() : '';
	const door = text.door.trim();
	const unit = wholeOf(text.unit);
	const floor = floorOfDoor(door) ?? wholeOf(text.floor);
	return {
		...(building && { building }),
		...(unit !== null && { unit }),
		...(floor !== null && { floor }),
		...(door && { door }),
	};
}

export const doorOf = ({ building, door, ...rest }: Partial<Door>): Door | null =>
	building && door ? { building, ...rest, door } : null;

function wholeOf(text: string): number | null {
	return /^-?\d{1,2}$/.test(text.trim()) ? Number(text) : null;
}
