import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Body, Entry } from '#lib/ledger/entry.ts';
import { createEntries, grid, morning, otherGrid } from '#tests/support/entries.ts';
import { carriedOut, idsFrom, registerOf } from '#tests/support/register.ts';
import { compare } from './compare.ts';
import { countPlan, isEmpty, isOpen, type Decision, type Decisions, type Plan } from './plan.ts';
import type { Roster, RosterDoor, RosterPerson } from './mapping.ts';

let nextId = 0x10000000;
const hashOf = (idCard: string) => `hash of ${idCard}`;
interface Said {
	readonly entries?: readonly Entry[];
	readonly identities?: ReadonlyMap<string, string>;
	readonly decisions?: Decisions;
}
function against(roster: Roster, { entries = [], identities, decisions = new Map() }: Said = {}): Plan {
	const gridOf = (door: RosterDoor) => door.grid;
	const newId = idsFrom((nextId += 0x10000));
	return compare(roster, { register: registerOf(entries, identities), decisions, newId, gridOf, hashOf });
}

let row = 1;
const person = (
	name: string,
	more: Omit<RosterPerson['resident'], 'name'> = {},
	rest: Partial<RosterPerson> = {},
): RosterPerson => ({
	row: ++row,
	resident: { name, ...more },
	elder: null,
	...rest,
});
const door = (
	number: string,
	people: readonly RosterPerson[],
	more: Partial<RosterDoor> & { facts?: Body } = {},
): RosterDoor => {
	const { facts = {}, ...rest } = more;
	const label = `3-2-${number}`;
	return {
		row: people[0]?.row ?? ++row,
		grid,
		label,
		household: { building: '3', unit: 2, door: number, ...facts },
		people,
		...rest,
	};
};
const elder = {
	tier: 'high',
	types: ['alone'],
	contacts: [{ relation: 'child', name: '丽华', phone: '12900220003' }],
} as const;
const roster: Roster = {
	doors: [
		door(
			'501',
			[
				person(
					'张桂兰',
					{ birth: '1946-05-03', phone: '129 0022 0001' },
					{ elder: { ...elder, types: ['alone'], contacts: [...elder.contacts] } },
				),
				person('王浩'),
			],
			{ facts: { tenure: 'owner' } },
		),
		door('502', [], { facts: { tenure: 'vacant' } }),
	],
};
const first = carriedOut(against(roster), { start: 0x110000 });
const find = (kind: string, name?: string) =>
	first.find((entry) => entry.kind === kind && (name === undefined || entry.body.name === name))!;
const summary = (plan: Plan) => ({
	new: plan.creations.map(({ kind, label }) => `${kind} ${label}`),
	changed: plan.changes.map(({ label, field, before, after }) => [label, field, before, after]),
	kept: plan.conflicts.map(({ label, field, before, after }) => [label, field, before, after]),
	asked: plan.doubts.map(({ name, reason, candidates }) => [name, reason, ...candidates.map(({ label }) => label)]),
});
const nothing = { new: [], changed: [], kept: [], asked: [] };
/** The doors with one person's resident changed. */
const corrected = (more: Partial<RosterPerson['resident']>, rest: Partial<RosterPerson> = {}): Roster => {
	const [home, ...others] = roster.doors as [RosterDoor, ...RosterDoor[]];
	const [zhang, ...people] = home.people as [RosterPerson, ...RosterPerson[]];
	return {
		doors: [
			{ ...home, people: [{ ...zhang, ...rest, resident: { ...zhang.resident, ...more } }, ...people] },
			...others,
		],
	};
};

describe('a file and an empty ledger', () => {
	it('[RC2] makes buildings, doors, people and elders', () => {
		const plan = against(roster);
		expect(summary(plan)).toEqual({
			...nothing,
			new: [
				'place 3号楼',
				'household 3-2-501',
				'resident 张桂兰 3-2-501',
				'elder 张桂兰 3-2-501',
				'resident 王浩 3-2-501',
				'household 3-2-502',
			],
		});
		expect(countPlan(plan)).toMatchObject({
			grids: 1,
			buildings: 1,
			households: 2,
			residents: 2,
			elders: 1,
			changed: 0,
		});
		expect(find('place').body).toMatchObject({ units: 2, floors: 5, doors: 2 });
		expect(find('household').body).toMatchObject({ floor: 5, source: { list: 'roster' } });
	});
});

