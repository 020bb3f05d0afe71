/** A door while its rows are read: what they say of it must agree. */
import type { Household } from '#lib/registers/register.ts';
import { quote, says } from './errors.ts';
import type { RosterPerson } from './persons.ts';
import { placeToLabel, type Place } from './place.ts';
import { given } from './reading.ts';
import type { RowReport } from './report.ts';

export interface RosterDoor {
	/** Row on which it first stands. */
	readonly row: number;
	/** As written: name, number or code. */
	readonly grid: string;
	readonly label: string;
	readonly household: Omit<Household, 'label' | 'floor'>;
	readonly people: readonly RosterPerson[];
}

export type FactKey = 'tenure' | 'householdPhone' | 'caution';
export type Facts = Partial<Record<FactKey | 'note', string>>;
export interface OpenDoor {
	readonly row: number;
	/** The last row that spoke of it. */
	lastRow: number;
	readonly place: Place & { readonly grid: string };
	readonly facts: Facts;
	readonly people: RosterPerson[];
}

export const factKeys: readonly FactKey[] = ['tenure', 'householdPhone', 'caution'];

/** Of two ways to write an address one may hold more of it. */
const isSameEstate = (one: string, other: string): boolean => one.endsWith(other) || other.endsWith(one);

export function compare(known: OpenDoor, place: Place, hasPeople: boolean, label: string, at: RowReport): void {
	const { place: before } = known;
	const row = at.nameOf(known.row);
	if (before.grid !== place.grid)
		at.fault(
			'grid',
			says(`${label} 在${row.zh}属于“${quote(before.grid)}”`, `${label} belongs to ${quote(before.grid)} on ${row.en}`),
		);
	if (before.estate !== undefined && place.estate !== undefined && !isSameEstate(before.estate, place.estate))
		at.fault(
			null,
			says(
				`${label} 在${row.zh}是“${quote(before.estate)}”，这一行是“${quote(place.estate)}”：同号的楼请写成不同的名字`,
				`${label} is in ${quote(before.estate)} on ${row.en} and in ${quote(place.estate)} here: give the buildings different names`,
			),
		);
	// A cell merged over more rows than there are people leaves one that says nothing new.
	if (!hasPeople && known.lastRow === at.row - 1)
		at.warn('door', says('没有姓名，和上一行是同一户', 'Without a name, and of the same household as the row above'));
	else if (!hasPeople) at.fault('door', says(`${label} 和${row.zh}重复`, `${label} is already on ${row.en}`));
}

export function checkFacts(door: OpenDoor, facts: Facts, hasPeople: boolean, at: RowReport): void {
	const row = at.nameOf(door.row);
	for (const key of factKeys) {
		const before = door.facts[key];
		if (facts[key] !== undefined && before !== undefined && before !== facts[key])
			at.fault(key, says(`同一户在${row.zh}填的不一样`, `The same household has something else on ${row.en}`));
	}
	if ((facts.tenure ?? door.facts.tenure) === 'vacant' && hasPeople)
		at.fault('tenure', says('空户不能有住户姓名', 'A vacant door cannot have a resident'));
}

export function checkTwin(door: OpenDoor, { resident, idCard }: RosterPerson, at: RowReport): void {
	const twin = door.people.find(
		(one) =>
			(idCard !== undefined && one.idCard === idCard) ||
			(one.resident.name === resident.name && one.resident.birth === resident.birth),
	);
	if (!twin) return;
	const row = at.nameOf(twin.row);
	at.fault('name', says(`和${row.zh}是同一个人（姓名、出生相同）`, `The same person as on ${row.en} (name and birth)`));
}

export function closeDoor({ row, place, facts, people }: OpenDoor): RosterDoor {
	const { building, unit, door, grid } = place;
	const { tenure, householdPhone: phone, caution, note } = facts;
	const household = given({ building, unit, door, tenure, phone, caution, note }) as RosterDoor['household'];
	return { row, grid, label: placeToLabel(place), household, people };
}
