import fc from 'fast-check';
import { expect, it } from 'vitest';
import { commonMinds, mindLimit, mindsIn, mindText } from './mind.ts';

const languages = fc.constantFrom('zh' as const, 'en' as const);

it('[D153] what was chosen and typed is read back as it was, and a text that nobody touched stays as it was written', () => {
	fc.assert(
		fc.property(
			languages.chain((language) => fc.tuple(fc.constant(language), fc.subarray([...commonMinds[language]]))),
			fc.constantFrom('', '楼道灯不亮，带手电', 'gate code at the guard'),
			([language, chosen], own) => {
				const text = mindText({ chosen, own }, language);
				expect(mindsIn(text, language)).toEqual({ chosen, own });
				expect(mindText(mindsIn(text, language), language)).toBe(text);
			},
		),
	);
});

it('keeps what was written in another language', () => {
	const { chosen, own } = mindsIn('耳背、有狗', 'en');
	expect(chosen).toEqual([]);
	expect(mindText({ chosen: ['dog'], own }, 'en')).toBe('dog; 耳背; 有狗');
});

it('all of them together are no longer than the register takes', () => {
	for (const language of ['zh', 'en'] as const)
		expect(mindText({ chosen: commonMinds[language], own: '' }, language).length).toBeLessThanOrEqual(mindLimit);
});