describe('the same again', () => {
	it('[RC3] the same file again has nothing to say', () => {
		const again = against(roster, { entries: first });
		expect(summary(again)).toEqual(nothing);
		expect(countPlan(again)).toMatchObject({ unchanged: 5, changed: 0 });
	});

	const name = fc.constantFrom('张桂兰', '王芳', '李强');
	const birth = fc.constantFrom(undefined, '1946', '1946-05', '1946-05-03', '2011');
	const someone = fc.record({ name, birth, idCard: fc.constantFrom(undefined, 'A', 'B') });
	const someDoor = fc.record({
		number: fc.constantFrom('101', '102', '201'),
		building: fc.constantFrom('3', '甲'),
		// The reader lets no one stand twice behind one door.
		people: fc.uniqueArray(someone, { maxLength: 4, selector: ({ name }) => name }),
	});
	const toRoster = (
		doors: readonly {
			number: string;
			building: string;
			people: readonly { name: string; birth?: string; idCard?: string }[];
		}[],
	): Roster => {
		let at = 1;
		const once = [...new Map(doors.map((one) => [`${one.building}-${one.number}`, one])).values()];
		return {
			doors: once.map(({ number, building, people }) => ({
				row: ++at,
				grid,
				label: `${building}-${number}`,
				household: { building, door: number },
				people: people.map(({ name, birth, idCard }) => ({
					row: ++at,
					resident: { name, ...(birth && { birth }) },
					elder: birth === '1946' ? { tier: 'key', types: [], contacts: [] } : null,
					...(idCard && { idCard }),
				})),
			})),
		};
	};
	// A number that stands for two names in one file is a slip that no rule can mend.
	const bearers = fc.record({ A: name, B: name });
	const rosters = fc.tuple(fc.array(someDoor, { minLength: 1, maxLength: 4 }), bearers).map(([doors, bearer]) =>
		toRoster(
			doors.map((one) => ({
				...one,
				people: one.people.map(({ idCard, ...said }) =>
					idCard !== undefined && bearer[idCard as 'A' | 'B'] === said.name ? { ...said, idCard } : said,
				),
			})) as never,
		),
	);
	const decide = (plan: Plan, choice: number) =>
		new Map(
			plan.doubts.map(({ key, candidates }): [string, Decision] => [
				key,
				choice === 0 ? { type: 'new' } : choice === 1 ? { type: 'skip' } : { type: 'same', id: candidates[0]!.id },
			]),
		);

	it('[RC3] whatever the files say, and whatever was decided, a plan that was carried out leaves nothing to do', () => {
		fc.assert(
			fc.property(rosters, rosters, fc.integer({ min: 0, max: 2 }), (one, other, choice) => {
				let entries: Entry[] = [];
				let identities = new Map<string, string>();
				for (const [index, file] of [one, other].entries()) {
					const decisions = decide(against(file, { entries, identities }), choice);
					const plan = against(file, { entries, identities, decisions });
					const kept = new Map(
						plan.doubts.flatMap(({ key, decision }) =>
							decision && decision.type !== 'new' ? [[key, decision] as const] : [],
						),
					);
					entries = [
						...entries,
						...carriedOut(plan, { start: 0x500000 + 0x100000 * index, ms: morning + index * 1000 }),
					];
					identities = new Map([...identities, ...plan.identities]);
					const again = against(file, { entries, identities, decisions: kept });
					// An answer about one may tell of another who was asked about and not answered.
					const asked = new Set(plan.doubts.filter(isOpen).map(({ row }) => row));
					expect([...again.creations, ...again.changes].filter(({ row }) => !asked.has(row))).toEqual([]);
				}
			}),
			{ numRuns: 300 },
		);
	});
});

