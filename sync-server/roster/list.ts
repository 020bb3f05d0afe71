/**
 * A list of people (pension, disability, low income …) against the ledger: it adds to those whom it names, and knows
 * them by ID card, else by name and birth, with the door where that tells more. Pure; rule RC8 of SPEC.md.
 */
import type { Json } from '#lib/ledger/entry.ts';
import { doorToLabel } from '#lib/registers/door.ts';
import type { ElderType } from '#lib/registers/register.ts';
import { agrees, mayBeSameBirth } from './agree.ts';
import { candidateLimit, doorOf, toCandidate } from './candidates.ts';
import type { ListedPerson } from './mapping.ts';
import { createPlanner, given, type Planner, type PlannerMeans } from './planner.ts';
import type { Doubt, Plan } from './plan.ts';
import { fieldOrigins, type Register, type RegisterRecord } from './register.ts';
import { runAtOnce } from './steps.ts';

export interface ListMeans extends PlannerMeans {
	/** Which list: what it said before it may also correct. */
	readonly list: string;
	readonly hashOf: (idCard: string) => string;
}

export const planList = (people: readonly ListedPerson[], means: ListMeans): Plan =>
	runAtOnce(listSteps(people, means));

export function* listSteps(people: readonly ListedPerson[], means: ListMeans): Generator<void, Plan, void> {
	const planner = createPlanner(means);
	const rowsByResident = new Map<RegisterRecord, ListedPerson[]>();
	for (const person of people) {
		const resident = find(person, planner, means);
		if (resident) rowsByResident.set(resident, [...(rowsByResident.get(resident) ?? []), person]);
		yield;
	}
	for (const [resident, rows] of rowsByResident) {
		addTo(resident, rows, planner, means);
		yield;
	}
	return planner.plan();
}

/** Whom the row means, when that is certain or was decided. */
function find(person: ListedPerson, planner: Planner, { register, hashOf }: ListMeans): RegisterRecord | null {
	const hash = person.idCard === undefined ? null : hashOf(person.idCard);
	const known = hash === null ? undefined : register.byId.get(register.identities.get(hash) ?? '');
	const resident = known ?? certain(person, register) ?? ask(person, planner, register);
	if (resident) planner.identify(hash, resident.id);
	return resident;
}

const isSameBirth = (birth: string | undefined, { body }: RegisterRecord): boolean =>
	birth !== undefined && body.birth !== undefined && mayBeSameBirth(birth, String(body.birth));

/** One bearer of the name who has that day of birth, or that door and no other birth. */
function certain(person: ListedPerson, register: Register): RegisterRecord | null {
	const { name, birth } = person;
	const door = doorLabel(person);
	const namesakes = register.residentsByName.get(name) ?? [];
	const here = door === undefined ? [] : namesakes.filter((resident) => doorOf(resident, register) === door);
	const born = namesakes.filter((resident) => isSameBirth(birth, resident));
	const bornHere = born.filter((resident) => here.includes(resident));
	if (bornHere.length === 1) return bornHere[0]!;
	const isDay = birth?.length === 10;
	if (born.length === 1 && isDay && born[0]!.body.birth === birth) return born[0]!;
	const openHere = here.filter(({ body }) => birth === undefined || body.birth === undefined);
	return born.length === 0 && openHere.length === 1 ? openHere[0]! : null;
}

const doorLabel = ({ door }: ListedPerson): string | undefined => door && doorToLabel(door);

function ask(person: ListedPerson, planner: Planner, register: Register): RegisterRecord | null {
	const { row, name, birth } = person;
	const door = doorLabel(person);
	const possible = (register.residentsByName.get(name) ?? []).filter(
		(resident) => birth === undefined || resident.body.birth === undefined || isSameBirth(birth, resident),
	);
	const question: Omit<Doubt, 'key' | 'decision'> = {
		row,
		name,
		...(birth !== undefined && { birth }),
		...(door !== undefined && { label: door }),
		reason: possible.length > 0 ? 'no-birth' : 'nobody',
		candidates: possible.slice(0, candidateLimit).map((resident) => toCandidate(resident, register)),
	};
	const decision = planner.doubt(question);
	return decision?.type === 'same' ? (register.byId.get(decision.id) ?? null) : null;
}

function addTo(
	resident: RegisterRecord,
	rows: readonly ListedPerson[],
	planner: Planner,
	{ register, list }: ListMeans,
): void {
	const [{ row, name }] = rows as readonly [ListedPerson];
	const label = `${name} ${doorOf(resident, register)}`.trim();
	const first = <Value>(of: (person: ListedPerson) => Value | undefined) =>
		rows.map(of).find((value) => value !== undefined);
	planner.update(resident, row, label, {
		sex: first(({ sex }) => sex),
		birth: first(({ birth }) => birth),
		phone: isOfHousehold(
			first(({ phone }) => phone),
			resident,
			register,
		)
			? undefined
			: first(({ phone }) => phone),
	});
	const tier = first(({ fields }) => fields.tier);
	const types = [...new Set(rows.flatMap(({ fields }) => fields.types ?? []))];
	const texts = (field: 'health' | 'hardship' | 'note') => [
		...new Set(rows.flatMap(({ fields }) => (fields[field] === undefined ? [] : [fields[field]]))),
	];
	const elder = register.elders.get(resident.id);
	if (elder) {
		const added = (field: 'health' | 'hardship' | 'note') => addTexts(elder, field, texts(field), list);
		planner.update(elder, row, label, {
			tier,
			types: types.length > 0 ? [...new Set([...((elder.body.types ?? []) as ElderType[]), ...types])] : undefined,
			health: added('health'),
			hardship: added('hardship'),
			note: added('note'),
		});
		return;
	}
	const said = given({
		health: joined(texts('health')),
		hardship: joined(texts('hardship')),
		note: joined(texts('note')),
	});
	// Health and hardship belong into the care book, and nowhere else.
	if (tier === undefined && types.length === 0 && Object.keys(said).length === 0) return;
	const body = { household: resident.about ?? '', tier: tier ?? 'general', types, contacts: [], ...said };
	planner.create({ kind: 'elder', desk: resident.desk, about: resident.id, body, row, label });
}

/** Lists that go out give whoever has no number that of the household: it is nobody's own. */
function isOfHousehold(phone: string | undefined, { about, body }: RegisterRecord, register: Register): boolean {
	const shared = register.byId.get(about ?? '')?.body.phone;
	return body.phone === undefined && phone !== undefined && shared !== undefined && agrees('phone', shared, phone);
}

const separator = '；';
const joined = (texts: readonly string[]): string | undefined => (texts.length > 0 ? texts.join(separator) : undefined);

/** What the list says, added to what others said; what it said itself before is replaced. */
function addTexts(elder: RegisterRecord, field: string, texts: readonly string[], list: string): Json | undefined {
	const standing = elder.body[field] === undefined ? [] : String(elder.body[field]).split(separator);
	const missing = texts.filter((text) => !text.split(separator).every((part) => standing.includes(part)));
	if (missing.length === 0) return undefined;
	const isOwn = fieldOrigins(elder, field).every(({ source }) => source?.list === list);
	return joined(isOwn ? texts : [...standing, ...missing]);
}
