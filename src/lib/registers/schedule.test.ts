import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hlcOf } from '#lib/ledger/clock.ts';
import { dayOf } from '#lib/ledger/page.ts';
import { tiers, type Tier } from './register.ts';
import {
	dayMs,
	daysLater,
	elderDueDay,
	householdDueDay,
	roundOfDay,
	rulesInOrder,
	scheduleOf,
	settingOn,
	type RuleRecord,
	type Schedule,
} from './rounds.ts';
import { defaultRule, ruleFault, rounds, sorts, type Extra, type Rule, type Sort } from './rules.ts';

/** A moment by Shanghai's clock. */
const at = (text: string) => Date.parse(`${text}+08:00`);
const begin = at('2026-01-01T10:00');
let records = 0;
const written = (body: object, when = '2026-01-01T10:00', part: Partial<RuleRecord> = {}): RuleRecord => ({
	id: `r${String(++records).padStart(6, '0')}`,
	hlc: hlcOf(at(when)),
	state: 'open',
	body,
	...part,
});
const rule = (part: Partial<Rule> = {}): Rule => ({ from: '2026-11-01', ...defaultRule, ...part });
const monthly = { default: 'month' } as const;

describe('the rules of a desk', () => {
	it('follow one another by the day on which they begin; of two for one day the later written holds', () => {
		const second = written(rule({ from: '2026-12-01', households: monthly }), '2026-11-02T09:00');
		const replaced = written(rule({ from: '2026-12-01' }), '2026-11-01T09:00');
		const first = written(rule({ from: '2026-11-10' }), '2026-11-03T09:00');
		expect(rulesInOrder([second, first, replaced]).map(({ from, record }) => [from, record])).toEqual([
			['2026-11-10', first],
			['2026-12-01', second],
		]);
	});

	it('begin on the day on which they were written at the earliest: what was due before stays', () => {
		const late = written(rule({ from: '2026-11-01', households: monthly }), '2026-11-20T00:30');
		expect(rulesInOrder([late])[0]!.from).toBe('2026-11-20');
		expect(householdDueDay(at('2026-10-05T12:00'), 'default', scheduleOf([late]))).toBe('2026-11-20');
	});

	it('count neither withdrawn nor when a newer app wrote them', () => {
		const gone = written(rule({ households: monthly }), undefined, { state: 'withdrawn' });
		const newer = written({ something: 'else' }, undefined, { unreadable: true });
		expect(scheduleOf([gone, newer])).toEqual(scheduleOf([]));
	});

	it('say nothing: what held before there were any', () => {
		expect(settingOn(scheduleOf([]), '2026-11-23')).toMatchObject({
			households: { default: 'quarter', tenant: 'quarter' },
			elders: { high: 7, key: 30, general: 90 },
		});
	});

	it('ask of each sort of household its own round', () => {
		const schedule = scheduleOf([written(rule({ households: { default: 'half-year', tenant: 'month' } }))]);
		const last = at('2026-11-20T12:00');
		expect(sorts.map((sort) => householdDueDay(last, sort, schedule))).toEqual([
			'2027-01-01',
			'2027-01-01',
			'2026-12-01',
			'2027-01-01',
			'2027-01-01',
		]);
	});
});

describe('a stretch of more', () => {
	const cold: Extra = { name: 'cold', from: '2026-12-10', to: '2026-12-20', elders: { high: 1, general: 10 } };
	const feast: Extra = {
		name: 'festival',
		from: '2026-12-15',
		to: '2026-12-16',
		households: monthly,
		elders: { high: 2 },
	};
	const schedule = scheduleOf([written(rule({ extra: [cold, feast] }))]);

	it('holds from its first day to its last, and the more frequent wins', () => {
		const days = ['2026-12-09', '2026-12-10', '2026-12-15', '2026-12-17', '2026-12-20', '2026-12-21'];
		const said = days.map((day) => settingOn(schedule, day));
		expect(said.map(({ elders }) => elders.high)).toEqual([7, 1, 1, 1, 1, 7]);
		expect(said.map(({ elders }) => elders.key)).toEqual([30, 30, 30, 30, 30, 30]);
		expect(said.map(({ households }) => households.owner)).toEqual([
			'quarter',
			'quarter',
			'month',
			'quarter',
			'quarter',
			'quarter',
		]);
	});

	it('makes due on its first day whoever is by then too long without a contact', () => {
		expect(elderDueDay('general', at('2026-11-20T12:00'), schedule)).toBe('2026-12-10');
		expect(elderDueDay('general', at('2026-12-05T12:00'), schedule)).toBe('2026-12-15');
		// Ten days after this contact it is over again.
		expect(elderDueDay('general', at('2026-12-12T12:00'), schedule)).toBe('2027-03-12');
		expect(householdDueDay(at('2026-11-20T12:00'), 'owner', schedule)).toBe('2026-12-15');
		expect(householdDueDay(at('2026-12-02T12:00'), 'owner', schedule)).toBe('2027-01-01');
	});

	it('ends with the rule that it belongs to', () => {
		const after = scheduleOf([written(rule({ extra: [cold] })), written(rule({ from: '2026-12-12' }))]);
		expect(settingOn(after, '2026-12-11').elders.high).toBe(1);
		expect(settingOn(after, '2026-12-12').elders.high).toBe(7);
	});
});

