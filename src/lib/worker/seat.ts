/** What every screen of a grid worker is given: the space on this phone, and the grids held today. Set by the layout. */
import { isInForce, may, workDesks } from '#lib/access/policy.ts';
import type { Space } from '#lib/device/database.ts';
import type { OwnCover } from '#lib/device/remote.ts';
import { session } from '#lib/device/session.svelte.ts';
import { sync } from '#lib/device/sync.svelte.ts';
import { dayOf, type Book } from '#lib/ledger/page.ts';
import { language } from '#lib/words/language.svelte.ts';
import { createContext } from 'svelte';
import type { Drafts } from './half-filled.ts';
import { createSpeaking } from './voices/speaking.svelte.ts';
import { createTaking } from './photos/taking.svelte.ts';

export const [getSeat, setSeat] = createContext<Seat>();
export interface HeldCover {
	readonly desk: string;
	/** First and last day. */
	readonly from: string;
	readonly to: string;
}
export type Seat = ReturnType<typeof createSeat>;

/**
 * @param onpainted called once the first screen shows what is on the phone
 * @param isPractice nothing of it is real, and nothing is sent
 */
export function createSeat(space: Space, onpainted: () => void = () => {}, isPractice = false) {
	/** By the server's clock as last heard: a phone that runs ahead neither begins nor ends a cover. */
	const day = () => dayOf(space.now() + sync.offset);
	/** As learnt last; screens follow when a cover begins or ends while they are open. */
	const grants = () => (session.account === space.account ? session.grants : space.grants());
	const desks = () => workDesks(grants(), day());
	return {
		space,
		isPractice,
		/** Half-filled forms. */
		drafts: { storage: localStorage, cipher: space.ciphers?.drafts ?? null } satisfies Drafts,
		/** Photos on their way from the camera to a form. */
		photos: createTaking(space),
		/** What is spoken for forms. */
		voices: createSpeaking(space),
		painted: onpainted,
		/** Today in the community's zone, `yyyy-mm-dd`. */
		day,
		grants,
		desks,
		/** Grids that are held for another, today. */
		covers: (): readonly HeldCover[] =>
			grants().flatMap(({ cover, desk, from, to, ...grant }) =>
				cover && from && to && isInForce({ desk, from, to, ...grant }, day()) ? [{ desk, from, to }] : [],
			),
		/** Whether one who covered a grid of this worker has left it again. */
		isOver: ({ over, to }: OwnCover): boolean => over || to < day(),
		/** The grid a record goes to when nothing says which. */
		firstDesk: () => desks()[0] ?? null,
		/** What to call a row's grid; null while the worker holds only that one. */
		gridMark: (desk: string): string | null => (desks().length > 1 || !desks().includes(desk) ? gridName(desk) : null),
		/** Elders, health, hardship: with the `care` book only. */
		maySeeCare: (desk: string): boolean => may(grants(), 'read', desk, 'care' satisfies Book, day()),
	};
}

/** A grid's number is the end of its code; its full name lies on the server. */
export function gridName(desk: string): string {
	const number = Number(desk.slice(-3));
	return language.current === 'zh' ? `${number} 号网格` : `Grid ${number}`;
}
