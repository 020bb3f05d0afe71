/**
 * When a household or an elder is due again. The rules that a community has set make a schedule: stretches of days, each
 * with one way of counting. A subject is due from the first day on which, by what holds on that day, its last contact is
 * too old. That day follows from the rules and the contacts alone, never from what day it is: so nothing is computed
 * anew when a day passes or a rule begins, and a rule that begins later changes nothing before it does.
 */
import { hlcToMs, type Hlc } from '#lib/ledger/clock.ts';
import { dayOf, defaultTimeZone } from '#lib/ledger/page.ts';
import { tiers, type Tier } from './register.ts';
import { defaultRule, roundOfSort, sorts, type Extra, type Round, type Rule, type Sort } from './rules.ts';

export type { Round, Sort } from './rules.ts';

export const dayMs = 24 * 60 * 60 * 1000;

/** Days from one check-in to the day the next is due, where no rule was set. */
export const tierDays: Record<Tier, number> = defaultRule.elders;
export const defaultRound: Round = defaultRule.households.default;
const roundMonths: Record<Round, number> = { month: 1, quarter: 3, 'half-year': 6 };

/** How households and elders are counted on a day, extras included. */
export interface Setting {
	readonly households: Readonly<Record<Sort, Round>>;
	readonly elders: Readonly<Record<Tier, number>>;
}

/** Settings by their first day, in order; the first holds since ever. Never empty. */
export type Schedule = readonly (Setting & { readonly from: string })[];

/** A rule as it stands in the register. */
export interface RuleRecord {
	readonly id: string;
	readonly hlc: Hlc;
	readonly state: string;
	readonly unreadable?: boolean;
	readonly body: object;
}

/** A rule and the day on which it begins. */
export interface DatedRule<Written extends RuleRecord = RuleRecord> {
	readonly from: string;
	readonly rule: Omit<Rule, 'from'>;
	/** Absent: nobody wrote it, it holds where no rule was set. */
	readonly record?: Written;
}

/**
 * The rules of a desk in the order in which they begin; of several that begin on one day the one written last. None
 * begins before the day on which it was written: what was due then stays what it was.
 */
export function rulesInOrder<Written extends RuleRecord>(
	records: readonly Written[],
	timeZone: string = defaultTimeZone,
): readonly DatedRule<Written>[] {
	const written = records
		.filter((record) => record.state !== 'withdrawn' && record.unreadable !== true)
		.sort((a, b) => (a.hlc < b.hlc || (a.hlc === b.hlc && a.id < b.id) ? -1 : 1));
	const ruleByDay = new Map<string, DatedRule<Written>>();
	for (const record of written) {
		const rule = record.body as Rule;
		const from = later(rule.from, dayOf(hlcToMs(record.hlc), timeZone));
		ruleByDay.set(from, { from, rule, record });
	}
	return [...ruleByDay.values()].sort((a, b) => (a.from < b.from ? -1 : 1));
}

/** The schedule that the rules of a desk make. */
export function scheduleOf(records: readonly RuleRecord[], timeZone: string = defaultTimeZone): Schedule {
	const dated: readonly DatedRule[] = [{ from: '', rule: defaultRule }, ...rulesInOrder(records, timeZone)];
	return dated.flatMap(({ from, rule }, index) => stretches(rule, from, dated[index + 1]?.from));
}

/** One rule, from its first day to the day before the next begins, cut where extras begin and end. */
function stretches({ households, elders, extra = [] }: Omit<Rule, 'from'>, from: string, next?: string): Schedule {
	const cuts = extra.flatMap((each) => [each.from, daysLater(each.to, 1)]);
	const starts = cuts.filter((cut) => cut > from && (next === undefined || cut < next));
	return [...new Set([from, ...starts])].sort().map((start) => {
		const running = extra.filter((each) => each.from <= start && start <= each.to);
		return { from: start, ...settingWith(households, elders, running) };
	});
}

