/**
 * What a register record knows of contacts that stand on other records: of the one that it was at another desk, and of
 * those that were folded into it. The clerk keeps it in the field `carried`. Rules T4, T5 and U4 of SPEC.md.
 */
import type { Body } from '#lib/ledger/entry.ts';
import type { Hlc } from '#lib/ledger/clock.ts';
import type { Carried } from './leads.ts';

/** A record that reached a subject, or says that it was not seen. */
export interface Contact {
	readonly id: string;
	readonly hlc: Hlc;
	readonly facts: { readonly reached?: boolean; readonly alarm?: boolean };
}

/** The carried contacts, to be counted like records of its own. */
export function carriedContacts(body: Body): Contact[] {
	const { last, alarm } = (body.carried ?? {}) as Carried;
	return [
		...(last ? [{ id: '', hlc: last, facts: { reached: true } }] : []),
		...(alarm ? [{ ...alarm, facts: { alarm: true } }] : []),
	];
}

/** What these contacts come to. @param same ids of those that were folded in; undefined when there is nothing to carry */
export function carriedOf(contacts: readonly Contact[], same: readonly string[] = []): Carried | undefined {
	const latest = (these: readonly Contact[]) =>
		these.reduce<Contact | null>((a, b) => (a === null || isAfter(b, a) ? b : a), null);
	const last = latest(contacts.filter(({ facts }) => facts.reached));
	const alarm = latest(contacts.filter(({ facts }) => facts.alarm));
	if (!last && !alarm && same.length === 0) return undefined;
	return {
		...(last && { last: last.hlc }),
		...(alarm && { alarm: { id: alarm.id, hlc: alarm.hlc } }),
		...(same.length > 0 && { same: [...same].sort() }),
	};
}

const isAfter = (a: Contact, b: Contact): boolean => (a.hlc === b.hlc ? a.id > b.id : a.hlc > b.hlc);