describe('a door', () => {
	it('[RC4] is found in another grid of the community, and stays there with whoever is new behind it', () => {
		const moved: Roster = { doors: [door('501', [person('李强')], { grid: otherGrid })] };
		const plan = against(moved, { entries: first });
		expect(plan.creations.map(({ kind, desk, about }) => [kind, desk, about])).toEqual([
			['resident', grid, find('household').id],
		]);
	});

	it('[RC4] of its own grid comes before one of the same number elsewhere', () => {
		const twins = [
			...first,
			...carriedOut(against({ doors: [door('501', [], { grid: otherGrid })] }), { start: 0x130000 }),
		];
		const plan = against({ doors: [door('501', [person('李强')], { grid: otherGrid })] }, { entries: twins });
		expect(plan.creations).toMatchObject([{ kind: 'resident', desk: otherGrid }]);
	});
});

describe('a corrected file', () => {
	it('[RC5] changes just what differs', () => {
		expect(summary(against(corrected({ phone: '022-2', sex: 'f' }), { entries: first }))).toEqual({
			...nothing,
			changed: [
				['张桂兰 3-2-501', 'sex', null, 'f'],
				['张桂兰 3-2-501', 'phone', '129 0022 0001', '022-2'],
			],
		});
	});

	it('[RC5] changes nothing by a blank, by a less exact birth, or by other blanks in a number', () => {
		expect(summary(against(corrected({ birth: '1946-05', phone: '12900220001' }), { entries: first }))).toEqual(
			nothing,
		);
		expect(summary(against(corrected({ birth: undefined, phone: undefined }), { entries: first }))).toEqual(nothing);
		const bare = { tier: 'high', types: [], contacts: [] } as const;
		expect(
			summary(against(corrected({}, { elder: { ...bare, types: [], contacts: [] } }), { entries: first })),
		).toEqual(nothing);
	});

	it('[RC5] adds contacts and corrects them, and takes none away', () => {
		const contacts = [
			{ relation: 'neighbour', name: '李国强', phone: '2' },
			{ relation: 'child', name: '丽华', phone: '999' },
		] as const;
		const plan = against(corrected({}, { elder: { tier: 'high', types: ['alone'], contacts: [...contacts] } }), {
			entries: first,
		});
		expect(plan.changes.map(({ field, after }) => [field, after])).toEqual([['contacts', [contacts[1], contacts[0]]]]);
	});

	it('[RC4] knows a person by the ID card first, then by name and birth, then by a name that only one bears', () => {
		const zhang = find('resident', '张桂兰');
		const identities = new Map([[hashOf('A'), zhang.id]]);
		expect(
			summary(against(corrected({ name: '张桂蓝', birth: '1940' }, { idCard: 'A' }), { entries: first, identities }))
				.changed,
		).toEqual([
			['张桂蓝 3-2-501', 'name', '张桂兰', '张桂蓝'],
			['张桂蓝 3-2-501', 'birth', '1946-05-03', '1940'],
		]);
		expect(summary(against(corrected({ birth: '1947-05-03' }), { entries: first })).changed).toEqual([
			['张桂兰 3-2-501', 'birth', '1946-05-03', '1947-05-03'],
		]);
		const learnt = against(corrected({}, { idCard: 'B' }), { entries: first });
		expect([isEmpty(learnt), [...learnt.identities]]).toEqual([true, [[hashOf('B'), zhang.id]]]);
	});
});

