import fc from 'fast-check';
import { expect, it } from 'vitest';
import { wrapText } from './summary-picture.ts';

/** Chinese is twice as wide as a letter of the Latin alphabet. */
const measure = (text: string) => [...text].reduce((sum, sign) => sum + (sign < '\u0250' ? 1 : 2), 0);

it('breaks Chinese after any character and other words at blanks, and begins no line with a comma', () => {
	expect(wrapText('走访八户，见到五户', 8, measure)).toEqual(['走访八户，', '见到五户']);
	expect(wrapText('Doors reached today', 13, measure)).toEqual(['Doors reached', 'today']);
	expect(wrapText('一\n二', 8, measure)).toEqual(['一', '二']);
});

it('loses no sign, and keeps every line within the width but for a closing sign', () => {
	const text = fc.stringMatching(/^[一二三，。a-z0-9 ]{0,60}$/);
	fc.assert(
		fc.property(text, fc.integer({ min: 4, max: 30 }), (said, width) => {
			const lines = wrapText(said, width, measure);
			expect(lines.join('').replaceAll(' ', '')).toBe(said.replaceAll(' ', ''));
			for (const line of lines) expect(measure(line.replace(/[ ，。]+$/, ''))).toBeLessThanOrEqual(width);
		}),
	);
});
