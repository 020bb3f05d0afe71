import { describe, expect, it } from 'vitest';
import { hlcOf } from '#lib/ledger/clock.ts';
import { ageOn, defaultSchedule, elderDueDay, householdDueDay, roundOf, scheduleOf } from './rounds.ts';

/** A moment by Shanghai's clock. */
const at = (text: string) => Date.parse(`${text}+08:00`);

describe('rounds', () => {
	it.each([
		['2026-11-23T10:00', 'month', '2026-11-01', '2026-12-01'],
		['2026-11-23T10:00', 'quarter', '2026-10-01', '2027-01-01'],
		['2026-11-23T10:00', 'half-year', '2026-07-01', '2027-01-01'],
		['2026-06-30T23:59:59.999', 'half-year', '2026-01-01', '2026-07-01'],
		['2026-07-01T00:00', 'quarter', '2026-07-01', '2026-10-01'],
		['2026-12-31T23:59', 'month', '2026-12-01', '2027-01-01'],
		['2027-01-01T00:00', 'month', '2027-01-01', '2027-02-01'],
		['2028-02-29T12:00', 'quarter', '2028-01-01', '2028-04-01'],
	] as const)('%s lies in the %s from %s to %s', (moment, round, from, next) => {
		expect(roundOf(at(moment), round)).toEqual({ from, next });
	});

	it('turn with the zone of the community', () => {
		const newYear = at('2027-01-01T01:00');
		expect(roundOf(newYear, 'quarter').from).toBe('2027-01-01');
		expect(roundOf(newYear, 'quarter', 'UTC').from).toBe('2026-10-01');
		expect(roundOf(newYear, 'quarter', 'Asia/Urumqi').from).toBe('2026-10-01');
	});

	it('make a household due with the next one', () => {
		expect(householdDueDay(null)).toBeNull();
		expect(householdDueDay(at('2026-10-01T00:00'))).toBe('2027-01-01');
		expect(householdDueDay(at('2026-09-30T23:59'))).toBe('2026-10-01');
		const monthly = { from: '2026-01-01', households: { default: 'month' }, elders: { high: 7, key: 30, general: 90 } };
		const schedule = scheduleOf([{ id: 'a', hlc: hlcOf(at('2026-01-01T00:00')), state: 'open', body: monthly }]);
		expect(householdDueDay(at('2026-11-30T23:59'), 'default', schedule)).toBe('2026-12-01');
		expect(householdDueDay(at('2026-12-31T23:59'), 'default', schedule)).toBe('2027-01-01');
	});
});

describe('elders', () => {
	it.each([
		['high', '2026-11-23T10:00', '2026-11-30'],
		['key', '2026-11-23T10:00', '2026-12-23'],
		['general', '2026-11-23T10:00', '2027-02-21'],
		['high', '2026-12-28T23:59', '2027-01-04'],
		['high', '2028-02-25T00:00', '2028-03-03'],
		['key', '2027-01-31T12:00', '2027-03-02'],
	] as const)('of tier %s, seen at %s, are due on %s', (tier, moment, day) => {
		expect(elderDueDay(tier, at(moment))).toBe(day);
	});

	it('never seen are due at once', () => expect(elderDueDay('general', null)).toBeNull());

	it('are due by days of the calendar where the clock is put forward or back', () => {
		expect(elderDueDay('high', Date.parse('2026-03-27T23:30+01:00'), defaultSchedule, 'Europe/Berlin')).toBe(
			'2026-04-03',
		);
		expect(elderDueDay('high', Date.parse('2026-10-24T00:30+02:00'), defaultSchedule, 'Europe/Berlin')).toBe(
			'2026-10-31',
		);
	});
});

describe('age', () => {
	it.each([
		['1950-11-23', '2026-11-23', 76],
		['1950-11-24', '2026-11-23', 75],
		['1950-11', '2026-11-01', 76],
		['1950-12', '2026-11-30', 75],
		['1950', '2026-01-01', 76],
		['1948-02-29', '2027-02-28', 78],
		['1948-02-29', '2027-03-01', 79],
		[undefined, '2026-01-01', null],
		['', '2026-01-01', null],
	])('of one born %s is on %s %s', (birth, day, age) => expect(ageOn(birth, day)).toBe(age));
});
