/**
 * Slowing down those who guess passwords: after some free failures each further one doubles the wait. Kept in memory:
 * guessing must not write to the disk, one process serves a data folder, and whoever can restart it needs no guess.
 */
export interface ThrottleLimits {
	/** Failures before the first wait. */
	readonly free: number;
	readonly firstWaitMs: number;
	readonly longestWaitMs: number;
	/** After so long without a failure all is forgotten. */
	readonly forgetMs: number;
}

export interface Throttle {
	/** How long nothing may be tried under this key, in ms; 0 when it may. */
	readonly waitMs: (key: string) => number;
	readonly failed: (key: string) => void;
	readonly forgive: (key: string) => void;
}

const minute = 60_000;
/** A person who mistypes, and someone who guesses at one account. */
export const accountLimits: ThrottleLimits = {
	free: 5,
	firstWaitMs: 1000,
	longestWaitMs: 5 * minute,
	forgetMs: 60 * minute,
};
/** A whole community office may sit behind one address. */
export const addressLimits: ThrottleLimits = { ...accountLimits, free: 30 };

const keysLimit = 20_000;

interface Count {
	readonly failures: number;
	readonly notBeforeMs: number;
	readonly lastMs: number;
}

export function createThrottle(limits: ThrottleLimits, now: () => number): Throttle {
	const { free, firstWaitMs, longestWaitMs, forgetMs } = limits;
	const counts = new Map<string, Count>();
	return {
		waitMs: (key) => {
			const left = Math.max(0, (counts.get(key)?.notBeforeMs ?? 0) - now());
			// Longer than the longest: the clock was ahead when the wait began.
			return left > longestWaitMs ? 0 : left;
		},
		failed: (key) => {
			const before = counts.get(key);
			const failures = 1 + (before && now() - before.lastMs < forgetMs ? before.failures : 0);
			const wait = failures < free ? 0 : Math.min(longestWaitMs, firstWaitMs * 2 ** Math.min(30, failures - free));
			// Set anew, so that the map stays in order of last failure and the oldest goes first.
			counts.delete(key);
			counts.set(key, { failures, notBeforeMs: now() + wait, lastMs: now() });
			if (counts.size > keysLimit) counts.delete(counts.keys().next().value!);
		},
		forgive: (key) => void counts.delete(key),
	};
}

/**
 * Runs work that shares a key one after the other, in order of arrival: many guesses sent at once must each see the
 * failures of those before.
 */
export function createTurns() {
	const tails = new Map<string, Promise<unknown>>();
	return <Value>(keys: readonly string[], work: () => Promise<Value>): Promise<Value> => {
		const turn = Promise.all(keys.map((key) => tails.get(key))).then(work);
		const tail: Promise<unknown> = turn
			.catch(() => undefined) // The caller of this turn hears of it; the next only waits.
			.then(() => {
				for (const key of keys) if (tails.get(key) === tail) tails.delete(key);
			});
		for (const key of keys) tails.set(key, tail);
		return turn;
	};
}
