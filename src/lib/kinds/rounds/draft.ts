/** What the form of a rule holds while it is filled in, and the rule that it makes. Pure. */
import * as v from 'valibot';
import { tiers, type Tier } from '#lib/registers/register.ts';
import {
	ruleFault,
	ruleSchema,
	sorts,
	type Extra,
	type ExtraName,
	type Round,
	type Rule,
	type Sort,
} from '#lib/registers/rules.ts';
import type { words } from './words.ts';

export type OwnSort = Exclude<Sort, 'default'>;
export const ownSorts = sorts.filter((sort): sort is OwnSort => sort !== 'default');

/** Days as they are typed; '' is none. */
export type TypedDays = Record<Tier, string>;

export interface ExtraDraft {
	name: ExtraName;
	label: string;
	from: string;
	to: string;
	/** '' is no more often than otherwise. */
	round: Round | '';
	days: TypedDays;
	/** Rounds of single sorts, which the form does not show: kept as they are. */
	readonly own: Extra['households'];
}

export interface RuleDraft {
	from: string;
	round: Round;
	/** '' is as most homes. */
	own: Record<OwnSort, Round | ''>;
	days: TypedDays;
	extra: ExtraDraft[];
}

export const newExtra = (name: ExtraName): ExtraDraft => ({
	name,
	label: '',
	from: '',
	to: '',
	round: '',
	days: { high: '', key: '', general: '' },
	own: undefined,
});

const typed = (elders: Extra['elders']): TypedDays =>
	Object.fromEntries(tiers.map((tier) => [tier, String(elders?.[tier] ?? '')])) as TypedDays;

export const ruleToDraft = ({ from, households, elders, extra = [] }: Rule): RuleDraft => ({
	from,
	round: households.default,
	own: Object.fromEntries(ownSorts.map((sort) => [sort, households[sort] ?? ''])) as Record<OwnSort, Round | ''>,
	days: typed(elders),
	extra: extra.map(({ name, label = '', from, to, households, elders }) => ({
		name,
		label,
		from,
		to,
		round: households?.default ?? '',
		days: typed(elders),
		own: households,
	})),
});

const toDays = (days: TypedDays): Record<string, number> =>
	Object.fromEntries(tiers.filter((tier) => days[tier].trim() !== '').map((tier) => [tier, Number(days[tier])]));

export function draftToRule({ from, round, own, days, extra }: RuleDraft): Rule {
	const named = Object.fromEntries(ownSorts.filter((sort) => own[sort] !== '').map((sort) => [sort, own[sort]]));
	return {
		from,
		households: { default: round, ...named },
		elders: toDays(days) as Rule['elders'],
		...(extra.length > 0 && { extra: extra.map(draftToExtra) }),
	};
}

function draftToExtra({ name, label, from, to, round, days, own }: ExtraDraft): Extra {
	const { default: _all, ...sorted } = own ?? {};
	const households = { ...(round !== '' && { default: round }), ...sorted };
	const elders = toDays(days);
	return {
		name,
		...(label.trim() && { label: label.trim() }),
		from,
		to,
		...(Object.keys(households).length > 0 && { households }),
		...(Object.keys(elders).length > 0 && { elders }),
	};
}

/** What is still missing or wrong, as a word; null when the rule can be set. */
export function missingOf(rule: Rule): keyof typeof words | null {
	const days = [rule.from, ...(rule.extra ?? []).flatMap((extra) => [extra.from, extra.to])];
	if (days.includes('')) return 'dates-missing';
	const parsed = v.safeParse(ruleSchema, rule);
	if (parsed.success) return ruleFault(rule);
	return parsed.issues.some((issue) => v.getDotPath(issue)?.includes('elders')) ? 'days-missing' : 'dates-missing';
}
