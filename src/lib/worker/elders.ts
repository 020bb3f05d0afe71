/** Elders found by their door or name, and whom to call when one was not seen. */
import type { Space } from '#lib/device/database.ts';
import { findHouseholds } from '#lib/device/find.ts';
import { calledOf } from '#lib/device/records.ts';
import type { RecordRow } from '#lib/device/rows.ts';
import type { Item } from '#lib/device/today.ts';
import { isHere } from '#lib/registers/leads.ts';
import type { Elder, Household, Resident } from '#lib/registers/register.ts';

/** Those of the visiting list behind the doors that were found; who was named stands first. */
export async function findElders(space: Space, text: string, limit: number): Promise<readonly Item[]> {
	const found = await findHouseholds(space, text, 40);
	const people = found.flatMap((home) => home.people);
	const placeOf = new Map(people.map(({ id }, place) => [id, place]));
	const about = await space.db.records
		.where('about')
		.anyOf([...placeOf.keys()])
		.toArray();
	const rows = about
		.filter((row) => row.kind === 'elder' && isHere(row))
		.sort((a, b) => placeOf.get(a.about!)! - placeOf.get(b.about!)!)
		.slice(0, limit);
	const called = await calledOf(
		space.db,
		rows.map((row) => row.id),
	);
	return rows.map((row) => ({ row, called: called.get(row.id) }));
}

export interface Callee {
	/** What a result is written down under: `本人`, `女儿 李娜`. */
	readonly who: string;
	readonly phone: string;
	readonly role: 'self' | 'family' | 'neighbour' | 'other' | 'home';
	readonly relation?: Elder['contacts'][number]['relation'];
}

const roleOf = {
	spouse: 'family',
	child: 'family',
	relative: 'family',
	neighbour: 'neighbour',
	friend: 'other',
	carer: 'other',
	doctor: 'other',
	other: 'other',
} as const;
const order: readonly Callee['role'][] = ['self', 'home', 'family', 'neighbour', 'other'];

/** Everyone with a number, in the order in which to call: the elder, the home, family, neighbours, others. Each number once. */
export function callees(
	elder: RecordRow,
	resident: RecordRow | undefined,
	home: RecordRow | undefined,
	housemates: readonly RecordRow[],
): Callee[] {
	const person = resident?.body as Resident | undefined;
	const list: Callee[] = [];
	if (person?.phone) list.push({ who: person.name, phone: person.phone, role: 'self' });
	const homePhone = (home?.body as Household | undefined)?.phone;
	if (homePhone) list.push({ who: (home!.body as unknown as Household).label, phone: homePhone, role: 'home' });
	for (const mate of housemates) {
		const { name, phone } = mate.body as unknown as Resident;
		if (mate.id !== resident?.id && phone) list.push({ who: name, phone, role: 'family' });
	}
	for (const { name, phone, relation } of (elder.body as unknown as Elder).contacts) {
		list.push({ who: name, phone, role: roleOf[relation], relation });
	}
	const firstByNumber = list.filter((one, index) => list.findIndex(({ phone }) => phone === one.phone) === index);
	return firstByNumber.sort((a, b) => order.indexOf(a.role) - order.indexOf(b.role));
}
