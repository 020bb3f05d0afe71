/** Whether a file says the same as the ledger, field by field, and what stands when both are put together. */
import type { Json } from '#lib/ledger/entry.ts';
import type { Elder } from '#lib/registers/register.ts';

type Contact = Elder['contacts'][number];

/** A list in any order; a telephone number however it is spaced; a date of birth that the ledger knows more exactly. */
export function agrees(field: string, before: Json | undefined, after: Json): boolean {
	if (before === undefined || before === null) return false;
	if (field === 'phone') return phoneDigits(before) === phoneDigits(after);
	if (field === 'birth') return String(before) === after || String(before).startsWith(`${String(after)}-`);
	if (field === 'types') return inOrder(before) === inOrder(after);
	return JSON.stringify(before) === JSON.stringify(after);
}

export const phoneDigits = (phone: Json): string => String(phone).replaceAll(/\D/g, '');
const inOrder = (list: Json): string => JSON.stringify([...(list as readonly string[])].sort());

/** Two dates of birth, each as far as it is known, that may be of one person. */
export const mayBeSameBirth = (one: string, other: string): boolean =>
	one === other || one.startsWith(`${other}-`) || other.startsWith(`${one}-`);

/** As many as a record may have; what a file has beyond is not taken. */
const contactLimit = 6;

/** The contacts that stand, with those of a file: the same name has its number corrected, the same number its name. */
export function mergeContacts(before: readonly Contact[], said: readonly Contact[]): readonly Contact[] {
	const merged = [...before];
	for (const contact of said) {
		const digits = phoneDigits(contact.phone);
		const byName = merged.findIndex(({ name }) => name === contact.name);
		const index = byName >= 0 ? byName : merged.findIndex(({ phone }) => phoneDigits(phone) === digits);
		if (index < 0) merged.push(contact);
		else if (merged[index]!.name !== contact.name || phoneDigits(merged[index]!.phone) !== digits)
			merged[index] = contact;
		else if (merged[index]!.relation !== contact.relation)
			merged[index] = { ...merged[index]!, relation: contact.relation };
	}
	return merged.slice(0, contactLimit);
}
