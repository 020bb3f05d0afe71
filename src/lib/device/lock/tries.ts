/**
 * Wrong PINs make the next try wait, longer each time. The count lies on the disk before a PIN is looked at, so that
 * closing the app buys no try. Pure. Rule K5.
 */
export interface Tries {
	/** Since the last right one. */
	readonly wrong: number;
	/** When the last was made, in ms of the phone's clock. */
	readonly at: number;
}

export const noTries: Tries = { wrong: 0, at: 0 };

const secondMs = 1000;
const minuteMs = 60 * secondMs;
/** After so many wrong tries; the last holds for all that follow. */
const waits: readonly number[] = [0, 0, 0, 30 * secondMs, minuteMs, 5 * minuteMs, 15 * minuteMs, 60 * minuteMs];

/** How many more may be wrong before one has to wait. */
export const freeTries = ({ wrong }: Tries): number => Math.max(0, waits.lastIndexOf(0) + 1 - wrong);

/** Until the next try, in ms. A clock that was set back since waits from now on. */
export function waitMs({ wrong, at }: Tries, nowMs: number): number {
	const wait = waits[Math.min(wrong, waits.length - 1)]!;
	const since = nowMs - at;
	return since < 0 ? wait : Math.max(0, wait - since);
}

/** A try is counted as wrong before it is known; a right one clears the count. */
export const counted = ({ wrong }: Tries, nowMs: number): Tries => ({ wrong: wrong + 1, at: nowMs });
