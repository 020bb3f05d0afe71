/** Who lives in the practice house: invented, and called so. */
import type { Body, Entry } from '#lib/ledger/entry.ts';
import { buildingNumber } from './ground.ts';
import type { Write } from './writing.ts';

interface Person {
	readonly name: string;
	readonly sex: 'f' | 'm';
	readonly birth: string;
	readonly elder?: Body;
}
interface Home {
	readonly unit: number;
	readonly floor: number;
	readonly door: string;
	readonly caution?: string;
	readonly people: readonly Person[];
}

const child = (name: string) => ({ relation: 'child', name, phone: '12900000000' });
const homes: readonly Home[] = [
	{
		unit: 1,
		floor: 1,
		door: '101',
		caution: '耳朵不好，敲门响一点',
		people: [
			{
				name: '练习张大爷',
				sex: 'm',
				birth: '1945',
				elder: { tier: 'high', types: ['alone'], contacts: [child('练习小张')], health: '高血压（编的）' },
			},
		],
	},
	{ unit: 1, floor: 1, door: '102', people: [{ name: '练习李梅', sex: 'f', birth: '1988' }] },
	{
		unit: 1,
		floor: 2,
		door: '201',
		caution: '家里养狗',
		people: [
			{ name: '练习王强', sex: 'm', birth: '1979' },
			{ name: '练习刘芳', sex: 'f', birth: '1981' },
		],
	},
	{
		unit: 1,
		floor: 2,
		door: '202',
		people: [
			{
				name: '练习陈奶奶',
				sex: 'f',
				birth: '1948',
				elder: { tier: 'key', types: [], contacts: [child('练习小陈')] },
			},
		],
	},
	{ unit: 2, floor: 1, door: '101', people: [{ name: '练习赵磊', sex: 'm', birth: '1992' }] },
	{ unit: 2, floor: 1, door: '102', people: [] },
	{ unit: 2, floor: 2, door: '201', people: [{ name: '练习周敏', sex: 'f', birth: '1965' }] },
	{ unit: 2, floor: 2, door: '202', people: [{ name: '练习孙浩', sex: 'm', birth: '2001' }] },
];

/** @returns the households, by the label of their door: `9-1-101` */
export function writePeople(write: Write, buildingId: string): ReadonlyMap<string, Entry> {
	const byLabel = new Map<string, Entry>();
	for (const { unit, floor, door, caution, people } of homes) {
		const label = `${buildingNumber}-${unit}-${door}`;
		const tenure = people.length === 0 ? 'vacant' : 'owner';
		const home = write(
			'household',
			{ label, building: buildingNumber, unit, floor, door, tenure, ...(caution && { caution }) },
			{ about: buildingId },
		);
		byLabel.set(label, home);
		for (const { elder, ...person } of people) {
			const resident = write('resident', { ...person, note: '编的人，练习用' }, { about: home.id });
			if (elder) write('elder', { household: home.id, ...elder }, { about: resident.id });
		}
	}
	return byLabel;
}
