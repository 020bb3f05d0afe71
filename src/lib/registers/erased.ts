/** Whether an entry is one of those that were erased, or speaks of somebody whose data were. Pure. */
import type { Entry } from '#lib/ledger/entry.ts';
import { leadsOf } from './leads.ts';

/** Ids by which an entry may lead to somebody: itself, what it answers, what it is about, whom it names, whom it continues. */
export function leadsTo(entry: Entry): readonly string[] {
	const { was, sameAs, movedTo } = leadsOf(saidBy(entry));
	return [entry.id, entry.re, entry.about, was?.id, sameAs, movedTo?.id, ...peopleOf(entry)].filter(
		(id) => typeof id === 'string',
	);
}

/** @param isErased whether this id was erased */
export function isOfErased(entry: Entry, isErased: (id: string) => boolean): boolean {
	const people = peopleOf(entry);
	const others = leadsTo(entry).filter((id) => !people.includes(id));
	// A change concerns those who are left as well.
	return others.some(isErased) || (people.length > 0 && people.every(isErased));
}

/** A change at the door (情况有变) names its people by id. */
function peopleOf({ kind, body }: Entry): readonly string[] {
	return kind === 'change' && Array.isArray(body.people)
		? body.people.filter((id): id is string => typeof id === 'string')
		: [];
}

/** What an entry says of its record: its body, or the fields that it amends. */
export const saidBy = ({ kind, body }: Pick<Entry, 'kind' | 'body'>): Entry['body'] =>
	kind === 'amend' && typeof body.set === 'object' && body.set !== null && !Array.isArray(body.set)
		? (body.set as Entry['body'])
		: body;