/** The most frequent of the rule and the extras that run beside it. */
function settingWith(households: Rule['households'], elders: Rule['elders'], running: readonly Extra[]): Setting {
	const roundOf = (sort: Sort): Round =>
		[households, ...running.map((extra) => extra.households ?? {})]
			.map((each) => roundOfSort(each, sort))
			.filter((round) => round !== undefined)
			.reduce((most, round) => (roundMonths[round] < roundMonths[most] ? round : most));
	const daysOf = (tier: Tier): number =>
		Math.min(elders[tier], ...running.map((extra) => extra.elders?.[tier] ?? Infinity));
	return {
		households: Object.fromEntries(sorts.map((sort) => [sort, roundOf(sort)])) as Record<Sort, Round>,
		elders: Object.fromEntries(tiers.map((tier) => [tier, daysOf(tier)])) as Record<Tier, number>,
	};
}

export const defaultSchedule: Schedule = scheduleOf([]);

/** What holds on a day. */
export const settingOn = (schedule: Schedule, day: string): Setting =>
	schedule.findLast(({ from }) => from <= day) ?? schedule[0]!;

/** The round in which a moment lies. */
export const roundOf = (
	ms: number,
	round: Round = defaultRound,
	timeZone: string = defaultTimeZone,
): { readonly from: string; readonly next: string } => roundOfDay(dayOf(ms, timeZone), round);

/** The round in which a day lies: its first day and the first day of the next. */
export function roundOfDay(day: string, round: Round): { readonly from: string; readonly next: string } {
	const [year, month] = day.split('-').map(Number) as [number, number];
	const first = year * 12 + Math.floor((month - 1) / roundMonths[round]) * roundMonths[round];
	return { from: monthToDay(first), next: monthToDay(first + roundMonths[round]) };
}

const monthToDay = (months: number): string =>
	`${Math.floor(months / 12)}-${String((months % 12) + 1).padStart(2, '0')}-01`;

/** Counted on the calendar: a day may have 23 or 25 hours. */
export const daysLater = (day: string, days: number): string =>
	new Date(Date.parse(day) + days * dayMs).toISOString().slice(0, 10);

/** The first day on which an elder is due after the last contact; never contacted is due at once (null). */
export function elderDueDay(
	tier: Tier,
	lastMs: number | null,
	schedule: Schedule = defaultSchedule,
	timeZone: string = defaultTimeZone,
): string | null {
	if (lastMs === null) return null;
	const last = dayOf(lastMs, timeZone);
	return firstDay(schedule, last, ({ elders }) => daysLater(last, elders[tier]));
}

/** The first day on which a household is due after its last contact: a round begins that does not hold it. */
export function householdDueDay(
	lastMs: number | null,
	sort: Sort = 'default',
	schedule: Schedule = defaultSchedule,
	timeZone: string = defaultTimeZone,
): string | null {
	if (lastMs === null) return null;
	const last = dayOf(lastMs, timeZone);
	return firstDay(schedule, last, ({ households }) => roundOfDay(last, households[sort]).next);
}

/** @param ripe the first day by one setting, always after `last`; it counts from the day on which that setting begins. */
function firstDay(schedule: Schedule, last: string, ripe: (setting: Setting) => string): string {
	for (let index = 0; index < schedule.length - 1; index++) {
		const end = schedule[index + 1]!.from;
		if (end <= last) continue;
		const day = later(schedule[index]!.from, ripe(schedule[index]!));
		if (day < end) return day;
	}
	const open = schedule.at(-1)!;
	return later(open.from, ripe(open));
}

const later = (a: string, b: string): string => (a > b ? a : b);

/** Full years on `day`, as far as a birth date says; null when it says nothing. */
export function ageOn(birth: string | undefined, day: string): number | null {
	if (!birth) return null;
	const years = Number(day.slice(0, 4)) - Number(birth.slice(0, 4));
	const had = birth.length < 7 || day.slice(5, 5 + birth.length - 5) >= birth.slice(5);
	return had ? years : years - 1;
}
