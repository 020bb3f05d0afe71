/**
 * A roster against the ledger: which doors and people are new, which values differ, and what only a person can tell.
 * Pure; rules RC1–RC12 of SPEC.md. It goes door by door, so that a server can do other work in between.
 */
import type { Body } from '#lib/ledger/entry.ts';
import { floorOfDoor } from '#lib/registers/door.ts';
import { namesByCard, type Bench, type CompareMeans, type Home } from './bench.ts';
import { buildingName, newBuilding } from './buildings.ts';
import { matchPeople } from './household-match.ts';
import type { Roster, RosterDoor, RosterPerson } from './mapping.ts';
import type { Plan } from './plan.ts';
import { createPlanner, given } from './planner.ts';
import { updatePerson } from './residents.ts';
import { runAtOnce } from './steps.ts';
import { planStranger } from './strangers.ts';

/** The whole comparison at once. */
export const compare = (roster: Roster, means: CompareMeans): Plan => runAtOnce(compareSteps(roster, means));

export function* compareSteps(roster: Roster, means: CompareMeans): Generator<void, Plan, void> {
	const bench: Bench = {
		...means,
		planner: createPlanner(means),
		doorsByBuilding: Map.groupBy(roster.doors, (door) => buildingKey(door, means)),
		buildings: new Map(),
		claimed: new Set(),
		seen: new Map(),
		namesByCard: namesByCard(roster),
	};
	const strangers: Stranger[] = [];
	for (const door of roster.doors) {
		strangers.push(...planDoor(door, bench));
		yield;
	}
	// Only now: whoever the file has behind the door that the ledger knows is no candidate for another.
	for (const { person, home } of strangers) {
		planStranger(person, home, bench);
		yield;
	}
	return bench.planner.plan();
}

const buildingKey = (door: RosterDoor, { gridOf }: Pick<CompareMeans, 'gridOf'>): string =>
	`${gridOf(door)}/${buildingName(door.household.building)}`;

interface Stranger {
	readonly person: RosterPerson;
	readonly home: Home;
}

/** The door itself and those who are known behind it. Gives those who are not. */
function planDoor(door: RosterDoor, bench: Bench): Stranger[] {
	const { register, planner } = bench;
	const desk = bench.gridOf(door);
	const known = register.households.get(door.label) ?? [];
	const household = known.find((record) => record.desk === desk) ?? known[0];
	const { tenure, phone, caution, note } = door.household;
	if (household) planner.update(household, door.row, door.label, { tenure, phone, caution, note });
	const home: Home = household
		? {
				id: household.id,
				desk: household.desk,
				label: door.label,
				residents: register.residentsByHome.get(household.id) ?? [],
			}
		: { id: createHousehold(door, desk, bench), desk, label: door.label, residents: [] };
	const found = matchPeople(door.people, home, bench);
	for (const person of door.people) {
		const resident = found.get(person);
		if (resident) updatePerson(person, resident, home, bench);
	}
	return door.people.filter((person) => !found.has(person)).map((person) => ({ person, home }));
}

function createHousehold(
	door: RosterDoor,
	desk: string,
	{ planner, register, buildings, doorsByBuilding, gridOf }: Bench,
): string {
	const key = buildingKey(door, { gridOf });
	let about = register.buildings.get(key)?.id ?? buildings.get(key);
	if (about === undefined) {
		const name = buildingName(door.household.building);
		const body = newBuilding(name, doorsByBuilding.get(key)!) as unknown as Body;
		about = planner.create({ kind: 'place', desk, body, row: door.row, label: name });
		buildings.set(key, about);
	}
	const floor = floorOfDoor(door.household.door) ?? undefined;
	const body = given({ label: door.label, ...door.household, floor });
	return planner.create({ kind: 'household', desk, about, body, row: door.row, label: door.label });
}
