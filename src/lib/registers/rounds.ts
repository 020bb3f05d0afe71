/**
 * When a household or an elder is due again. Elders by risk tier, after the regional rule of domain.md section 4
 * (high weekly, key monthly, general quarterly); households once in each round of the community.
 */
import { dayOf, defaultTimeZone } from '#lib/ledger/page.ts';
import type { Tier } from './register.ts';

export const dayMs = 24 * 60 * 60 * 1000;

/** Days from one check-in to the day the next is due. */
export const tierDays: Record<Tier, number> = { high: 7, key: 30, general: 90 };

export type Round = 'month' | 'quarter' | 'half-year';
export const defaultRound: Round = 'quarter';
const roundMonths: Record<Round, number> = { month: 1, quarter: 3, 'half-year': 6 };

/** The round in which a moment lies: its first day and the first day of the next, `yyyy-mm-dd`. */
export function roundOf(ms: number, round: Round = defaultRound, timeZone: string = defaultTimeZone): { from: string; next: string } {
	const [year, month] = dayOf(ms, timeZone).split('-').map(Number) as [number, number];
	const first = year * 12 + Math.floor((month - 1) / roundMonths[round]) * roundMonths[round];
	return { from: monthToDay(first), next: monthToDay(first + roundMonths[round]) };
}

const monthToDay = (months: number): string => `${Math.floor(months / 12)}-${String((months % 12) + 1).padStart(2, '0')}-01`;

/** The day an elder is due: the tier's days after the last contact; never contacted is due at once (null). */
export const elderDueDay = (tier: Tier, lastMs: number | null, timeZone: string = defaultTimeZone): string | null =>
	lastMs === null ? null : daysLater(dayOf(lastMs, timeZone), tierDays[tier]);

/** Counted on the calendar: a day may have 23 or 25 hours. */
const daysLater = (day: string, days: number): string => new Date(Date.parse(day) + days * dayMs).toISOString().slice(0, 10);

/** The first day on which a household is due again: the start of the round after its last contact. */
export const householdDueDay = (lastMs: number | null, round: Round = defaultRound, timeZone: string = defaultTimeZone): string | null =>
	lastMs === null ? null : roundOf(lastMs, round, timeZone).next;

/** Full years on `day`, as far as a birth date says; null when it says nothing. */
export function ageOn(birth: string | undefined, day: string): number | null {
	if (!birth) return null;
	const years = Number(day.slice(0, 4)) - Number(birth.slice(0, 4));
	const had = birth.length < 7 || day.slice(5, 5 + birth.length - 5) >= birth.slice(5);
	return had ? years : years - 1;
}
