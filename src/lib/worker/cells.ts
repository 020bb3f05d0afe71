/** How a door of the matrix looks: always a sign and a word, the colour only beside them. */
import type { DoorCell } from '#lib/device/buildings.ts';
import type { IconName } from '#lib/ui/icons.ts';
import type { Said } from '#lib/words/language.svelte.ts';
import { words } from './words.ts';

export type CellState = 'alarm' | 'elder' | 'tried' | 'due' | 'visited' | 'vacant';

export const cellLooks: Record<CellState, { readonly icon: IconName; readonly word: Said }> = {
	alarm: { icon: 'alert', word: words.elderAlarm },
	elder: { icon: 'heart', word: words.elderDue },
	tried: { icon: 'moon', word: words.tried },
	due: { icon: 'door', word: words.due },
	visited: { icon: 'check', word: words.visited },
	vacant: { icon: 'minus', word: words.vacant },
};

/** What counts most at this door. */
export function cellState({ due, tried, elder, tenure }: DoorCell): CellState {
	if (elder === 'alarm') return 'alarm';
	if (elder === 'overdue' || elder === 'due') return 'elder';
	if (tenure === 'vacant') return 'vacant';
	if (due !== 'overdue' && due !== 'due') return 'visited';
	return tried === undefined ? 'due' : 'tried';
}
