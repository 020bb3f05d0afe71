import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayOf } from '#lib/ledger/page.ts';
import { daysBetween } from '#lib/words/moments.ts';
import { firstHour, hourFor, knockOf, lastHour, tallyOf, type Hour, type Knock } from './hour.ts';

/** In Shanghai. */
const at = (day: string, hour: number, minute = 0): number =>
	Date.parse(`${day}T${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}:00+08:00`);
const hourOf = (ms: number): number => new Date(ms + 8 * 3_600_000).getUTCHours();
const isWeekend = (day: string): boolean => new Date(day).getUTCDay() % 6 === 0;
const nobody = tallyOf([]);
/** A Monday. */
const now = at('2026-11-23', 10, 20);

const days = fc.integer({ min: 1, max: 200 }).map((back) => dayOf(now - back * 86_400_000));
const knocks = fc.array(
	fc
		.tuple(days, fc.integer({ min: 7, max: 22 }), fc.integer({ min: 0, max: 59 }), fc.boolean())
		.map(([day, hour, minute, opened]): Knock => ({ ms: at(day, hour, minute), opened })),
	{ maxLength: 12 },
);
const moments = fc.integer({ min: 0, max: 14 * 24 * 60 }).map((minutes) => now + minutes * 60_000);
const isDecent = ({ ms }: Knock) => hourOf(ms) >= firstHour && hourOf(ms) <= lastHour;

describe('an hour for another try', () => {
	it('[DO1] is one at which somebody opened, on the same sort of day, and the latest such is the reason', () => {
		fc.assert(
			fc.property(knocks, knocks, moments, (past, others, nowMs) => {
				fc.pre(past.some((knock) => knock.opened && isDecent(knock)));
				const { day, hour, why } = hourFor(past, tallyOf(others), nowMs);
				const same = past.filter(
					({ ms, opened }) => opened && hourOf(ms) === hour && isWeekend(dayOf(ms)) === isWeekend(day),
				);
				expect(why).toEqual({ type: 'opened', ms: Math.max(...same.map(({ ms }) => ms)) });
			}),
		);
	});

	it('[DO1] says the last time, and prefers the hour at which it was tried in vain less', () => {
		const past = [
			{ ms: at('2026-11-10', 9, 5), opened: true },
			{ ms: at('2026-11-11', 9, 40), opened: false },
			{ ms: at('2026-11-12', 9, 10), opened: false },
			{ ms: at('2026-11-16', 19, 10), opened: true },
		];
		expect(hourFor(past, nobody, now)).toEqual({
			day: '2026-11-23',
			hour: 19,
			why: { type: 'opened', ms: at('2026-11-16', 19, 10) },
		});
	});

	it('[DO2] is by the grid where nobody has opened yet, away from when it was tried, and says why', () => {
		expect(hourFor([], nobody, now)).toEqual({ day: '2026-11-23', hour: 18, why: { type: 'default' } });
		const noons = Array.from({ length: 40 }, (_, index) => ({ ms: at('2026-11-17', 12, index), opened: true }));
		expect(hourFor([], tallyOf(noons), now)).toEqual({ day: '2026-11-23', hour: 12, why: { type: 'grid' } });
		const vain = [11, 12, 13].map((hour) => ({ ms: at('2026-11-18', hour, 30), opened: false }));
		expect(hourFor(vain, tallyOf(noons), now)).toEqual({
			day: '2026-11-23',
			hour: 18,
			why: { type: 'vain', times: 3, parts: ['morning', 'noon'] },
		});
	});

	it('[DO2] is never one of two hours of a day at which doors are opened less and this one was tried more', () => {
		fc.assert(
			fc.property(knocks, moments, (past, nowMs) => {
				const vain = past.map(({ ms }) => ({ ms, opened: false }));
				fc.pre(vain.length > 0);
				const { day, hour } = hourFor(vain, nobody, nowMs);
				const tries = (one: number) => vain.filter(({ ms }) => Math.abs(hourOf(ms) - one) <= 1).length;
				// Evening hours of one day are alike by default: the one chosen was not tried more than an untried one.
				const evening = [18, 19, 20].filter((one) => day > dayOf(nowMs) || one > hourOf(nowMs));
				if (evening.includes(hour) && evening.some((one) => tries(one) === 0)) expect(tries(hour)).toBe(0);
			}),
		);
	});

	it('[DO3] lies ahead, within a week and in decent hours, whatever is known and in whatever order', () => {
		fc.assert(
			fc.property(knocks, knocks, moments, fc.infiniteStream(fc.nat()), (past, others, nowMs, order) => {
				const grid = tallyOf(others);
				const found = hourFor(past, grid, nowMs);
				expect(at(found.day, found.hour)).toBeGreaterThan(nowMs);
				expect(daysBetween(dayOf(nowMs), found.day)).toBeLessThanOrEqual(7);
				expect(found.hour).toBeGreaterThanOrEqual(firstHour);
				expect(found.hour).toBeLessThanOrEqual(lastHour);
				const shuffled = past
					.map((knock) => ({ knock, place: order.next().value as number }))
					.sort((a, b) => a.place - b.place)
					.map(({ knock }) => knock);
				expect(hourFor(shuffled, grid, nowMs)).toEqual(found);
			}),
		);
	});

	it('[DO3] asked for tonight, is one of this evening as long as there is one', () => {
		fc.assert(
			fc.property(knocks, knocks, moments, (past, others, nowMs) => {
				const { day, hour, why } = hourFor(past, tallyOf(others), nowMs, { tonight: true });
				const isLate = hourOf(nowMs) >= lastHour;
				if (isLate) expect({ day, hour, why }).toEqual(hourFor(past, tallyOf(others), nowMs));
				else expect([day, hour >= 17, hour > hourOf(nowMs)]).toEqual([dayOf(nowMs), true, true]);
				if (why.type === 'opened') expect(hourOf(why.ms)).toBe(hour);
			}),
		);
	});

	it('[DO3] stays what it is when somebody opens at it', () => {
		fc.assert(
			fc.property(knocks, knocks, moments, (past, others, nowMs) => {
				const grid = tallyOf(others);
				const slot = ({ day, hour }: Hour) => [isWeekend(day), hour];
				const first = hourFor(past, grid, nowMs);
				// The same sort of day and the same hour, before now.
				const back = [7, 14].map((shift) => at(first.day, first.hour, 5) - shift * 86_400_000);
				const opened = { ms: back.find((ms) => ms < nowMs)!, opened: true };
				expect(slot(hourFor([...past, opened], grid, nowMs))).toEqual(slot(first));
			}),
		);
	});

	it('[DO4] a call is no knock, and who says no has opened', () => {
		expect(['met', 'declined', 'no-answer', 'phone'].map((outcome) => knockOf('visit', outcome))).toEqual([
			true,
			true,
			false,
			null,
		]);
		expect(['met', 'not-seen', 'phone', 'found'].map((outcome) => knockOf('check-in', outcome))).toEqual([
			true,
			false,
			null,
			null,
		]);
		expect(knockOf('patrol', 'nothing')).toBeNull();
	});
});
