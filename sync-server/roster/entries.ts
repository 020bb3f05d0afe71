/** A roster becomes register entries: places for buildings that are new, households, residents, elders. */
import { tick, type Hlc } from '#lib/ledger/clock.ts';
import { entryToText, textToEntry, type Body, type Entry } from '#lib/ledger/entry.ts';
import { pageToId, registerPeriod, type PageId } from '#lib/ledger/page.ts';
import { entryFault, kinds, type KindName } from '#lib/kinds/index.ts';
import type { Kind } from '#lib/kinds/kind.ts';
import { floorOfDoor } from '#lib/registers/door.ts';
import type { Place } from '#lib/registers/register.ts';
import { says, type RowError } from './errors.ts';
import type { Roster, RosterDoor } from './rows.ts';

export interface Counts {
	readonly grids: number;
	readonly buildings: number;
	readonly households: number;
	readonly residents: number;
	readonly elders: number;
}

export interface Draft {
	readonly entriesByPage: ReadonlyMap<PageId, readonly Entry[]>;
	readonly counts: Counts;
	/** What the schemas do not take, by row. */
	readonly errors: readonly RowError[];
}

export interface Means {
	readonly by: string;
	/** Unix ms, and the same as ISO 8601 with offset. */
	readonly nowMs: number;
	readonly at: string;
	readonly newId: () => string;
	/** Code of the grid that each door belongs to. */
	readonly gridOf: (door: RosterDoor) => string;
	/** Buildings that the grid has already: `<grid>/<name>` to id. */
	readonly buildingIds: ReadonlyMap<string, string>;
}

/** `3` is called 3号楼, anything else keeps its name. */
export const buildingName = (building: string): string =>
	/^\d+$/.test(building) ? `${building}号楼` : `${building}楼`;

export function rosterToEntries(roster: Roster, means: Means): Draft {
	const pages = new Map<PageId, Entry[]>();
	const errors: RowError[] = [];
	const counts = { place: 0, household: 0, resident: 0, elder: 0 };
	let hlc: Hlc | null = null;
	const write = (
		name: keyof typeof counts,
		desk: string,
		row: number,
		about: string | undefined,
		body: object,
	): string => {
		const kind: Kind = kinds[name satisfies KindName];
		hlc = tick(hlc, means.nowMs);
		const entry: Entry = {
			id: means.newId(),
			v: kind.version,
			kind: name,
			desk,
			by: means.by,
			at: means.at,
			hlc,
			about,
			body: body as Body,
		};
		const fault = entryFault(entry) ?? (textToEntry(entryToText(entry)).ok ? null : { detail: '' });
		if (fault)
			errors.push({
				sheet: roster.sheet,
				row,
				column: null,
				message: says(
					`这一行有内容不合要求（${fault.detail}）`,
					`Something on this row is not as required (${fault.detail})`,
				),
			});
		const page = pageToId({ desk, book: kind.book, period: registerPeriod });
		const lines = pages.get(page) ?? [];
		lines.push(entry);
		pages.set(page, lines);
		counts[name]++;
		return entry.id;
	};
	const buildingIds = new Map(means.buildingIds);
	const grids = new Set<string>();
	const doorsByBuilding = Map.groupBy(
		roster.doors,
		(door) => `${means.gridOf(door)}/${buildingName(door.household.building)}`,
	);
	for (const [key, doors] of doorsByBuilding) {
		const [desk, name] = key.split('/') as [string, string];
		const building = buildingIds.get(key) ?? write('place', desk, doors[0]!.row, undefined, newBuilding(name, doors));
		grids.add(desk);
		for (const door of doors) writeDoor(door, desk, building, write);
	}
	const { place: buildings, household: households, resident: residents, elder: elders } = counts;
	return { entriesByPage: pages, errors, counts: { grids: grids.size, buildings, households, residents, elders } };
}

function writeDoor(
	{ row, label, household, people }: RosterDoor,
	desk: string,
	building: string,
	write: (name: 'household' | 'resident' | 'elder', desk: string, row: number, about: string, body: object) => string,
): void {
	const floor = floorOfDoor(household.door);
	const home = write('household', desk, row, building, { label, ...household, ...(floor !== null && { floor }) });
	for (const person of people) {
		const resident = write('resident', desk, person.row, home, person.resident);
		if (person.elder) write('elder', desk, person.row, resident, { household: home, ...person.elder });
	}
}

/** Its size as far as the doors tell: stairwells, floors, and the most doors on one landing. */
function newBuilding(name: string, doors: readonly RosterDoor[]): Place {
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
