/** Households with who lives there, put together from register records. */
import { doorOrder } from '#lib/registers/door.ts';
import { isFormer } from '#lib/registers/presence.ts';
import type { Household, Resident } from '#lib/registers/register.ts';
import type { RecordView } from './api.ts';

export interface Home {
	readonly record: RecordView;
	readonly label: string;
	/** Those who live there. */
	readonly people: readonly Resident[];
	/** Who moved away or died: found by name too. */
	readonly former: readonly Resident[];
	readonly order: string;
}

/** In walking order. @param records households and residents, in any order */
export function homesOf(records: readonly RecordView[]): readonly Home[] {
	const people = new Map<string, Resident[]>();
	for (const { kind, about, body } of records) {
		if (kind === 'resident' && about) people.set(about, [...(people.get(about) ?? []), body as unknown as Resident]);
	}
	return records
		.filter((record) => record.kind === 'household')
		.map((record) => homeOf(record, people.get(record.id) ?? []))
		.sort((a, b) => (a.order < b.order ? -1 : 1));
}

function homeOf(record: RecordView, listed: readonly Resident[]): Home {
	const household = record.body as unknown as Household;
	const people = listed.filter((person) => !isFormer(person));
	return { record, people, former: listed.filter(isFormer), label: household.label, order: doorOrder(household) };
}

/** Every word of the text must stand in the door, a name or a phone number; who lives there stands before who once did. */
export function findHomes(homes: readonly Home[], text: string): readonly Home[] {
	const parts = text.trim().toLowerCase().split(/\s+/).filter(Boolean);
	if (parts.length === 0) return homes;
	const holds = ({ label, record }: Home, people: readonly Resident[]) => {
		const texts = [
			label,
			String(record.body.phone ?? ''),
			...people.flatMap(({ name, phone }) => [name, phone ?? '']),
		].map((part) => part.toLowerCase());
		return parts.every((part) => texts.some((own) => own.includes(part)));
	};
	const living = homes.filter((home) => holds(home, home.people));
	const shown = new Set(living);
	return [...living, ...homes.filter((home) => !shown.has(home) && holds(home, [...home.people, ...home.former]))];
}
