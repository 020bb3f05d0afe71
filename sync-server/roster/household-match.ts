/** Who of a household each row of a file means. */
import type { Json } from '#lib/ledger/entry.ts';
import { mayBeSameBirth } from './agree.ts';
import { byIdentity, type Bench, type Home } from './bench.ts';
import type { RosterPerson } from './mapping.ts';
import type { RegisterRecord } from './register.ts';

/** Whom of the household each row means: by ID card, else by name and birth, else by a name that only one bears. */
export function matchPeople(
	people: readonly RosterPerson[],
	home: Home,
	bench: Bench,
): Map<RosterPerson, RegisterRecord> {
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
