import fc from 'fast-check';
import { expect, it } from 'vitest';
import { defuse, revive, toCellText, toTypedText } from './cell-text.ts';

/** Any text, and often one that begins like a formula or like one defused already. */
const text = fc.oneof(
	fc.string({ unit: 'binary' }),
	fc
		.tuple(
			fc.stringMatching(/^[ '\t\r\n=+\-@＝＋－＠]{1,4}$/),
			fc.constantFrom('1+1', 'HYPERLINK("http://x","y")', "cmd|' /C calc'!A0", '汉字'),
		)
		.map((parts) => parts.join('')),
);

it('[O4] takes any text back as it was, by whichever way it went', () => {
	fc.assert(
		fc.property(text, (written) => {
			expect(revive(defuse(written))).toBe(toCellText(written));
			expect(revive(toTypedText(written))).toBe(toCellText(written));
		}),
	);
});

it('[O3] begins no cell of a CSV as a formula begins', () => {
	fc.assert(
		fc.property(text, (written) => {
			expect(defuse(written)).not.toMatch(/^\s*[=+\-@＝＋－＠\t\r]/);
		}),
	);
});

it('[O4] takes away one apostrophe, and only before a sign that would run', () => {
	expect(["'=1", "''=1", "'n Beetje", "'-3", '=1', "'"].map(revive)).toEqual([
		'=1',
		"'=1",
		"'n Beetje",
		'-3',
		'=1',
		"'",
	]);
});

it('[O4] leaves out what stands for a lost character, as spreadsheets do', () => {
	expect(toCellText('王\ufffd芳\ud800')).toBe('王芳');
});
