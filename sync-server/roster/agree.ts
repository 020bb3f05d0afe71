/** Whether a file says the same as the ledger, field by field, and what stands when both are put together. */
import { toCellText } from '#lib/registers/cell-text.ts';
import type { Json } from '#lib/ledger/entry.ts';
import type { Elder } from '#lib/registers/register.ts';

type Contact = Elder['contacts'][number];

/** A list in any order; a telephone number however it is spaced; a date of birth that the ledger knows more exactly. */
export function agrees(field: string, before: Json | undefined, after: Json): boolean {
	if (before === undefined || before === null) return false;
	if (field === 'phone') return phoneDigits(before) === phoneDigits(after);
	if (field === 'birth') return String(before) === after || String(before).startsWith(`${String(after)}-`);
	if (field === 'types') return inOrder(before) === inOrder(after);
	if (field === 'lat' || field === 'lon') return Math.abs(Number(before) - Number(after)) < samePosition;
	// What no cell of a table shows is no difference.
	if (typeof before === 'string' && typeof after === 'string') return toCellText(before) === toCellText(after);
	return JSON.stringify(before) === JSON.stringify(after);
}

/** Degrees: a tenth of a metre, and less than what spreadsheets round away. */
const samePosition = 1e-6;

export const phoneDigits = (phone: Json): string => String(phone).replaceAll(/\D/g, '');
const inOrder = (list: Json): string => JSON.stringify([...(list as readonly string[])].sort());

/** Two dates of birth, each as far as it is known, that may be of one person. */
export const mayBeSameBirth = (one: string, other: string): boolean =>
	one === other || one.startsWith(`${other}-`) || other.startsWith(`${one}-`);

/** As many as a record may have; what a file has beyond is not taken. */
const contactLimit = 6;

/**
 * The contacts that stand, with those of a file: the same name has its number corrected, the same number its name. Who
 * stands as the file has it is nobody else there, however alike: two may have one name.
 */
export function mergeContacts(before: readonly Contact[], said: readonly Contact[]): readonly Contact[] {
	const merged = [...before];
	const found = new Map<Contact, number>();
	const isTaken = (index: number) => [...found.values()].includes(index);
	const alike: readonly ((one: Contact, other: Contact) => boolean)[] = [
		(one, other) => isSameName(one, other) && isSameNumber(one, other) && one.relation === other.relation,
		(one, other) => isSameName(one, other) && isSameNumber(one, other),
		isSameName,
		isSameNumber,
	];
	for (const isAlike of alike)
		for (const contact of said) {
			if (found.has(contact)) continue;
			const index = before.findIndex((standing, at) => !isTaken(at) && isAlike(standing, contact));
			if (index >= 0) found.set(contact, index);
		}
	for (const contact of said) {
		const index = found.get(contact);
		if (index === undefined) merged.push(contact);
		else if (isSameName(before[index]!, contact) && isSameNumber(before[index]!, contact))
			merged[index] = { ...before[index]!, relation: contact.relation };
		else merged[index] = contact;
	}
	return merged.slice(0, contactLimit);
}

const isSameName = (one: Contact, other: Contact): boolean => one.name === other.name;
const isSameNumber = (one: Contact, other: Contact): boolean => phoneDigits(one.phone) === phoneDigits(other.phone);
