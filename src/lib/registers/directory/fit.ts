/**
 * Which households fit what was typed, and how well: the rule itself, one household at a time. It answers alone while
 * the directory is not made yet; the directory must give what it gives (rules D32, D60). Pure.
 */
import type { Door } from '#lib/registers/door.ts';
import { doorFit, ownParts, plainText } from './typed-door.ts';
import type { Typed, TypedName } from './typed.ts';

export interface Person {
	readonly id: string;
	readonly name: string;
	/** How the name is typed; empty while it has not been spelt. */
	readonly initials: string;
	readonly full: string;
	/** Digits only. */
	readonly phone: string;
	/** Lives there no more. */
	readonly gone?: 'moved' | 'died';
}

/** A household as the list of those that were found shows it. */
export interface FoundHome {
	readonly id: string;
	readonly desk: string;
	readonly label: string;
	/** When last reached, in ms. */
	readonly last: number | null;
	/** Place in walking order. */
	readonly order: string;
	/** Those who live there first, then in order of their ids. */
	readonly people: readonly Person[];
}

export interface Home extends FoundHome, Door {
	/** Digits only. */
	readonly phone: string;
}

export interface Match {
	readonly home: FoundHome;
	/** Lower is better; see `ranks`. */
	readonly rank: number;
	/** Who was meant, when it was a person. */
	readonly person?: Person;
}

/** Doors before their labels, those before people and numbers, and who is gone last of all. */
export const ranks = { door: 0, label: 25, name: 30, phoneEnd: 34, phonePart: 35, gone: 10 } as const;

export function fitOf(typed: Typed, home: Home): Match | null {
	const own = ownParts(home);
	let best: Match | null = null;
	const offer = (rank: number | null, person?: Person) => {
		if (rank !== null && (best === null || rank < best.rank)) best = { home, rank, person };
	};
	if (typed.parts.length > 0) offer(doorFit(typed.parts, own));
	else if (plainText(home.label).includes(typed.name)) offer(ranks.label);
	const sought = typed.both && doorFit(typed.both.parts, own) !== null ? [typed, typed.both] : [typed];
	offer(phoneFit(typed.digits, home.phone));
	for (const person of home.people) {
		const fits = [...sought.map((name) => nameFit(name, person)), phoneFit(typed.digits, person.phone)];
		for (const fit of fits) if (fit !== null) offer(fit + (person.gone ? ranks.gone : 0), person);
	}
	return best;
}

function nameFit({ name, spelt }: TypedName, person: Person): number | null {
	const own = plainText(person.name);
	const { initials, full } = person;
	const isSpelt = spelt !== '';
	if (own === name || (isSpelt && (initials === spelt || full === spelt))) return ranks.name;
	if (own.startsWith(name) || (isSpelt && (initials.startsWith(spelt) || full.startsWith(spelt))))
		return ranks.name + 1;
	if (own.includes(name)) return ranks.name + 2;
	return isSpelt && initials.includes(spelt) ? ranks.name + 3 : null;
}

function phoneFit(digits: string, phone: string): number | null {
	if (digits === '' || !phone.includes(digits)) return null;
	return phone.endsWith(digits) ? ranks.phoneEnd : ranks.phonePart;
}

/** Better ones first, equal ones in walking order. */
export function compareMatches(a: Match, b: Match): number {
	if (a.rank !== b.rank) return a.rank - b.rank;
	return compareHomes(a.home, b.home);
}

export function compareHomes(a: Pick<FoundHome, 'order' | 'id'>, b: Pick<FoundHome, 'order' | 'id'>): number {
	if (a.order !== b.order) return a.order < b.order ? -1 : 1;
	return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

/** The best matches, by looking at every household. */
export const scan = (homes: Iterable<Home>, typed: Typed, limit: number): Match[] =>
	Iterator.from(homes)
		.map((home) => fitOf(typed, home))
		.filter((match) => match !== null)
		.toArray()
		.sort(compareMatches)
		.slice(0, limit);