describe('what a person entered', () => {
	const entries = createEntries(0x700000);
	const zhang = find('resident', '张桂兰');

	it('[RC6] is never overridden: it is listed, with who set it and when', () => {
		const byHand = entries.amend(zhang, [], { phone: '022-1' });
		const plan = against(corrected({ phone: '022-2', birth: '1946-05-04' }), { entries: [...first, byHand] });
		expect(summary(plan)).toEqual({
			...nothing,
			changed: [['张桂兰 3-2-501', 'birth', '1946-05-03', '1946-05-04']],
			kept: [['张桂兰 3-2-501', 'phone', '022-1', '022-2']],
		});
		expect(plan.conflicts[0]!.origin).toMatchObject({ by: 'grid01', at: byHand.at });
		expect(plan.changes[0]!.origin).toMatchObject({ by: 'super01', source: { list: 'roster' } });
		expect([...plan.heads]).toEqual([[zhang.id, [byHand.id]]]);
	});

	it('[RC6] is not put back when a person took it away, nor when it stands beside what an import says', () => {
		const gone = entries.amend(zhang, [], { phone: null });
		expect(summary(against(roster, { entries: [...first, gone] })).kept).toEqual([
			['张桂兰 3-2-501', 'phone', null, '129 0022 0001'],
		]);
		const byHand = entries.amend(zhang, [], { birth: '1946-05-09' });
		const byImport = carriedOut(against(corrected({ birth: '1946-05-05' }), { entries: first }), {
			start: 0x720000,
			ms: morning + 9e6,
		});
		const plan = against(corrected({ birth: '1946-05-06' }), { entries: [...first, byHand, ...byImport] });
		expect([plan.changes, plan.conflicts.map(({ field }) => field)]).toEqual([[], ['birth']]);
	});

	it('[RC6] and what nobody ever said is filled, also where a person made the record', () => {
		const own = entries.make({ kind: 'household', body: { label: '3-2-503', building: '3', unit: 2, door: '503' } });
		const plan = against({ doors: [door('503', [], { facts: { phone: '022-3' } })] }, { entries: [own] });
		expect(summary(plan).changed).toEqual([['3-2-503', 'phone', null, '022-3']]);
	});
});

describe('what only a person can tell', () => {
	const asked = (people: readonly RosterPerson[], said: Said = {}) =>
		against({ doors: [door('502', people)] }, { entries: first, ...said });

	it('[RC7] the same name and birth behind another door', () => {
		const plan = asked([person('张桂兰', { birth: '1946-05-03' })]);
		expect(summary(plan)).toEqual({ ...nothing, asked: [['张桂兰', 'elsewhere', '3-2-501']] });
		expect(countPlan(plan).doubtful).toBe(1);
	});

	it('[RC7] the same name without birth, but nobody who has a door of his own in the file', () => {
		expect(summary(asked([person('王浩')])).asked).toEqual([['王浩', 'no-birth', '3-2-501']]);
		const both: Roster = { doors: [roster.doors[0]!, door('502', [person('王浩')])] };
		expect(summary(against(both, { entries: first })).asked).toEqual([]);
	});

	it('[RC7] two rows for one person, by ID card or by name and day of birth', () => {
		const twice = {
			doors: [
				door('601', [person('李强', { birth: '1950-01-02' })]),
				door('602', [person('李强', { birth: '1950-01-02' })]),
			],
		};
		expect(summary(against(twice)).asked).toEqual([['李强', 'twice', '3-2-601']]);
		const cards = {
			doors: [door('601', [person('李强', {}, { idCard: 'A' })]), door('602', [person('李 强', {}, { idCard: 'A' })])],
		};
		expect(summary(against(cards)).asked).toEqual([['李 强', 'twice', '3-2-601']]);
	});

	it('[RC7] is written as it was decided: the same, somebody new, or not at all', () => {
		const zhang = find('resident', '张桂兰');
		const said = person('张桂兰', { birth: '1946-05-03', phone: '022-9' });
		const decided = (decision: Decision) =>
			summary(asked([said], { decisions: new Map([[`${said.row} 张桂兰`, decision]]) }));
		expect(decided({ type: 'same', id: zhang.id }).changed).toEqual([
			['张桂兰 3-2-501', 'phone', '129 0022 0001', '022-9'],
		]);
		expect(decided({ type: 'new' }).new).toEqual(['resident 张桂兰 3-2-502']);
		expect(decided({ type: 'skip' })).toMatchObject({ new: [], changed: [] });
		const stranger = asked([said], {
			decisions: new Map([[`${said.row} 张桂兰`, { type: 'same', id: find('household').id }]]),
		});
		expect([isEmpty(stranger), countPlan(stranger).doubtful]).toEqual([true, 1]);
	});
});
