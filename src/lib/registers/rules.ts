/**
 * The rules of rounds as a community sets them: how often a household of which sort is due, after how many days an elder
 * of which tier, and for what stretches of time (heat, cold, a festival) more often. A rule holds from a day on, until
 * another begins. Days are `yyyy-mm-dd` of the community.
 */
import * as v from 'valibot';

export const rounds = ['month', 'quarter', 'half-year'] as const;
export type Round = (typeof rounds)[number];

/** Households by tenure; `default` is for those of which none is known, and for every sort that names none of its own. */
export const sorts = ['default', 'owner', 'tenant', 'public', 'other'] as const;
export type Sort = (typeof sorts)[number];

export const extraNames = ['heat', 'cold', 'festival', 'other'] as const;
export type ExtraName = (typeof extraNames)[number];

const day = v.pipe(v.string(), v.isoDate());
const round = v.picklist(rounds);
/** Days from one check-in to the day on which the next is due. */
const days = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(366));
const optionalRounds = v.strictObject({
	default: v.optional(round),
	owner: v.optional(round),
	tenant: v.optional(round),
	public: v.optional(round),
	other: v.optional(round),
});

const extraSchema = v.strictObject({
	name: v.picklist(extraNames),
	label: v.optional(v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(20))),
	/** First and last day. */
	from: day,
	to: day,
	households: v.optional(optionalRounds),
	elders: v.optional(v.strictObject({ high: v.optional(days), key: v.optional(days), general: v.optional(days) })),
});

export const ruleSchema = v.strictObject({
	from: day,
	households: v.strictObject({ ...optionalRounds.entries, default: round }),
	elders: v.strictObject({ high: days, key: days, general: days }),
	extra: v.optional(v.pipe(v.array(extraSchema), v.maxLength(20))),
});

export type Extra = v.InferOutput<typeof extraSchema>;
export type Rule = v.InferOutput<typeof ruleSchema>;

/** What holds where no rule was set: high risk weekly, key monthly, general quarterly. */
export const defaultRule: Omit<Rule, 'from'> = {
	households: { default: 'quarter' },
	elders: { high: 7, key: 30, general: 90 },
};

export type RuleFault = 'no-such-day' | 'tier-order' | 'extra-dates' | 'extra-long' | 'extra-empty' | 'extra-overlap';

/** What is wrong between the fields of a rule; null when nothing is. */
export function ruleFault({ from, elders, extra = [] }: Rule): RuleFault | null {
	if (![from, ...extra.flatMap((each) => [each.from, each.to])].every(isRealDay)) return 'no-such-day';
	if (elders.high > elders.key || elders.key > elders.general) return 'tier-order';
	for (const each of extra) {
		if (each.from > each.to) return 'extra-dates';
		if (Date.parse(each.to) - Date.parse(each.from) > longestExtraMs) return 'extra-long';
		if (isEmpty(each.households) && isEmpty(each.elders)) return 'extra-empty';
	}
	return extra.some((each, index) => extra.slice(0, index).some((other) => overlap(each, other)))
		? 'extra-overlap'
		: null;
}

const longestExtraMs = 366 * 24 * 60 * 60 * 1000;

/** The pattern of a day lets 30 February through, and years in which nobody visits. */
const isRealDay = (text: string): boolean => {
	const ms = Date.parse(`${text}T00:00:00Z`);
	return text >= '2000' && text < '2200' && !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text);
};

const isEmpty = (part: object | undefined): boolean =>
	part === undefined || Object.values(part).every((value) => value === undefined);

/** The same stretch twice over; two of different names may lie over one another, and the more frequent wins. */
const overlap = (a: Extra, b: Extra): boolean =>
	a.name === b.name && a.label === b.label && a.from <= b.to && b.from <= a.to;

export const roundOfSort = (households: Partial<Record<Sort, Round>>, sort: Sort): Round | undefined =>
	households[sort] ?? households.default;

export const sortOf = (tenure: unknown): Sort =>
	tenure !== 'default' && (sorts as readonly unknown[]).includes(tenure) ? (tenure as Sort) : 'default';
