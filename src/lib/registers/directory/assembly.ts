/** Households with who lives there, put together from register records as the directory wants them. Pure. */
import type { Body } from '#lib/ledger/entry.ts';
import { doorOrder } from '#lib/registers/door.ts';
import { isHere } from '#lib/registers/leads.ts';
import type { Household, Resident } from '#lib/registers/register.ts';
import type { Home, Person } from './fit.ts';

/** What is asked of a record: a row of the phone's, or one that the server lists. */
export interface RegisterRecord {
	readonly id: string;
	readonly desk: string;
	readonly kind: string;
	readonly about?: string;
	readonly state: string;
	readonly body: Body;
	/** Households: when last reached, in ms. */
	readonly last?: number | null;
	/** Residents: how the name is typed. */
	readonly pinyin?: { readonly initials: string; readonly full: string };
}

export interface Assembly {
	/** Households and residents, in any order; other records say nothing here. */
	readonly add: (row: RegisterRecord) => void;
	/** Those that are to be found; call it once, when all are in. */
	readonly homes: () => Iterable<Home>;
	/** Households that are the same as another, and as which. */
	readonly doubles: ReadonlyMap<string, string>;
}

/** The household that stands for this one: itself, or the one that it is the same as. */
export function keptAs(doubles: ReadonlyMap<string, string>, id: string): string {
	const seen = new Set<string>();
	for (let next: string | undefined = id; next !== undefined && !seen.has(next); next = doubles.get(next)) {
		seen.add(next);
		id = next;
	}
	return id;
}

export function createAssembly(): Assembly {
	const rows = new Map<string, RegisterRecord>();
	const peopleByHome = new Map<string, Person[]>();
	const doubles = new Map<string, string>();

	function add(row: RegisterRecord): void {
		if (row.kind === 'household') {
			const { sameAs } = row.body as unknown as Household;
			if (sameAs !== undefined) doubles.set(row.id, sameAs);
			else if (isHere(row)) rows.set(row.id, row);
		} else if (row.kind === 'resident' && row.about !== undefined && isHere(row)) {
			const people = peopleByHome.get(row.about);
			if (people) people.push(personOf(row));
			else peopleByHome.set(row.about, [personOf(row)]);
		}
	}

	function* homes(): Iterable<Home> {
		// Who was entered under a door that turned out to be another's is found there.
		for (const id of doubles.keys()) {
			const own = keptAs(doubles, id);
			const people = peopleByHome.get(id);
			if (own === id || !people) continue;
			peopleByHome.set(own, [...(peopleByHome.get(own) ?? []), ...people]);
			peopleByHome.delete(id);
		}
		for (const row of rows.values()) yield homeOf(row, peopleByHome.get(row.id) ?? []);
	}
	return { add, homes, doubles };
}

function homeOf({ id, desk, body, last }: RegisterRecord, people: readonly Person[]): Home {
	const { label, building, unit, floor, door, phone } = body as Partial<Household>;
	const own = { building: textOf(building), unit, floor, door: textOf(door) };
	return {
		...own,
		id,
		desk,
		label: textOf(label),
		phone: digitsOf(phone),
		last: last ?? null,
		order: doorOrder(own),
		people: people.toSorted(livingFirst),
	};
}

function personOf({ id, body, pinyin }: RegisterRecord): Person {
	const { name, phone, presence } = body as Partial<Resident>;
	const gone = presence === 'moved' || presence === 'died' ? presence : undefined;
	return {
		id,
		name: textOf(name),
		initials: pinyin?.initials ?? '',
		full: pinyin?.full ?? '',
		phone: digitsOf(phone),
		gone,
	};
}

/** What a later app has written may lack a field, or hold something else there: it is not found by that. */
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const digitsOf = (phone: unknown): string => textOf(phone).replaceAll(/\D/g, '');

const livingFirst = (a: Person, b: Person): number =>
	Number(a.gone !== undefined) - Number(b.gone !== undefined) || (a.id < b.id ? -1 : 1);
