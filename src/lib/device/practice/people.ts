/** Who lives in the practice house: invented, and called so. Entries of a register, as a server would have sent them. */
import { hlcOf } from '#lib/ledger/clock.ts';
import type { Body, Entry } from '#lib/ledger/entry.ts';
import type { Book } from '#lib/ledger/page.ts';

/** No area has this code. */
export const practiceDesk = '990000000000001';
/** Writes what is practised; its pages exist on no server. */
export const practiceAccount = 'practice.only';
export const practiceDevice = 'practice-only';

export interface PracticeEntries {
	readonly book: Book;
	readonly entries: readonly Entry[];
}

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

const building = '9';

/** @param now ms; the house was entered long before */
export function practicePeople(newId: () => string, now: number): readonly PracticeEntries[] {
	let next = now - 120 * 86_400_000;
	const entry = (kind: string, body: Body, about?: string): Entry => {
		const ms = (next += 1000);
		return {
			id: newId(),
			v: 1,
			kind,
			desk: practiceDesk,
			by: practiceAccount,
			dev: practiceDevice,
			at: new Date(ms).toISOString(),
			hlc: hlcOf(ms),
			...(about !== undefined && { about }),
			body,
		};
	};
	const field: Entry[] = [];
	const care: Entry[] = [];
	for (const { unit, floor, door, caution, people } of homes) {
		const label = `${building}-${unit}-${door}`;
		const tenure = people.length === 0 ? 'vacant' : 'owner';
		const home = entry('household', { label, building, unit, floor, door, tenure, ...(caution && { caution }) });
		field.push(home);
		for (const { elder, ...person } of people) {
			const resident = entry('resident', { ...person, note: '编的人，练习用' }, home.id);
			field.push(resident);
			if (elder) care.push(entry('elder', { household: home.id, ...elder }, resident.id));
		}
	}
	return [
		{ book: 'field', entries: field },
		{ book: 'care', entries: care },
	];
}
