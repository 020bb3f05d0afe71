/** Dates and ages as people write them into a spreadsheet. */
import { err, ok, type Result } from '#lib/ledger/result.ts';
import { says, type Says } from './errors.ts';

const sign = '[-/.、年]';
const shapes = [
	/^(\d{4})年?$/,
	new RegExp(`^(\\d{4})${sign}(\\d{1,2})月?$`),
	/^(\d{4})(\d{2})$/,
	new RegExp(`^(\\d{4})${sign}(\\d{1,2})[-/.、月](\\d{1,2})日?$`),
	/^(\d{4})(\d{2})(\d{2})$/,
];
/** `46年5月`, `46.5.3`: of which century is a guess. */
const shortShapes = [
	/^(\d{2})年$/,
	/^(\d{2})年(\d{1,2})月?$/,
	new RegExp(`^(\\d{2})${sign}(\\d{1,2})[-/.、月](\\d{1,2})日?$`),
];
/** A spreadsheet counts days from the last of 1899 and writes the number where the cell lost its format. */
const serial = /^[1-5]\d{4}$/;

const noDate = says('日期不对，请写成 1946、1946-05 或 1946-05-03', 'Not a date; write 1946, 1946-05 or 1946-05-03');

export interface DateRead {
	/** `1946`, `1946-05` or `1946-05-03` */
	readonly date: string;
	/** What had to be guessed. */
	readonly guess?: Says;
}

/** A day of birth. @param today `yyyy-mm-dd`. */
export function readDate(text: string, today: string): Result<DateRead, Says> {
	const plain = text
		.normalize('NFKC')
		.replace(/[T\s]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?Z?$/, '')
		.replaceAll(/\s/g, '')
		.replace(/(出生|生)$/, '');
	if (serial.test(plain)) return dated(serialToDay(Number(plain)), today);
	const parts = matchOf(shapes, plain);
	if (parts) return dated(joined(parts), today);
	const [year, ...rest] = matchOf(shortShapes, plain) ?? [];
	if (year === undefined) return err(noDate);
	const full = Number(year) > Number(today.slice(2, 4)) ? `19${year}` : `20${year}`;
	const read = dated(joined([full, ...rest]), today);
	return read.ok
		? ok({ ...read.value, guess: says(`${text} 按 ${full} 年读`, `${text} was taken for ${full}`) })
		: read;
}

function matchOf(options: readonly RegExp[], text: string): string[] | undefined {
	const match = options.map((option) => option.exec(text)).find((found) => found !== null);
	return match?.slice(1);
}

const joined = (parts: readonly string[]): string => parts.map((part) => part.padStart(2, '0')).join('-');

function dated(date: string, today: string): Result<DateRead, Says> {
	if (!isDay(`${date}${'-01'.repeat(3 - date.split('-').length)}`)) return err(noDate);
	const isPossible = date >= '1900' && date <= today;
	return isPossible ? ok({ date }) : err(says('年份不对', 'Not a possible year'));
}

export function isDay(text: string): boolean {
	const [year, month, day] = text.split('-').map(Number) as [number, number, number];
	const date = new Date(Date.UTC(year, month - 1, day));
	return date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

const serialToDay = (days: number): string =>
	new Date(Date.UTC(1899, 11, 30) + days * 86_400_000).toISOString().slice(0, 10);

/** The year in which somebody of this age was born, give or take one. Null when the text is no age. */
export function readAge(text: string, today: string): DateRead | null {
	const age = /^(\d{1,3})(\.0)?(周?岁)?$/.exec(text.normalize('NFKC').replaceAll(/\s/g, ''))?.[1];
	if (age === undefined || Number(age) > 120) return null;
	const date = String(Number(today.slice(0, 4)) - Number(age));
	return { date, guess: says(`年龄 ${age}，按 ${date} 年生读`, `Age ${age} was taken for born in ${date}`) };
}
