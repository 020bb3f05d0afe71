/** The way from door to door: staircase by staircase, floor by floor. Pure. Rules DO5 and DO6 of SPEC.md. */
import { doorOrder, floorOfDoor, type Door } from '#lib/registers/door.ts';

export interface Stop extends Door {
	readonly id: string;
	/** Still to be visited, and not tried today. */
	readonly isToDo: boolean;
}

export interface NextDoor<Of extends Stop> {
	readonly stop: Of;
	/** This staircase is done. */
	readonly isOtherStaircase: boolean;
	/** Doors that are still to be visited where the next one is, that one among them. */
	readonly left: number;
}

/** What a door says of its floor counts where nobody has said it. */
const orderOf = (stop: Stop): string =>
	doorOrder({ ...stop, floor: stop.floor ?? floorOfDoor(stop.door) ?? undefined });

export const inWalkingOrder = <Of extends Stop>(stops: readonly Of[]): Of[] =>
	stops.toSorted((a, b) => (orderOf(a) < orderOf(b) ? -1 : orderOf(a) > orderOf(b) ? 1 : a.id < b.id ? -1 : 1));

/** The staircases of a building in order, each with its doors in the order of walking. */
export function staircasesOf<Of extends Stop>(stops: readonly Of[]): readonly (readonly Of[])[] {
	return [...Map.groupBy(inWalkingOrder(stops), ({ building, unit }) => `${building} ${unit ?? ''}`).values()];
}

/** The door to go to from here; null when all of the building is done. @param stops of one building, this door among them */
export function nextDoor<Of extends Stop>(stops: readonly Of[], here: string): NextDoor<Of> | null {
	const stairs = staircasesOf(stops);
	const at = stairs.findIndex((doors) => doors.some(({ id }) => id === here));
	// From this staircase on, and round to those before it.
	for (const doors of [...stairs.slice(Math.max(at, 0)), ...stairs.slice(0, Math.max(at, 0))]) {
		const toDo = doors.filter((stop) => stop.isToDo && stop.id !== here);
		if (toDo.length === 0) continue;
		const place = doors.findIndex(({ id }) => id === here);
		const isHere = doors === stairs[at];
		const stop = toDo.find((one) => doors.indexOf(one) > place) ?? toDo[0]!;
		return { stop, isOtherStaircase: !isHere, left: toDo.length };
	}
	return null;
}
