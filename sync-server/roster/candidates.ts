/** Those among whom a person has to choose. */
import type { Candidate } from './plan.ts';
import { labelOf, type Register, type RegisterRecord } from './register.ts';

/** A common name has more bearers than a person can look through. */
export const candidateLimit = 8;

/** The door behind which a resident lives, as people write it. */
export function doorOf({ about }: RegisterRecord, register: Register): string {
	const home = register.byId.get(about ?? '');
	return home ? labelOf(home) : '';
}

export function toCandidate(resident: RegisterRecord, register: Register): Candidate {
	const { name, birth } = resident.body;
	return {
		id: resident.id,
		name: String(name),
		...(birth !== undefined && { birth: String(birth) }),
		label: doorOf(resident, register),
	};
}
