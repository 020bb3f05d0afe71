/** What is wrong with the database while it is open, for every screen. Rules D172, D175, D176, D181. */
import { room, type Room } from './room.ts';

export const health = $state({
	/** `outdated`: another tab runs a later version, and this one has let go of the database. `rows`: what a screen asked for could not be read. */
	fault: null as 'outdated' | 'rows' | null,
	/** Acts that were unsent when the system cleared this phone's data. */
	lost: 0,
	/** How much room is left on the phone: as the browser tells it, or as the last save found it. */
	room: 'ok' as Room['level'],
});

const lookAgainMs = 10 * 60_000;
let foundNone = false;

const look = () => void room().then(({ level }) => (health.room = foundNone ? 'short' : level));

/** A save found room or none: a browser may say how much there is only in this way. */
export function noteSave(isFull: boolean): void {
	if (isFull === foundNone) return;
	foundNone = isFull;
	look();
}

/** Looks at the room that is left, now, when the app is looked at, and now and then; ends with what it returns. */
export function watchRoom(): () => void {
	const end = new AbortController();
	document.addEventListener('visibilitychange', look, { signal: end.signal });
	const timer = setInterval(look, lookAgainMs);
	look();
	return () => {
		end.abort();
		clearInterval(timer);
	};
}

/** Ends of a connection that something else tells of: a lock, a sign-out, another tab. */
const expected = new Set(['SealedError', 'DatabaseClosedError', 'AbortError']);

/** A question of a screen had no answer. */
export function noteUnread(error: unknown): void {
	if (health.fault !== null || (error instanceof Error && expected.has(error.name))) return;
	health.fault = 'rows';
}

export function noteOutdated(): void {
	health.fault = 'outdated';
}
