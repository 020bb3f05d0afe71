/**
 * Text on its way through a spreadsheet and back. A spreadsheet runs a cell that begins with one of these signs as a
 * formula, so a CSV carries an apostrophe before it, and whoever reads our tables takes exactly one away. A text that
 * has apostrophes before such a sign of its own gets one more, or it would come back with one too few.
 */
const signs = '=+\\-@\\t\\r＝＋－＠';
const runs = new RegExp(`^[${signs}]`);
const guarded = new RegExp(`^'+[${signs}]`);
/** Control characters, those that hide or turn text round, what stands for a lost character, and what is none: nothing that people see. */
const unseen =
	/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffd\p{Noncharacter_Code_Point}]/gu;

/** The text as far as people see it, without blanks around it: they would hide what it begins with. */
export const toCellText = (text: string): string =>
	text.toWellFormed().replaceAll(/\r\n?/g, '\n').replaceAll(unseen, '').trim();

/** For a CSV, where a cell cannot say that it is text. */
export function defuse(text: string): string {
	const plain = toCellText(text);
	return runs.test(plain) || guarded.test(plain) ? `'${plain}` : plain;
}

/** For a cell that is typed as text, where nothing runs: only what `revive` would take for ours gets its apostrophe. */
export function toTypedText(text: string): string {
	const plain = toCellText(text);
	return guarded.test(plain) ? `'${plain}` : plain;
}

/** What a cell said before `defuse` or `toTypedText`. */
export const revive = (cell: string): string => (guarded.test(cell) ? cell.slice(1) : cell);
