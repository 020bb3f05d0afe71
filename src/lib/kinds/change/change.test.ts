import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bodyFault, kinds } from '#lib/kinds/index.ts';
import type { Body } from '#lib/ledger/entry.ts';
import type { Household, Resident } from '#lib/registers/register.ts';
import { idOf } from '#tests/support/entries.ts';
import { effectsOf, type Choice, type Person } from './effects.ts';
import { change, whats, type Change } from './kind.ts';
import { changeText, confirmWord } from './text.ts';

const home: Household = { label: '3-2-501', building: '3', unit: 2, floor: 5, door: '501', tenure: 'owner' };
const person = (number: number, body: Partial<Resident> = {}): Person => ({
	id: idOf(number),
	body: { name: `人${number}`, ...body },
});
const two = [person(1), person(2)];
const day = '2026-11-20';
const choice = (given: Partial<Choice> & Pick<Choice, 'what'>): Choice => ({
	day,
	people: [],
	newcomers: [],
	...given,
});
const gone = { since: day, until: null };

describe('what a change sets', () => {
	it('leaves the door as it is while someone still lives there, and empties it with the last', () => {
		const one = effectsOf(choice({ what: 'moved-out', people: [idOf(1)] }), home, two);
		expect(one).toEqual({
			household: {},
			residents: [{ id: idOf(1), set: { presence: 'moved', ...gone } }],
			newcomers: [],
		});
		for (const what of ['moved-out', 'lease-ended', 'died'] as const)
			expect(effectsOf(choice({ what, people: [idOf(1), idOf(2)] }), home, two).household).toEqual({
				tenure: 'vacant',
			});
		const others = [person(1), person(2, { presence: 'moved' }), person(3, { presence: 'registered-only' })];
		expect(effectsOf(choice({ what: 'died', people: [idOf(1)] }), home, others).household).toEqual({
			tenure: 'vacant',
		});
	});

	it('says of an absence until when, and of the door too when nobody is left behind it', () => {
		const until = '2026-12-01';
		const one = choice({ what: 'absent', how: 'hospital', people: [idOf(1)], until });
		expect(effectsOf(one, home, two)).toMatchObject({
			household: {},
			residents: [{ id: idOf(1), set: { presence: 'hospital', since: day, until } }],
		});
		const all = choice({ what: 'absent', how: 'away', people: [idOf(1), idOf(2)], until });
		expect(effectsOf(all, home, two).household).toEqual({ away: { from: day, until } });
		const back = choice({ what: 'back', people: [idOf(1)] });
		expect(effectsOf(back, { ...home, away: { from: day } }, two)).toMatchObject({
			household: { away: null },
			residents: [{ set: { presence: null, since: null, until: null } }],
		});
	});

	it('takes newcomers with the day, a birth as the day of birth, and tenants with the tenure', () => {
		const newcomers = [{ name: '小新' }];
		const vacant = { ...home, tenure: 'vacant' } as const;
		expect(effectsOf(choice({ what: 'moved-in', newcomers }), vacant, [])).toEqual({
			household: { tenure: null },
			residents: [],
			newcomers: [{ name: '小新', since: day }],
		});
		expect(effectsOf(choice({ what: 'born', newcomers }), home, two).newcomers).toEqual([
			{ name: '小新', since: day, birth: day },
		]);
		expect(effectsOf(choice({ what: 'new-lease', newcomers }), vacant, []).household).toEqual({ tenure: 'tenant' });
	});

	it('moves a door with its label and floor, and touches nothing that was right', () => {
		const door = { building: '3', unit: 1, door: '1203' };
		expect(effectsOf(choice({ what: 'wrong-door', door }), home, two).household).toEqual({
			unit: 1,
			door: '1203',
			floor: 12,
			label: '3-1-1203',
		});
		const same = { building: '3', unit: 2, door: '501' };
		expect(effectsOf(choice({ what: 'wrong-door', door: same }), home, two).household).toEqual({});
	});

	it('[D35] always sets together who is where, since when and until when, in values that the registers take', () => {
		const people = fc.subarray([1, 2, 3].map(idOf));
		const presences = fc.option(fc.constantFrom('away', 'moved', 'died', 'registered-only', 'hospital'), {
			nil: undefined,
		});
		fc.assert(
			fc.property(
				fc.constantFrom(...whats),
				people,
				fc.tuple(presences, presences, presences),
				fc.option(fc.constant('2026-12-01'), { nil: undefined }),
				(what, chosen, is, until) => {
					const listed = is.map((presence, index) => person(index + 1, presence && { presence }));
					const given = choice({ what, people: chosen, until, newcomers: [{ name: '小新' }], phone: '02227330000' });
					const { household, residents, newcomers } = effectsOf(
						{ ...given, door: { building: '4', door: '101' } },
						home,
						listed,
					);
					for (const { set } of residents) {
						const touched = ['presence', 'since', 'until'].filter((field) => field in set).length;
						expect([0, 3]).toContain(touched);
						expect(bodyFault(kinds.resident, without({ name: '人', ...set }))).toBeNull();
					}
					expect(bodyFault(kinds.household, without({ ...home, ...household }))).toBeNull();
					for (const body of newcomers) expect(bodyFault(kinds.resident, body)).toBeNull();
				},
			),
		);
	});
});

/** As a fold leaves it: null takes a field away. */
const without = (body: object): Body =>
	Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null && value !== undefined)) as Body;

describe('what is said of it', () => {
	const names = { [idOf(1)]: '张桂兰', [idOf(2)]: '李强' };
	const said = (body: Change, known: Record<string, string> = names) => changeText(body, known, 'zh');

	it('reads as people say it', () => {
		const people = [idOf(1), idOf(2)];
		expect(said({ what: 'moved-out', day: '2026-09-03', people, did: [] })).toBe('9月3日 搬走：张桂兰、李强');
		expect(said({ what: 'vacant', day: '2026-09-03', people: [], did: [] })).toBe('9月3日 空户');
		const absent = {
			what: 'absent',
			how: 'hospital',
			day: '2026-09-03',
			until: '2026-10-01',
			people: [idOf(1)],
			did: [],
		};
		expect(said(absent as unknown as Change)).toBe('9月3日 住院 到 10月1日：张桂兰');
		expect(changeText(absent as unknown as Change, names, 'en')).toBe('3 Sep In hospital until 1 Oct: 张桂兰');
	});

	it('counts those whose names are not here', () => {
		const body: Change = { what: 'moved-out', day: '2026-09-03', people: [idOf(1), idOf(3)], did: [] };
		expect(said(body)).toBe('9月3日 搬走：张桂兰 +1 人');
		expect(said(body, {})).toBe('9月3日 搬走：2 人');
	});

	it('asks a supervisor to confirm a death and a door, and nothing else', () => {
		for (const what of whats) {
			const body: Change = { what, day, people: [], did: [] };
			const isAsked = what === 'died' || what === 'wrong-door';
			expect([what, change.facts(body).routine, confirmWord(body) !== null]).toEqual([what, !isAsked, isAsked]);
		}
	});
});
