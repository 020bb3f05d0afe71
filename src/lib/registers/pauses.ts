/**
 * When nobody is to be visited: a household that stands empty or is away, an elder who is in hospital, has moved or has
 * died. Read from the registers alone; whoever comes back is due again as soon as the register says so.
 */
import { daysLater } from './rounds.ts';
import type { Elder, Household, Resident } from './register.ts';

/**
 * `gone`: not to be visited at this desk any more, and nothing is asked for, not even an unanswered 没见到.
 * `away`: not to be visited now; `until`, where it is known, is the last day of it.
 */
export type Pause = { readonly type: 'gone' } | { readonly type: 'away'; readonly until?: string };

const gone: Pause = { type: 'gone' };

export function pauseOfHousehold({ tenure, away, movedTo, sameAs }: Partial<Household>): Pause | null {
	if (tenure === 'vacant' || movedTo || sameAs) return gone;
	return away ? { type: 'away', until: away.until } : null;
}

/** @param person the resident that the elder is, as far as known here. */
export function pauseOfElder({ movedTo, sameAs }: Partial<Elder>, person: Partial<Resident> | null): Pause | null {
	if (movedTo || sameAs) return gone;
	return person ? pauseOfResident(person) : null;
}

/** The resident alone; two that say the same here say the same to the elder. */
export function pauseOfResident({ presence, until, movedTo }: Partial<Resident>): Pause | null {
	if (movedTo || presence === 'died' || presence === 'moved' || presence === 'registered-only') return gone;
	return presence === 'hospital' || presence === 'away' ? { type: 'away', until } : null;
}

export const isSamePause = (a: Pause | null, b: Pause | null): boolean =>
	a?.type === b?.type && (a?.type === 'away' ? a.until : undefined) === (b?.type === 'away' ? b.until : undefined);

/** The due day of one who is paused: the day after the pause at the earliest; undefined is never, null is at once. */
export function dueAfter(pause: Pause | null, due: string | null): string | null | undefined {
	if (pause === null) return due;
	if (pause.type === 'gone' || pause.until === undefined) return undefined;
	const back = daysLater(pause.until, 1);
	return due !== null && due > back ? due : back;
}
