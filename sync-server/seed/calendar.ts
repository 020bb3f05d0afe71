/** The days of the invented past, and when on a day work was done. Days are those of Asia/Shanghai. */
import { dayOf } from '#lib/ledger/page.ts';
import { dayMs } from '#lib/registers/rounds.ts';
import type { Random } from './random.ts';

export const pastDays = 92;

export interface Calendar {
	readonly now: number;
	/** `yyyy-mm-dd`, oldest first; the last is today. */
	readonly days: readonly string[];
	readonly today: number;
}

export function newCalendar(now: number): Calendar {
	const days = Array.from({ length: pastDays + 1 }, (_, index) => dayOf(now - (pastDays - index) * dayMs));
	return { now, days, today: pastDays };
}

export const dayToMs = (day: string): number => Date.parse(`${day}T00:00:00+08:00`);
export const addDays = (day: string, days: number): string => dayOf(dayToMs(day) + days * dayMs + dayMs / 2);
export const isWorkday = (day: string): boolean => ![0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay());

/** The first working day on or after an index, as an index; may lie past today. */
export function workdayFrom({ days }: Calendar, index: number): number {
	const day = addDays(days[0]!, index);
	return isWorkday(day) ? index : workdayFrom({ days } as Calendar, index + 1);
}

const minuteMs = 60_000;
const morning = { from: 8 * 60 + 40, minutes: 180 };
const afternoon = { from: 14 * 60, minutes: 220 };

/** So many moments of a working day in order, unevenly spread over morning and afternoon; unix ms. */
export function workTimes(random: Random, day: string, count: number): number[] {
	const whole = morning.minutes + afternoon.minutes;
	return Array.from({ length: count }, (_, index) => {
		const minute = ((index + random.next() * 0.85) / count) * whole;
		const ofDay = minute < morning.minutes ? morning.from + minute : afternoon.from + minute - morning.minutes;
		return Math.round(dayToMs(day) + ofDay * minuteMs);
	});
}
