/** What the comparison of a roster works with, and how the people of a file are told apart. */
import type { Roster, RosterDoor, RosterPerson } from './mapping.ts';
import type { Candidate } from './plan.ts';
import type { Planner, PlannerMeans } from './planner.ts';
import type { RegisterRecord } from './register.ts';

export interface CompareMeans extends PlannerMeans {
	/** Code of the grid that a door's row says. */
	readonly gridOf: (door: RosterDoor) => string;
	/** Keyed hash of an ID-card number. */
	readonly hashOf: (idCard: string) => string;
}

export interface Bench extends CompareMeans {
	readonly planner: Planner;
	readonly doorsByBuilding: ReadonlyMap<string, readonly RosterDoor[]>;
	/** Buildings of this plan, by `<grid>/<name>`. */
	readonly buildings: Map<string, string>;
	/** Residents of the ledger that a row has been found to be. */
	readonly claimed: Set<string>;
	/** Names that the file has for each ID-card number. */
	readonly namesByCard: ReadonlyMap<string, ReadonlySet<string>>;
	/** People of the file so far, by what tells them apart: a later row may say the same one. */
	readonly seen: Map<string, Candidate>;
}

/** A door of the file, and what it is in the ledger. */
export interface Home {
	readonly id: string;
	readonly desk: string;
	readonly label: string;
	/** Who lives there as the ledger has it. */
	readonly residents: readonly RegisterRecord[];
}

export function namesByCard({ doors }: Roster): Map<string, Set<string>> {
	const names = new Map<string, Set<string>>();
	for (const { resident, idCard } of doors.flatMap(({ people }) => people))
		if (idCard !== undefined) names.set(idCard, (names.get(idCard) ?? new Set()).add(resident.name));
	return names;
}

/** By which a person is matched: a number that the file has for two names tells nothing. */
export const hashOf = ({ idCard }: RosterPerson, bench: Bench): string | null =>
	idCard === undefined || bench.namesByCard.get(idCard)!.size > 1 ? null : bench.hashOf(idCard);

export function byIdentity(person: RosterPerson, bench: Bench): string | undefined {
	const hash = hashOf(person, bench);
	return hash === null ? undefined : bench.register.identities.get(hash);
}

/** What says that two rows are one person: the ID card, name and day of birth, or all that is said at one door. */
export function keysOf({ idCard, resident: { name, birth = '' } }: RosterPerson, { label }: Home): string[] {
	const card = idCard === undefined ? [] : [`card ${idCard}`];
	return [...card, ...(birth.length === 10 ? [`${name} ${birth}`] : []), `${label} ${name} ${birth}`];
}

export function remember(person: RosterPerson, home: Home, { seen }: Bench): void {
	const { name, birth } = person.resident;
	const candidate = { id: `row:${person.row}`, name, ...(birth !== undefined && { birth }), label: home.label };
	for (const key of keysOf(person, home)) if (!seen.has(key)) seen.set(key, candidate);
}
