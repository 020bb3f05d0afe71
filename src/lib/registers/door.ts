/** A door's label and its parts. The label `3-2-501` is building, stairwell (门), door; `3-501` has no stairwell. */
export interface Door {
	readonly building: string;
	readonly unit?: number;
	readonly floor?: number;
	readonly door: string;
}

export const doorToLabel = ({ building, unit, door }: Door): string =>
	[building, unit, door].filter((part) => part !== undefined).join('-');

/** The floor that a door number says: `501` is on 5, `1203` on 12; null when it says nothing. */
export function floorOfDoor(door: string): number | null {
	const digits = /^(\d{1,2})\d{2}$/.exec(door);
	return digits ? Number(digits[1]) : null;
}

/** A key for walking order: building, stairwell, floor, door, each by number where it is one. */
export function doorOrder(door: Door): string {
	const pad = (part: string | number | undefined) =>
		String(part ?? 0).replace(/\d+/g, (digits) => digits.padStart(5, '0'));
	return [pad(door.building), pad(door.unit), pad((door.floor ?? 0) + 10), pad(door.door)].join('|');
}

/** What doors call a building: `3号楼` and `3 栋` are 3; a name without such an ending stays as it is. */
export const nameToBuilding = (name: string): string =>
	name.replace(/\s*(号楼|号院|栋|幢|座|号|楼)$/, '').trim() || name.trim();
