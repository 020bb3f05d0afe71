/** Rows that nobody of their household is: somebody new, or a question to a person. */
import { byIdentity, keysOf, type Bench, type Home } from './bench.ts';
import { candidateLimit, doorOf, toCandidate } from './candidates.ts';
import type { RosterPerson } from './mapping.ts';
import type { Candidate, Decision, DoubtReason } from './plan.ts';
import type { RegisterRecord } from './register.ts';
import { createPerson, updatePerson } from './residents.ts';

/** Somebody whom the household does not have: new, unless the ledger or the file seems to have the same person elsewhere. */
export function planStranger(person: RosterPerson, home: Home, bench: Bench): void {
	const question = questionOf(person, home, bench);
	if (!question) return createPerson(person, home, bench);
	const { name, birth } = person.resident;
	const about = { row: person.row, name, ...(birth !== undefined && { birth }), label: home.label, ...question };
	const decision: Decision | null = bench.planner.doubt(about);
	if (decision?.type === 'new') return createPerson(person, home, bench);
	if (decision?.type !== 'same') return;
	const resident = bench.register.byId.get(decision.id);
	// Another row of the file says the same already.
	if (!resident || bench.claimed.has(resident.id)) return;
	bench.claimed.add(resident.id);
	updatePerson(person, resident, { ...home, label: doorOf(resident, bench.register) }, bench);
}

function questionOf(
	person: RosterPerson,
	home: Home,
	bench: Bench,
): { readonly reason: DoubtReason; readonly candidates: readonly Candidate[] } | null {
	const { register } = bench;
	const { name, birth } = person.resident;
	const toCandidates = (residents: readonly RegisterRecord[]) =>
		residents.slice(0, candidateLimit).map((resident) => toCandidate(resident, register));
	const known = register.byId.get(byIdentity(person, bench) ?? '');
	if (known) return { reason: bench.claimed.has(known.id) ? 'twice' : 'elsewhere', candidates: toCandidates([known]) };
	const row = keysOf(person, home)
		.map((key) => bench.seen.get(key))
		.find((candidate) => candidate !== undefined);
	if (row) return { reason: 'twice', candidates: [row] };
	// Of the household itself, those whom two rows or two records make it impossible to tell apart.
	const here = home.residents.filter(({ id, body }) => body.name === name && !bench.claimed.has(id));
	if (here.length > 0) return { reason: 'no-birth', candidates: toCandidates(here) };
	const namesakes = (register.residentsByName.get(name) ?? []).filter(
		({ id, about }) => about !== home.id && !bench.claimed.has(id),
	);
	const same = namesakes.filter(({ body }) => birth !== undefined && body.birth === birth);
	if (same.length > 0) return { reason: 'elsewhere', candidates: toCandidates(same) };
	const open = namesakes.filter(({ body }) => birth === undefined || body.birth === undefined);
	return open.length > 0 ? { reason: 'no-birth', candidates: toCandidates(open) } : null;
}
