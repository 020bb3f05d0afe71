/** Households with who lives there, put together from rows as the directory wants them. Pure. */
import type { Home, Person } from '#lib/registers/directory/fit.ts';
import { doorOrder } from '#lib/registers/door.ts';
import type { Household, Resident } from '#lib/registers/register.ts';
import type { RecordRow } from './rows.ts';

export interface Assembly {
	/** Households and residents, in any order; other rows say nothing here. */
	readonly add: (row: RecordRow) => void;
	/** Those that are to be found; call it once, when all rows are in. */
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
	const rows = new Map<string, RecordRow>();
	const peopleByHome = new Map<string, Person[]>();
	const doubles = new Map<string, string>();

	function add(row: RecordRow): void {
		if (row.kind === 'household') {
			const { sameAs } = row.body as unknown as Household;
			if (sameAs !== undefined) doubles.set(row.id, sameAs);
			else if (isFound(row)) rows.set(row.id, row);
		} else if (row.kind === 'resident' && row.about !== undefined && isFound(row)) {
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

/** What was taken back, is the same as another, or was handed to another grid is not to be found here. */
export const isFound = ({ state, body }: RecordRow): boolean =>
	state !== 'withdrawn' && body.sameAs === undefined && body.movedTo === undefined;

export function homeOf({ id, desk, body, last }: RecordRow, people: readonly Person[]): Home {
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

export function personOf({ id, body, pinyin }: RecordRow): Person {
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
