import { describe, expect, it } from 'vitest';
import { draftToRule, missingOf, newExtra, ruleToDraft } from './draft.ts';
import { eldersText, extraText, householdsText, ruleRows } from './said.ts';
import { samples } from './samples.ts';
import type { Rule } from '#lib/registers/rules.ts';

describe('the form of a rule', () => {
	it.each(samples)('gives back what it was given: %j', (rule: Rule) => {
		expect(draftToRule(ruleToDraft(rule))).toEqual(rule);
		expect(missingOf(rule)).toBeNull();
	});

	it('says what is missing', () => {
		const draft = ruleToDraft(samples[0] as Rule);
		const missing = (part: object) => missingOf(draftToRule({ ...draft, ...part }));
		expect(missing({ from: '' })).toBe('dates-missing');
		expect(missing({ days: { high: '', key: '30', general: '90' } })).toBe('days-missing');
		expect(missing({ days: { high: 'x', key: '30', general: '90' } })).toBe('days-missing');
		expect(missing({ days: { high: '40', key: '30', general: '90' } })).toBe('tier-order');
		const cold = newExtra('cold');
		expect(missing({ extra: [cold] })).toBe('dates-missing');
		const dated = { ...cold, from: '2026-12-01', to: '2026-12-20' };
		expect(missing({ extra: [dated] })).toBe('extra-empty');
		expect(missing({ extra: [{ ...dated, days: { high: '0', key: '', general: '' } }] })).toBe('days-missing');
		expect(missing({ extra: [{ ...dated, round: 'month' }] })).toBeNull();
	});
});

describe('a rule in words', () => {
	it('names sorts that differ and the days of each tier', () => {
		const { households, elders, extra } = samples[1] as Rule;
		expect(householdsText(households, 'zh')).toBe('每季；自有 每半年；租住 每月；其他 每月');
		expect(eldersText(elders, 'en')).toBe('High 3 days · Key 15 days · General 60 days');
		expect(extra!.map((each) => extraText(each, 'zh'))).toEqual([
			'高风险 1 天 · 重点 7 天',
			'住户 每月；一般 15 天',
			'高风险 2 天',
			'住户 公产 每月',
		]);
		expect(ruleRows(samples[1] as Rule, 'zh', (day) => day)[2]).toEqual({
			label: '严寒',
			text: '2026-12-15 – 2027-01-31：高风险 1 天 · 重点 7 天',
		});
	});
});
