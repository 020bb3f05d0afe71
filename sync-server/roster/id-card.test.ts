import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { idCard } from '#tests/roster-corpus/build.ts';
import { checkDigit, readIdCard } from './id-card.ts';

const today = '2026-11-27';
const day = fc
	.date({ min: new Date('1900-01-01'), max: new Date('2026-11-26'), noInvalidDate: true })
	.map((date) => date.toISOString().slice(0, 10));
const card = fc.record({
	birth: day,
	sequence: fc.integer({ min: 1, max: 999 }).map((number) => String(number).padStart(3, '0')),
	area: fc.integer({ min: 110_101, max: 659_004 }).map(String),
});
const wide = (text: string) => text.replaceAll(/[!-~]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0));

describe('ID-card numbers', () => {
	it('[RD7] reads back what a number was made of, however it is typed', () => {
		fc.assert(
			fc.property(card, ({ birth, sequence, area }) => {
				const number = idCard(birth, sequence, area);
				const value = { number, birth, sex: Number(sequence) % 2 === 1 ? 'm' : 'f' };
				for (const text of [
					number,
					number.toLowerCase(),
					` ${number.slice(0, 6)} ${number.slice(6)} `,
					`'${number}`,
					wide(number),
				])
					expect(readIdCard(text, today)).toEqual({ ok: true, value });
			}),
		);
	});

	it('[RD7] finds every single digit that is mistyped, and two neighbours that changed places', () => {
		fc.assert(
			fc.property(card, fc.nat(16), fc.integer({ min: 1, max: 9 }), ({ birth, sequence, area }, at, step) => {
				const number = idCard(birth, sequence, area);
				const digits = [...number];
				digits[at] = String((Number(digits[at]) + step) % 10);
				expect(readIdCard(digits.join(''), today).ok).toBe(false);
				const swapped = [...number];
				[swapped[at], swapped[at + 1]] = [swapped[at + 1]!, swapped[at]!];
				if (swapped.join('') !== number) expect(readIdCard(swapped.join(''), today).ok).toBe(false);
			}),
		);
	});

	it('[RD7] agrees with the example of the standard', () => {
		expect(checkDigit('11010519491231002')).toBe('X');
		expect(checkDigit('44052418800101001')).toBe('4');
	});
});
