/**
 * A roster against the ledger: which doors and people are new, which values differ, and what only a person can tell.
 * Pure; rules RC1–RC12 of SPEC.md. It goes door by door, so that a server can do other work in between.
 */
import type { Body, Json } from '#lib/ledger/entry.ts';
import { floorOfDoor } from '#lib/registers/door.ts';
import type { Place } from '#lib/registers/register.ts';
import { mergeContacts, mayBeSameBirth } from './agree.ts';
import { buildingName } from './buildings.ts';
import { createPlanner, given, type Planner, type PlannerMeans } from './planner.ts';
import type { Candidate, Decision, DoubtReason, Plan } from './plan.ts';
import { labelOf, type Register, type RegisterRecord } from './register.ts';
import type { Roster, RosterDoor, RosterPerson } from './mapping.ts';
import { runAtOnce } from './steps.ts';

export interface CompareMeans extends PlannerMeans {
	/** Code of the grid that a door's row says. */
	readonly gridOf: (door: RosterDoor) => string;
	/** Keyed hash of an ID-card number. */
	readonly hashOf: (idCard: string) => string;
}

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

interface Bench extends CompareMeans {
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
interface Home {
	readonly id: string;
	readonly desk: string;
	readonly label: string;
	/** Who lives there as the ledger has it. */
	readonly residents: readonly RegisterRecord[];
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

/** Whom of the household each row means: by ID card, else by name and birth, else by a name that only one bears. */
function matchPeople(people: readonly RosterPerson[], home: Home, bench: Bench): Map<RosterPerson, RegisterRecord> {
	const found = new Map<RosterPerson, RegisterRecord>();
	const left = () => people.filter((person) => !found.has(person));
	const free = () => home.residents.filter(({ id }) => !bench.claimed.has(id));
	const claim = (person: RosterPerson, resident: RegisterRecord) => {
		found.set(person, resident);
		bench.claimed.add(resident.id);
	};
	for (const person of people) {
		const known = byIdentity(person, bench);
		const resident = free().find(({ id }) => id === known);
		if (resident) claim(person, resident);
	}
	for (const isSame of [(one: string, other: string) => one === other, mayBeSameBirth]) {
		for (const person of left()) {
			const { name, birth } = person.resident;
			const isBirth = (other: Json | undefined) =>
				birth !== undefined && other !== undefined && isSame(birth, String(other));
			const resident = free().find(({ body }) => body.name === name && isBirth(body.birth));
			if (resident) claim(person, resident);
		}
	}
	for (const person of left()) {
		const isName = (name: Json | undefined) => name === person.resident.name;
		const namesakes = free().filter(({ body }) => isName(body.name));
		const rows = left().filter(({ resident }) => isName(resident.name));
		if (namesakes.length === 1 && rows.length === 1) claim(person, namesakes[0]!);
	}
	return found;
}

function namesByCard({ doors }: Roster): Map<string, Set<string>> {
	const names = new Map<string, Set<string>>();
	for (const { resident, idCard } of doors.flatMap(({ people }) => people))
		if (idCard !== undefined) names.set(idCard, (names.get(idCard) ?? new Set()).add(resident.name));
	return names;
}

/** By which a person is matched: a number that the file has for two names tells nothing. */
const hashOf = ({ idCard }: RosterPerson, bench: Bench): string | null =>
	idCard === undefined || bench.namesByCard.get(idCard)!.size > 1 ? null : bench.hashOf(idCard);

function byIdentity(person: RosterPerson, bench: Bench): string | undefined {
	const hash = hashOf(person, bench);
	return hash === null ? undefined : bench.register.identities.get(hash);
}

function updatePerson(person: RosterPerson, resident: RegisterRecord, home: Home, bench: Bench): void {
	const { name, sex, birth, relation, phone, note } = person.resident;
	const label = `${name} ${home.label}`;
	bench.planner.update(resident, person.row, label, { name, sex, birth, relation, phone, note });
	bench.planner.identify(hashOf(person, bench), resident.id);
	remember(person, home, bench);
	if (!person.elder) return;
	const elder = bench.register.elders.get(resident.id);
	if (!elder) return createElder(person, resident.id, resident.about ?? home.id, resident.desk, label, bench);
	const { tier, types, health, hardship, contacts, note: about } = person.elder;
	const standing = (bench.planner.valueOf(elder, 'contacts') ?? []) as unknown as typeof contacts;
	bench.planner.update(elder, person.row, label, {
		tier,
		// A blank cell says nothing.
		types: types.length > 0 ? types : undefined,
		health,
		hardship,
		contacts: contacts.length > 0 ? (mergeContacts(standing, contacts) as unknown as Json) : undefined,
		note: about,
	});
}

/** Somebody whom the household does not have: new, unless the ledger or the file seems to have the same person elsewhere. */
function planStranger(person: RosterPerson, home: Home, bench: Bench): void {
	const question = questionOf(person, home, bench);
	if (!question) return createPerson(person, home, bench);
	const { name, birth } = person.resident;
	const about = { row: person.row, name, ...(birth !== undefined && { birth }), label: home.label, ...question };
	const decision: Decision | null = bench.planner.doubt(about);
	if (decision?.type === 'new') return createPerson(person, home, bench);
	if (decision?.type !== 'same') return;
	const resident = bench.register.byId.get(decision.id);
	// Another row of the file says the same already.
	if (!resident || bench.claimed.has(resident.id)) return;
	bench.claimed.add(resident.id);
	updatePerson(person, resident, { ...home, label: doorOf(resident, bench.register) }, bench);
}

/** A common name has more bearers than a person can look through. */
const candidateLimit = 8;

function questionOf(
	person: RosterPerson,
	home: Home,
	bench: Bench,
): { readonly reason: DoubtReason; readonly candidates: readonly Candidate[] } | null {
	const { register } = bench;
	const { name, birth } = person.resident;
	const toCandidates = (residents: readonly RegisterRecord[]) =>
		residents.slice(0, candidateLimit).map((resident) => toCandidate(resident, register));
	const known = register.byId.get(byIdentity(person, bench) ?? '');
	if (known) return { reason: bench.claimed.has(known.id) ? 'twice' : 'elsewhere', candidates: toCandidates([known]) };
	const row = keysOf(person, home)
		.map((key) => bench.seen.get(key))
		.find((candidate) => candidate !== undefined);
	if (row) return { reason: 'twice', candidates: [row] };
	// Of the household itself, those whom two rows or two records make it impossible to tell apart.
	const here = home.residents.filter(({ id, body }) => body.name === name && !bench.claimed.has(id));
	if (here.length > 0) return { reason: 'no-birth', candidates: toCandidates(here) };
	const namesakes = (register.residentsByName.get(name) ?? []).filter(
		({ id, about }) => about !== home.id && !bench.claimed.has(id),
	);
	const same = namesakes.filter(({ body }) => birth !== undefined && body.birth === birth);
	if (same.length > 0) return { reason: 'elsewhere', candidates: toCandidates(same) };
	const open = namesakes.filter(({ body }) => birth === undefined || body.birth === undefined);
	return open.length > 0 ? { reason: 'no-birth', candidates: toCandidates(open) } : null;
}

/** What says that two rows are one person: the ID card, name and day of birth, or all that is said at one door. */
function keysOf({ idCard, resident: { name, birth = '' } }: RosterPerson, { label }: Home): string[] {
	const card = idCard === undefined ? [] : [`card ${idCard}`];
	return [...card, ...(birth.length === 10 ? [`${name} ${birth}`] : []), `${label} ${name} ${birth}`];
}

function remember(person: RosterPerson, home: Home, { seen }: Bench): void {
	const { name, birth } = person.resident;
	const candidate = { id: `row:${person.row}`, name, ...(birth !== undefined && { birth }), label: home.label };
	for (const key of keysOf(person, home)) if (!seen.has(key)) seen.set(key, candidate);
}

function createPerson(person: RosterPerson, home: Home, bench: Bench): void {
	const label = `${person.resident.name} ${home.label}`;
	const { row, resident } = person;
	const body = given(resident as unknown as Body);
	const id = bench.planner.create({ kind: 'resident', desk: home.desk, about: home.id, body, row, label });
	bench.planner.identify(hashOf(person, bench), id);
	remember(person, home, bench);
	if (person.elder) createElder(person, id, home.id, home.desk, label, bench);
}

function createElder(
	person: RosterPerson,
	resident: string,
	household: string,
	desk: string,
	label: string,
	bench: Bench,
): void {
	const body = given({ household, ...(person.elder as unknown as Body) });
	bench.planner.create({ kind: 'elder', desk, about: resident, body, row: person.row, label });
}

/** The door behind which a resident lives, as people write it. */
export function doorOf({ about }: RegisterRecord, register: Register): string {
	const home = register.byId.get(about ?? '');
	return home ? labelOf(home) : '';
}

export function toCandidate(resident: RegisterRecord, register: Register): Candidate {
	const { name, birth } = resident.body;
	return {
		id: resident.id,
		name: String(name),
		...(birth !== undefined && { birth: String(birth) }),
		label: doorOf(resident, register),
	};
}
