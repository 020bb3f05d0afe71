/** Dates as people write them into a spreadsheet. */
import { err, ok, type Result } from '#lib/ledger/result.ts';
import { says, type Says } from './errors.ts';

const shapes = [
	/^(\d{4})年?$/,
	/^(\d{4})[-/.年](\d{1,2})月?$/,
	/^(\d{4})(\d{2})$/,
	/^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/,
	/^(\d{4})(\d{2})(\d{2})$/,
];

/** `1946`, `1946-05` or `1946-05-03` from any of the usual ways to write it. */
export function readDate(text: string): Result<string, Says> {
	const plain = text.normalize('NFKC').replaceAll(/\s/g, '');
	const parts = shapes.map((shape) => shape.exec(plain)).find((match) => match !== null);
	const [year, month, day] = (parts ?? []).slice(1).map(Number);
	if (year === undefined || !isDate(year, month, day))
		return err(says('日期不对，请写成 1946、1946-05 或 1946-05-03', 'Not a date; write 1946, 1946-05 or 1946-05-03'));
	if (year < 1900 || year > new Date().getUTCFullYear() + 1) return err(says('年份不对', 'Not a possible year'));
	return ok(
		[
			String(year),
			...[month, day].filter((part) => part !== undefined).map((part) => String(part).padStart(2, '0')),
		].join('-'),
	);
}

function isDate(year: number, month = 1, day = 1): boolean {
	const date = new Date(Date.UTC(year, month - 1, day));
	return date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}
