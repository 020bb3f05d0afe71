/** Doors filled with homes: register entries of households and residents. */
import { doorToLabel } from '#lib/registers/door.ts';
import type { Household } from '#lib/registers/register.ts';
import { doorsOf, type Building, type DoorPlan, type Grid } from './buildings.ts';
import { newPeople, newSorts, type Person, type Sort } from './people.ts';
import { bodyOf, type Pen } from './pen.ts';
import { newPhone } from './phones.ts';
import type { Random } from './random.ts';

export interface Resident extends Person {
	readonly id: string;
	readonly phone?: string;
}

export interface Home {
	readonly id: string;
	readonly grid: Grid;
	readonly building: Building;
	readonly unit: number;
	readonly label: string;
	/** null: nobody lives here. */
	readonly sort: Sort | null;
	readonly people: readonly Resident[];
}

export interface Register {
	readonly by: string;
	readonly today: string;
	/** Moment of the next register entry: a second apart, long before the first visit. */
	readonly nextMs: () => number;
}

/** Said of every person of the demonstration, so that nobody takes one for real. */
export const inventedNote = '演示用虚构人物';

const cautions = [
	'家里养狗，先敲门再等',
	'老人耳背，多敲几下',
	'门铃坏了，请敲门',
	'有婴儿，轻声',
	'上夜班，下午再来',
	'门口台阶高，小心',
	'老人腿脚慢，多等一会儿',
	'楼道灯不亮，带手电',
];

export function newHomes(
	random: Random,
	pen: Pen,
	register: Register,
	placeIds: ReadonlyMap<Building, string>,
): Home[] {
	const doors = [...placeIds.keys()].flatMap(doorsOf);
	const sorts: (Sort | null)[] = newSorts(random);
	const spread = random.shuffle([...sorts, ...Array<null>(doors.length - sorts.length).fill(null)]);
	return doors.map((door, index) => newHome(random, pen, register, door, placeIds.get(door.building)!, spread[index]!));
}

function newHome(
	random: Random,
	pen: Pen,
	register: Register,
	plan: DoorPlan,
	building: string,
	sort: Sort | null,
): Home {
	const { grid } = plan.building;
	const people = sort ? newPeople(random, sort, register.today) : [];
	const phones = people.map((person) =>
		person.age >= 10 && random.chance(person.age > 75 ? 0.7 : 0.85) ? newPhone(random) : undefined,
	);
	const household = newHousehold(random, plan, sort, phones);
	const draft = { desk: grid.code, by: register.by } as const;
	const { entry } = pen.write({ ...draft, kind: 'household', ms: register.nextMs(), about: building, body: household });
	return {
		id: entry.id,
		grid,
		building: plan.building,
		unit: plan.unit,
		label: household.label,
		sort,
		people: people.map((person, index) => {
			const phone = phones[index];
			const { name, sex, birth, relation } = person;
			const body = bodyOf({ name, sex, birth, relation, phone, note: inventedNote });
			const { id } = pen.write({ ...draft, kind: 'resident', ms: register.nextMs(), about: entry.id, body }).entry;
			return { ...person, id, phone };
		}),
	};
}

function newHousehold(random: Random, plan: DoorPlan, sort: Sort | null, phones: readonly (string | undefined)[]) {
	const door = { building: String(plan.building.number), unit: plan.unit, floor: plan.floor, door: plan.door };
	return bodyOf({
		label: doorToLabel(door),
		...door,
		tenure: newTenure(random, sort),
		phone: sort && random.chance(0.6) ? phones.find((phone) => phone !== undefined) : undefined,
		caution: sort && random.chance(0.06) ? random.pick(cautions) : undefined,
		note: sort ? undefined : '长期无人居住',
	}) as Household;
}

function newTenure(random: Random, sort: Sort | null): NonNullable<Household['tenure']> {
	if (sort === null) return 'vacant';
	if (sort === 'flat-share') return 'tenant';
	if (sort === 'single' || sort === 'couple')
		return random.weighted([
			['owner', 55],
			['tenant', 45],
		] as const);
	return random.weighted([
		['owner', 80],
		['public', 13],
		['tenant', 7],
	] as const);
}
