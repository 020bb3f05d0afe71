import { describe, expect, it } from 'vitest';
import type { HouseholdView } from '#lib/device/households.ts';
import type { RecordRow } from '#lib/device/rows.ts';
import { whats, type What } from '#lib/kinds/change/kind.ts';
import type { Resident } from '#lib/registers/register.ts';
import { changeWords as words } from '#lib/worker/words/change-words.ts';
import { candidatesOf, choiceOf, missingOf, newForm, ownNumber } from './choice.ts';

const today = '2026-11-23';
const row = (id: string, body: object) => ({ id, body }) as unknown as RecordRow;
const person = (id: string, body: Partial<Resident> = {}) => row(id, { name: id, ...body });
const view = (people: readonly RecordRow[], former: readonly RecordRow[] = []): HouseholdView => ({
	household: row('home', { label: '3-2-501', building: '3', unit: 2, door: '501' }),
	people,
	former,
	elders: [],
	timeline: [],
	open: [],
});
const [alone, two] = [view([person('a')]), view([person('a'), person('b')])];
const missing = (what: What, of: HouseholdView) => missingOf(newForm(what, of, today), of, today);

describe('what is asked of a change', () => {
	it('chooses who must be meant, so that nothing is missing where one lives', () => {
		for (const what of ['moved-out', 'lease-ended', 'absent', 'died', 'registered-only', 'vacant'] as const) {
			expect(newForm(what, alone, today).people).toEqual(what === 'vacant' ? [] : ['a']);
			expect([what, missing(what, alone)]).toEqual([what, null]);
		}
		expect(newForm('phone', alone, today).whose).toBe('a');
		expect(newForm('lease-ended', two, today).people).toEqual(['a', 'b']);
		expect(missing('moved-out', two)).toBe(words.chooseWho);
	});

	it('asks of those who come back only them, and of nobody when nobody is away', () => {
		const away = view([person('a'), person('b', { presence: 'hospital' })], [person('c', { presence: 'moved' })]);
		expect(candidatesOf('back', away).map(({ id }) => id)).toEqual(['b']);
		expect(newForm('back', away, today).people).toEqual(['b']);
		expect(missing('back', two)).toBe(words.nobodyAway);
		const once = view([person('a')], [person('c', { presence: 'moved' }), person('d', { presence: 'died' })]);
		expect(candidatesOf('back', once).map(({ id }) => id)).toEqual(['c']);
	});

	it('says what is missing of what is typed, and takes no day to come', () => {
		expect(missing('moved-in', two)).toBe(words.writeName);
		expect(missing('new-lease', two)).toBeNull();
		expect(missing('phone', two)).toBe(words.chooseWhose);
		expect(missing('wrong-door', two)).toBe(words.doorSame);
		const form = { ...newForm('vacant', two, today), day: '2026-11-24' };
		expect(missingOf(form, two, today)).toBe(words.notYet);
	});

	it('hands over what belongs to the change and nothing else', () => {
		const number = { ...newForm('phone', two, today), whose: ownNumber, phone: ' 02227330000 ' };
		expect(choiceOf(number)).toEqual({ what: 'phone', day: today, people: [], newcomers: [], phone: '02227330000' });
		const born = newForm('born', two, today);
		born.newcomers[0]!.name = '宝宝';
		expect(choiceOf(born)).toEqual({ what: 'born', day: today, people: [], newcomers: [{ name: '宝宝' }] });
		for (const what of whats) expect(choiceOf(newForm(what, alone, today)).what).toBe(what);
	});
});
