/**
 * The 18-digit number of an identity card (GB 11643): six digits of area, the day of birth, three of sequence of which
 * the last is odd for men, and a check digit. It is read to know a person by, and never written to the ledger.
 */
import { err, ok, type Result } from '#lib/ledger/result.ts';
import { isDay } from './dates.ts';
import { says, type Says } from './errors.ts';

export interface IdCard {
	/** 18 digits, the last may be X. */
	readonly number: string;
	/** `1946-05-03` */
	readonly birth: string;
	readonly sex: 'f' | 'm';
}

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const shape = /^(\d{6})((?:18|19|20)\d{2})(\d{2})(\d{2})(\d{2})(\d)([\dX])$/;
/** The number of a disability certificate is that of the card, with sort, degree and reissue behind it. */
const certificate = /^(\d{17}[\dX])[1-7][1-4](?:B\d)?$/;
/** Numbers of 18 digits with a date of birth in the middle, in the midst of other text. */
export const idCardInText = /(?<!\d)\d{6}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?!\d)/g;

/** @param first the first 17 digits. */
export function checkDigit(first: string): string {
	const sum = weights.reduce((total, weight, index) => total + weight * Number(first[index]), 0);
	return '10X98765432'[sum % 11]!;
}

/** @param today `yyyy-mm-dd`: nobody is born later. */
export function readIdCard(text: string, today: string): Result<IdCard, Says> {
	const plain = text
		.normalize('NFKC')
		.replaceAll(/[\s'"`’‘-]/g, '')
		.toUpperCase();
	if (/^\d(\.\d+)?E\+?1[6-8]$/.test(plain)) return err(rounded);
	const number = certificate.exec(plain)?.[1] ?? plain;
	const [, , year, month, day, , odd] = shape.exec(number) ?? [];
	if (odd === undefined) return err(says('身份证号不对：应是 18 位', 'Not an ID-card number: it has 18 digits'));
	if (number.endsWith('000') && checkDigit(number) !== '0') return err(rounded);
	if (checkDigit(number) !== number[17])
		return err(
			says('身份证号不对：校验位不符，可能抄错了一位', 'The ID-card number is mistyped: its check digit is wrong'),
		);
	const birth = `${year}-${month}-${day}`;
	if (!isDay(birth) || birth > today)
		return err(says('身份证号里的出生日期不对', 'The ID-card number holds no possible day of birth'));
	return ok({ number, birth, sex: Number(odd) % 2 === 1 ? 'm' : 'f' });
}

const rounded = says(
	'身份证号被当成数字，后几位已经丢了：请把这一列设成“文本”，从原件重新填',
	'The ID-card number was stored as a number and lost its last digits: make the column text and fill it again',
);
