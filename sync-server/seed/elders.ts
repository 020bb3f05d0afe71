/**
 * The visiting list (探访对象): 400 of the people of 70 and older, in three tiers. Who is oldest, alone or unable to
 * care for himself comes first, as the regional rule has it.
 */
import type { Elder, Tier } from '#lib/registers/register.ts';
import type { Grid } from './buildings.ts';
import type { Home, Register, Resident } from './homes.ts';
import { newGivenName } from './names.ts';
import { bodyOf, type Pen } from './pen.ts';
import { newPhone } from './phones.ts';
import type { Random } from './random.ts';

export const tierCounts: Record<Tier, number> = { high: 60, key: 180, general: 160 };

export interface ElderCase {
	readonly id: string;
	readonly grid: Grid;
	readonly home: Home;
	readonly person: Resident;
	readonly tier: Tier;
}

interface Candidate {
	readonly home: Home;
	readonly person: Resident;
	readonly types: Elder['types'];
	readonly risk: number;
}

export function newElders(random: Random, pen: Pen, register: Register, homes: readonly Home[]): ElderCase[] {
	const candidates = homes.flatMap((home) => home.people.flatMap((person) => newCandidate(random, home, person) ?? []));
	const listed = candidates.sort((a, b) => b.risk - a.risk);
	const neighbours = Map.groupBy(homes, (home) => `${home.building.number}-${home.unit}`);
	let next = 0;
	return Object.entries(tierCounts).flatMap(([tier, count]) =>
		listed.slice(next, (next += count)).map((candidate): ElderCase => {
			const { home, person } = candidate;
			const near = neighbours.get(`${home.building.number}-${home.unit}`)!;
			const body = newElder(random, candidate, tier as Tier, near);
			const draft = { kind: 'elder', desk: home.grid.code, by: register.by, ms: register.nextMs() } as const;
			const { id } = pen.write({ ...draft, about: person.id, body }).entry;
			return { id, grid: home.grid, home, person, tier: tier as Tier };
		}),
	);
}

function newCandidate(random: Random, home: Home, person: Resident): Candidate | null {
	if (person.age < 70) return null;
	const types: Elder['types'][number][] = [];
	if (home.sort === 'elder-alone') types.push(random.chance(0.07) ? 'childless' : 'alone');
	if (home.sort === 'elder-couple') types.push('empty-nest');
	const frailty = (person.age - 65) / 100;
	if (random.chance(frailty)) types.push('disabled');
	if (random.chance(0.03)) types.push('severely-disabled');
	if (types.length > 0 && random.chance(0.03)) types.push('one-child-lost');
	if (types.length === 0) return null;
	const weights = {
		alone: 2,
		childless: 3,
		'empty-nest': 1,
		disabled: 1.5,
		'severely-disabled': 2.5,
		'one-child-lost': 1,
		'left-behind': 1,
	};
	const risk = types.reduce((sum, type) => sum + weights[type], 0) + (person.age >= 80 ? 2.5 : 0) + random.next();
	return { home, person, types, risk };
}

const illnesses = [
	'高血压，按时服药',
	'糖尿病，每天打胰岛素',
	'冠心病，装过支架',
	'膝关节不好，下楼要人扶',
	'耳背，说话要大声',
	'白内障术后，看东西模糊',
	'脑梗后遗症，右侧行动不便',
	'轻度认知障碍，偶尔忘关火',
	'慢阻肺，家里备着氧气',
	'腰椎病，久站不行',
	'心律不齐，随身带药',
	'骨质疏松，去年摔过一次',
	'胃病，饭要软',
	'睡眠不好，精神偏差',
];
const hardships = [
	'低保家庭',
	'退休金低，药费负担重',
	'子女在外地，一年回来一两次',
	'子女有病，顾不上',
	'住四楼以上，下楼困难',
	'不会用手机',
	'与子女来往少',
	'家中无淋浴，洗澡不便',
];

function newElder(random: Random, { home, person, types }: Candidate, tier: Tier, near: readonly Home[]) {
	const ill = random.chance(tier === 'general' ? 0.6 : 0.9);
	const illness = random.shuffle(illnesses).slice(0, random.int(1, tier === 'high' ? 3 : 2));
	return bodyOf({
		household: home.id,
		tier,
		types,
		health: ill ? illness.join('；') : undefined,
		hardship: random.chance(tier === 'high' ? 0.6 : 0.3) ? random.pick(hardships) : undefined,
		contacts: newContacts(random, home, person, types, near),
		note: types.includes('childless') ? '无子女，社区为紧急联系人' : undefined,
	} satisfies { [Key in keyof Elder]?: Elder[Key] | undefined });
}

function newContacts(
	random: Random,
	home: Home,
	person: Resident,
	types: Elder['types'],
	near: readonly Home[],
): Elder['contacts'] {
	const contacts: Elder['contacts'] = [];
	const spouse = home.sort === 'elder-couple' ? home.people.find((other) => other.id !== person.id) : undefined;
	if (spouse) contacts.push({ relation: 'spouse', name: spouse.name, phone: spouse.phone ?? newPhone(random) });
	if (!types.includes('childless') && !types.includes('one-child-lost')) {
		const surname =
			person.sex === 'm'
				? person.name.slice(0, 1)
				: (spouse?.name.slice(0, 1) ?? random.pick(['王', '张', '李', '刘', '陈']));
		for (let count = random.int(1, 2); count > 0; count--) {
			const name = surname + newGivenName(random, random.chance(0.5) ? 'f' : 'm', 1970 + random.int(0, 12));
			contacts.push({ relation: 'child', name, phone: newPhone(random) });
		}
	}
	const neighbour = near.find((other) => other.id !== home.id && other.people[0]?.phone)?.people[0];
	if (neighbour?.phone) contacts.push({ relation: 'neighbour', name: neighbour.name, phone: neighbour.phone });
	return contacts;
}
