/** What every screen of a grid worker is given: the space on this phone, and the grids held today. Set by the layout. */
import { may, workDesks } from '#lib/access/policy.ts';
import type { Space } from '#lib/device/database.ts';
import { dayOf, type Book } from '#lib/ledger/page.ts';
import { language } from '#lib/words/language.svelte.ts';
import { createContext } from 'svelte';

export const [getSeat, setSeat] = createContext<Seat>();
export type Seat = ReturnType<typeof createSeat>;

/** @param onpainted called once the first screen shows what is on the phone */
export function createSeat(space: Space, onpainted: () => void = () => {}) {
	const day = () => dayOf(space.now());
	const desks = () => workDesks(space.grants(), day());
	return {
		space,
		painted: onpainted,
		/** Today in the community's zone, `yyyy-mm-dd`. */
		day,
		desks,
		/** The grid a record goes to when nothing says which. */
		firstDesk: () => desks()[0] ?? null,
		/** What to call a row's grid; null while the worker holds only one. */
		gridMark: (desk: string): string | null => (desks().length > 1 ? gridName(desk) : null),
		/** Elders, health, hardship: with the `care` book only. */
		maySeeCare: (desk: string): boolean => may(space.grants(), 'read', desk, 'care' satisfies Book, day()),
	};
}

/** A grid's number is the end of its code; its full name lies on the server. */
export function gridName(desk: string): string {
	const number = Number(desk.slice(-3));
	return language.current === 'zh' ? `${number} 号网格` : `Grid ${number}`;
}