describe('what is wrong with a rule', () => {
	const extra = (part: Partial<Extra>): Rule =>
		rule({ extra: [{ name: 'cold', from: '2026-12-01', to: '2026-12-20', elders: { high: 1 }, ...part }] });

	it.each([
		[rule(), null],
		[rule({ from: '2026-02-30' }), 'no-such-day'],
		[rule({ from: '0002-01-01' }), 'no-such-day'],
		[rule({ elders: { high: 70, key: 30, general: 90 } }), 'tier-order'],
		[extra({}), null],
		[extra({ from: '2026-12-21' }), 'extra-dates'],
		[extra({ to: '2028-12-20' }), 'extra-long'],
		[extra({ elders: {} }), 'extra-empty'],
		[
			rule({ extra: [...extra({}).extra!, ...extra({ from: '2026-12-20', to: '2027-01-02' }).extra!] }),
			'extra-overlap',
		],
		[rule({ extra: [...extra({}).extra!, ...extra({ name: 'festival' }).extra!] }), null],
	] as const)('%j: %s', (body, fault) => expect(ruleFault(body)).toBe(fault));
});

/** Any rules of two years, and any last contact in them. */
const anyDay = fc.integer({ min: 0, max: 730 }).map((days) => dayOf(begin + days * dayMs));
const anyMs = fc.integer({ min: 0, max: 730 * 24 }).map((hours) => begin + hours * 3_600_000);
const anyRound = fc.constantFrom(...rounds);
const anyDays = fc.integer({ min: 1, max: 120 });
const anyExtra: fc.Arbitrary<Extra> = fc
	.record({ from: anyDay, length: fc.integer({ min: 0, max: 60 }), round: anyRound, high: anyDays, general: anyDays })
	.map(({ from, length, round, high, general }) => ({
		name: 'other',
		from,
		to: daysLater(from, length),
		households: { default: round },
		elders: { high, general },
	}));
const anyRule: fc.Arbitrary<Rule> = fc
	.record({
		from: anyDay,
		round: anyRound,
		tenant: anyRound,
		high: anyDays,
		key: anyDays,
		general: anyDays,
		extra: fc.array(anyExtra, { maxLength: 4 }),
	})
	.map(({ from, round, tenant, high, key, general, extra }) => ({
		from,
		households: { default: round, tenant },
		elders: { high, key, general },
		extra,
	}));
const anyRules = fc.array(anyRule, { maxLength: 5 });
const scheduled = (rules: readonly Rule[]): Schedule => scheduleOf(rules.map((each) => written(each)));
const dueDays = (schedule: Schedule, ms: number): Record<string, string> => ({
	...Object.fromEntries(sorts.map((sort) => [sort, householdDueDay(ms, sort, schedule)!])),
	...Object.fromEntries(tiers.map((tier) => [tier, elderDueDay(tier, ms, schedule)!])),
});

describe('due days', () => {
	it('are what a walk from day to day finds', () => {
		fc.assert(
			fc.property(
				anyRules,
				anyMs,
				fc.constantFrom<Sort>('default', 'tenant'),
				fc.constantFrom<Tier>(...tiers),
				(rules, ms, sort, tier) => {
					const schedule = scheduled(rules);
					const last = dayOf(ms);
					const first = (isDue: (day: string) => boolean) => {
						for (let days = 1; ; days++) if (isDue(daysLater(last, days))) return daysLater(last, days);
					};
					const home = first((day) => roundOfDay(day, settingOn(schedule, day).households[sort]).from > last);
					const elder = first((day) => daysLater(last, settingOn(schedule, day).elders[tier]) <= day);
					expect([householdDueDay(ms, sort, schedule), elderDueDay(tier, ms, schedule)]).toEqual([home, elder]);
				},
			),
			{ numRuns: 60 },
		);
	});

	it('never come later by a rule that asks for more', () => {
		const more = ({ from, households, elders, extra }: Rule, other: Extra): Rule => ({
			from,
			households: { ...households, default: 'month', tenant: 'month' },
			elders: { high: Math.ceil(elders.high / 2), key: Math.ceil(elders.key / 3), general: elders.general },
			extra: [...(extra ?? []), other],
		});
		fc.assert(
			fc.property(anyRules, anyExtra, anyMs, (rules, extra, ms) => {
				const before = dueDays(scheduled(rules), ms);
				const after = dueDays(scheduled(rules.map((each) => more(each, extra))), ms);
				for (const [name, day] of Object.entries(after)) expect(day <= before[name]!).toBe(true);
			}),
			{ numRuns: 100 },
		);
	});

	it('before a rule begins are as if it were not there', () => {
		fc.assert(
			fc.property(anyRules, anyRule, anyMs, (rules, next, ms) => {
				const [without, withNext] = [dueDays(scheduled(rules), ms), dueDays(scheduled([...rules, next]), ms)];
				for (const [name, day] of Object.entries(without)) {
					if (day < next.from) expect(withNext[name]).toBe(day);
					else expect(withNext[name]! >= next.from).toBe(true);
				}
			}),
			{ numRuns: 100 },
		);
	});
});
