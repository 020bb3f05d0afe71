/** What buildings are called, and how large they seem. */
import { floorOfDoor } from '#lib/registers/door.ts';
import type { Place } from '#lib/registers/register.ts';
import type { RosterDoor } from './mapping.ts';

/** `3` is called 3号楼, anything else keeps its name. */
export const buildingName = (building: string): string =>
	/^\d+$/.test(building) ? `${building}号楼` : `${building}楼`;

/** Its size as far as the doors tell: stairwells, floors, and the most doors on one landing. */
export function newBuilding(name: string, doors: readonly RosterDoor[]): Place {
	const units = Math.max(1, ...doors.map(({ household }) => household.unit ?? 1));
	const floors = Math.max(0, ...doors.map(({ household }) => floorOfDoor(household.door) ?? 0));
	const landings = Map.groupBy(
		doors,
		({ household }) => `${household.unit ?? 1}/${floorOfDoor(household.door) ?? household.door}`,
	);
	const most = Math.max(...[...landings.values()].map((landing) => landing.length));
	return {
		sort: 'building',
		name,
		...(units <= 30 && { units }),
		...(floors >= 1 && floors <= 80 && { floors }),
		...(most <= 40 && { doors: most }),
	};
}
