/** Households with who lives there, put together from register records. */
import { doorOrder } from '#lib/registers/door.ts';
import { isCurrent, leadsOf } from '#lib/registers/leads.ts';
import type { Household, Resident } from '#lib/registers/register.ts';
import type { RecordView } from './api.ts';

export interface Home {
	readonly record: RecordView;
	readonly label: string;
	readonly people: readonly Resident[];
	readonly order: string;
}

/** In walking order. @param records households and residents, in any order */
export function homesOf(records: readonly RecordView[]): readonly Home[] {
	const people = new Map<string, Resident[]>();
	// Those who live behind a door that was folded into another live behind that one.
	const keptByFolded = new Map(
		records.flatMap(({ id, body }) => (leadsOf(body).carried?.same ?? []).map((folded) => [folded, id])),
	);
	for (const { kind, about: home = '', body } of records) {
		const about = keptByFolded.get(home) ?? home;
		if (kind === 'resident' && isCurrent(body))
			people.set(about, [...(people.get(about) ?? []), body as unknown as Resident]);
	}
	return records
		.filter((record) => record.kind === 'household' && isCurrent(record.body))
		.map((record) => homeOf(record, people.get(record.id) ?? []))
		.sort((a, b) => (a.order < b.order ? -1 : 1));
}

function homeOf(record: RecordView, people: readonly Resident[]): Home {
	const household = record.body as unknown as Household;
	return { record, people, label: household.label, order: doorOrder(household) };
}

/** Every word of the text must stand in the door, a name or a phone number. */
export function findHomes(homes: readonly Home[], text: string): readonly Home[] {
	const parts = text.trim().toLowerCase().split(/\s+/).filter(Boolean);
	if (parts.length === 0) return homes;
	return homes.filter(({ label, people, record }) => {
		const texts = [
			label,
			String(record.body.phone ?? ''),
			...people.flatMap(({ name, phone }) => [name, phone ?? '']),
		].map((part) => part.toLowerCase());
		return parts.every((part) => texts.some((own) => own.includes(part)));
	});
}
