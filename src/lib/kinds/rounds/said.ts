/** A rule of rounds said in words: which homes how often, elders after how many days, and the stretches of more. */
import { tiers } from '#lib/registers/register.ts';
import { sorts, type Extra, type Rule } from '#lib/registers/rules.ts';
import type { Language } from '#lib/kinds/kind.ts';
import { words } from './words.ts';

/** `每季；租住 每月`. */
export function householdsText(households: NonNullable<Extra['households']>, language: Language): string {
	const own = sorts.filter((sort) => sort !== 'default' && households[sort] && households[sort] !== households.default);
	const first = households.default ? [words[households.default][language]] : [];
	const rest = own.map((sort) => `${words[sort][language]} ${words[households[sort]!][language]}`);
	return [...first, ...rest].join(language === 'zh' ? '；' : '; ');
}

/** `高风险 7 天 · 重点 30 天 · 一般 90 天`. */
export const eldersText = (elders: NonNullable<Extra['elders']>, language: Language): string =>
	tiers
		.filter((tier) => elders[tier] !== undefined)
		.map((tier) => `${words[tier][language]} ${elders[tier]} ${words.days[language]}`)
		.join(' · ');

export const extraTitle = ({ name, label }: Extra, language: Language): string =>
	label ?? (name === 'other' ? words.extra[language] : words[name][language]);

/** What is more frequent in a stretch. */
export const extraText = ({ households, elders }: Extra, language: Language): string =>
	[
		households && `${words.households[language]} ${householdsText(households, language)}`,
		elders && eldersText(elders, language),
	]
		.filter(Boolean)
		.join(language === 'zh' ? '；' : '; ');

/** Label and text for each part of a rule. @param day how a day is written */
export const ruleRows = (
	{ households, elders, extra = [] }: Omit<Rule, 'from'>,
	language: Language,
	day: (text: string) => string,
): { readonly label: string; readonly text: string }[] => [
	{ label: words.households[language], text: householdsText(households, language) },
	{ label: words.elders[language], text: eldersText(elders, language) },
	...extra.map((each) => ({
		label: extraTitle(each, language),
		text: `${day(each.from)} – ${day(each.to)}${language === 'zh' ? '：' : ': '}${extraText(each, language)}`,
	})),
];
