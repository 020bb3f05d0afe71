/** How a door of the matrix looks: always a sign and a word, the colour only beside them. */
import type { DoorCell } from '#lib/device/matrix.ts';
import { words as householdWords } from '#lib/kinds/household/words.ts';
import { doorState, type DoorState } from '#lib/registers/door-state.ts';
import type { IconName } from '#lib/ui/icons.ts';
import type { Said } from '#lib/words/language.svelte.ts';
import { homesWords } from './words/homes-words.ts';

export type CellState = DoorState;
export const cellState: (cell: DoorCell) => CellState = doorState;

export const cellLooks: Record<CellState, { readonly icon: IconName; readonly word: Said }> = {
	alarm: { icon: 'alert', word: homesWords.elderAlarm },
	elder: { icon: 'heart', word: homesWords.elderDue },
	tried: { icon: 'moon', word: homesWords.tried },
	due: { icon: 'door', word: homesWords.due },
	visited: { icon: 'check', word: homesWords.visited },
	vacant: { icon: 'minus', word: homesWords.vacant },
};

/** Whom a round still misses: `due` not visited yet, `tried` knocked in vain as well. */
export type Choice = 'all' | 'due' | 'tried';

export function isChosen(cell: DoorCell, choice: Choice): boolean {
	const isMissed = cell.tenure !== 'vacant' && (cell.due === 'due' || cell.due === 'overdue');
	return choice === 'all' || (isMissed && (choice === 'due' || cell.tried !== undefined));
}

/** A door in words: its number, tenure, who is due behind it, and how it stands in this round. */
export function doorWords(cell: DoorCell): readonly Said[] {
	const state = cellState(cell);
	const own = cellState({ ...cell, elder: undefined });
	return [
		{ zh: cell.door, en: cell.door },
		...(cell.tenure && cell.tenure !== 'vacant' ? [householdWords[cell.tenure]] : []),
		...(state === own ? [] : [cellLooks[state].word]),
		cellLooks[own].word,
	];
}
