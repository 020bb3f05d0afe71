/** What a row says of a person: of one whom the ledger has, or of somebody new. */
import type { Body, Json } from '#lib/ledger/entry.ts';
import { mergeContacts } from './agree.ts';
import { hashOf, remember, type Bench, type Home } from './bench.ts';
import type { RosterPerson } from './mapping.ts';
import { given } from './planner.ts';
import type { RegisterRecord } from './register.ts';

export function updatePerson(person: RosterPerson, resident: RegisterRecord, home: Home, bench: Bench): void {
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

export function createPerson(person: RosterPerson, home: Home, bench: Bench): void {
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
