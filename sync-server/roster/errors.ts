/** What is wrong with a roster, said by row and column in words that a person at a spreadsheet can act on. */

/** A sentence in both languages. */
export interface Says {
	readonly zh: string;
	readonly en: string;
}

export interface RowError {
	/** Absent for CSV and for faults of the whole file. */
	readonly sheet?: string;
	/** As the spreadsheet counts: 1 is the first row; 0 is the file as a whole. */
	readonly row: number;
	/** Title of the column; null when the row as a whole is meant. */
	readonly column: string | null;
	readonly message: Says;
}

export const says = (zh: string, en: string): Says => ({ zh, en });
export const fileError = (zh: string, en: string): RowError[] => [{ row: 0, column: null, message: { zh, en } }];

const quoteLimit = 40;

/** As much of a cell as shows a person which one is meant. */
export const quote = (text: string): string => (text.length > quoteLimit ? `${text.slice(0, quoteLimit)}…` : text);

/** More than these help nobody; what follows is counted. */
const errorLimit = 200;

export function limitErrors(errors: readonly RowError[]): readonly RowError[] {
	if (errors.length <= errorLimit) return errors;
	const more = errors.length - errorLimit;
	return [
		...errors.slice(0, errorLimit),
		...fileError(`还有 ${more} 处错误没有列出`, `${more} more errors are not listed`),
	];
}
