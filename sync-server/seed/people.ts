/**
 * Who lives behind the doors. How many homes of each sort there are is fixed, and so is how many of their people are
 * over 60: the sums come out the same whatever chance says (5,090 residents, 1,300 of them 60 or older).
 */
import { newGivenName, newSurname, type Sex } from './names.ts';
import type { Random } from './random.ts';

export interface Person {
	readonly name: string;
	readonly sex: Sex;
	readonly age: number;
	readonly birth: string;
	/** To the head of the household, in words. */
	readonly relation: string;
}

export type Sort =
	| 'elder-alone'
	| 'elder-couple'
	| 'three-generations'
	| 'with-both-parents'
	| 'elder-and-child'
	| 'elder-and-couple'
	| 'family'
	| 'two-children'
	| 'couple'
	| 'single'
	| 'parent-and-child'
	| 'flat-share';

interface Plan {
	readonly homes: number;
	readonly people: number;
	readonly over60: number;
}

export const plans: Record<Sort, Plan> = {
	'elder-alone': { homes: 230, people: 1, over60: 1 },
	'elder-couple': { homes: 300, people: 2, over60: 2 },
	'three-generations': { homes: 110, people: 4, over60: 1 },
	'with-both-parents': { homes: 80, people: 5, over60: 2 },
	'elder-and-child': { homes: 130, people: 2, over60: 1 },
	'elder-and-couple': { homes: 70, people: 3, over60: 1 },
	family: { homes: 520, people: 3, over60: 0 },
	'two-children': { homes: 150, people: 4, over60: 0 },
	couple: { homes: 200, people: 2, over60: 0 },
	single: { homes: 100, people: 1, over60: 0 },
	'parent-and-child': { homes: 70, people: 2, over60: 0 },
	'flat-share': { homes: 50, people: 3, over60: 0 },
};

/** One sort for each home that is lived in, shuffled. */
export const newSorts = (random: Random): Sort[] =>
	random.shuffle(Object.entries(plans).flatMap(([sort, { homes }]) => Array<Sort>(homes).fill(sort as Sort)));

/** @param today `yyyy-mm-dd`, the day on which the ages hold. */
export function newPeople(random: Random, sort: Sort, today: string): Person[] {
	const surname = newSurname(random);
	const other = () => newSurname(random);
	const person = (family: string, sex: Sex, age: number, relation: string): Person => {
		const birth = newBirth(random, age, today);
		return { name: family + newGivenName(random, sex, Number(birth.slice(0, 4))), sex, age, birth, relation };
	};
	const head = (age: number, sex: Sex = anySex(random)) => person(surname, sex, age, '户主');
	const partner = (of: Person, from: number, to: number) =>
		person(other(), of.sex === 'm' ? 'f' : 'm', clamp(of.age + random.int(-4, 3), from, to), '配偶');
	const child = (family: string, parentAge: number, oldest = 24) => {
		const sex = anySex(random);
		return person(family, sex, clamp(parentAge - random.int(24, 33), 0, oldest), sex === 'm' ? '子' : '女');
	};
	/** A couple of working age with a child, and the parents of the head: `elders` of them. */
	const generations = (elders: number, children: number) => {
		const elder = newElderAge(random, 1);
		const parentSex = random.chance(0.68) ? 'f' : 'm';
		const one = head(clamp(elder - random.int(24, 31), 34, 58));
		const two = partner(one, 30, 58);
		const family = one.sex === 'm' ? one.name.slice(0, 1) : two.name.slice(0, 1);
		const parent = (sex: Sex, age: number) =>
			person(sex === 'm' ? surname : other(), sex, age, sex === 'm' ? '父亲' : '母亲');
		const parents =
			elders === 2
				? [parent('m', elder), parent('f', clamp(elder + random.int(-5, 1), 60, 96))]
				: [parent(parentSex, elder)];
		return [one, two, ...Array.from({ length: children }, () => child(family, Math.min(one.age, two.age))), ...parents];
	};
	switch (sort) {
		case 'elder-alone':
			return [head(newElderAge(random, 1.6), random.chance(0.66) ? 'f' : 'm')];
		case 'elder-couple': {
			const one = head(newElderAge(random, 1), 'm');
			return [one, partner(one, 60, 96)];
		}
		case 'three-generations':
			return generations(1, 1);
		case 'with-both-parents':
			return generations(2, 1);
		case 'elder-and-couple':
			return generations(1, 0);
		case 'elder-and-child': {
			const elder = head(newElderAge(random, 1.2), random.chance(0.6) ? 'f' : 'm');
			const sex = anySex(random);
			const age = clamp(elder.age - random.int(23, 32), 30, 59);
			return [elder, person(elder.sex === 'm' ? surname : other(), sex, age, sex === 'm' ? '子' : '女')];
		}
		case 'family':
		case 'two-children': {
			const one = head(random.int(29, 52), 'm');
			const two = partner(one, 26, 54);
			const children = sort === 'family' ? 1 : 2;
			return [one, two, ...Array.from({ length: children }, () => child(surname, Math.min(one.age, two.age)))];
		}
		case 'couple': {
			const one = head(random.int(25, 58), 'm');
			return [one, partner(one, 23, 58)];
		}
		case 'single':
			return [head(random.int(23, 57))];
		case 'parent-and-child': {
			const one = head(random.int(32, 52), 'f');
			return [one, child(other(), one.age)];
		}
		case 'flat-share':
			return [
				head(random.int(20, 35)),
				person(other(), anySex(random), random.int(20, 35), '合租'),
				person(other(), anySex(random), random.int(20, 35), '合租'),
			];
	}
}

const anySex = (random: Random): Sex => (random.chance(0.5) ? 'f' : 'm');
const clamp = (age: number, from: number, to: number): number => Math.min(to, Math.max(from, age));

/** 60 to 95; `weight` above one shifts towards the old. */
function newElderAge(random: Random, weight: number): number {
	const [from, to] = random.weighted([
		[[60, 64], 26],
		[[65, 69], 25],
		[[70, 74], 20 * weight],
		[[75, 79], 12 * weight],
		[[80, 84], 9 * weight],
		[[85, 89], 6 * weight],
		[[90, 95], 2 * weight],
	] as const);
	return random.int(from, to);
}

/** A birthday that makes exactly this age today. */
function newBirth(random: Random, age: number, today: string): string {
	const monthDay = `${String(random.int(1, 12)).padStart(2, '0')}-${String(random.int(1, 28)).padStart(2, '0')}`;
	const year = Number(today.slice(0, 4)) - age - (monthDay > today.slice(5) ? 1 : 0);
	return `${year}-${monthDay}`;
}
