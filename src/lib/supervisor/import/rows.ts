/** The parts of a preview as rows of text, in the language of the screen. */
import { words as kindWords } from '#lib/kinds/import/words.ts';
import { bodyLine, fieldLabel, fieldText, kindLabel } from '#lib/kinds/record-words.ts';
import { language, say } from '#lib/words/language.svelte.ts';
import type { Creation, Difference, RowFault } from './api.ts';
import { importWords as words } from './words.ts';

/** A row, with its sheet where the file has sheets. */
export const rowText = (sheet: string | undefined, row: number): string => (sheet ? `${sheet} ${row}` : String(row));

export const creationTitles = [words.row, words.kind, words.who, words.details];
export const creationRows = (creations: readonly Creation[]): string[][] =>
	creations.map(({ kind, sheet, row, label, body }) => [
		rowText(sheet, row),
		kindLabel(kind, language.current),
		label,
		bodyLine(kind, body, language.current),
	]);

export const differenceTitles = [words.row, words.who, words.field, words.now, words.inFile, words.setBy];
export const differenceRows = (differences: readonly Difference[]): string[][] =>
	differences.map(({ kind, sheet, row, label, field, before, after, origin }) => [
		rowText(sheet, row),
		label,
		fieldLabel(kind, field, language.current),
		fieldText(kind, field, before, language.current),
		fieldText(kind, field, after, language.current),
		originText(origin),
	]);

export function originText(origin: Difference['origin']): string {
	if (!origin) return say(words.nobodySet);
	const source = origin.list ? say(kindWords[origin.list]) : say(words.byHand);
	return `${source} · ${origin.byName} · ${origin.at.slice(0, 10)}`;
}

export const faultTitles = [words.row, words.column, words.wrong];
export const faultRows = (faults: readonly RowFault[]): string[][] =>
	faults.map(({ sheet, row, column, message }) => [
		row === 0 ? say(words.wholeFile) : rowText(sheet, row),
		column ?? '—',
		say(message),
	]);
