/** When the server is asked what there is: one round at a time, and the next by itself after a wait. Rule D29. */

export interface Rounds {
	/** Runs one now; while one runs, another follows it. */
	readonly ask: () => void;
	/** One did not end well: the next comes soon, then later and later. */
	readonly retry: () => void;
	/** The server answers: the next is soon while a page has no socket, else only to hear what has changed. */
	readonly plan: (isConnected: boolean) => void;
	/** The server answered. */
	readonly succeeded: () => void;
	/** Someone is there who waits: no wait has grown yet. */
	readonly beginAnew: () => void;
	/** None comes by itself any more, until one is asked for. */
	readonly rest: () => void;
	/** Resolves when the one that runs has ended. */
	readonly stop: () => Promise<void>;
}

export interface RoundsOptions {
	/** Never rejects. */
	readonly run: () => Promise<void>;
	/** None runs any more, and none follows at once. */
	readonly onEnd: () => void;
	/** One is due although nothing happened. */
	readonly onRefresh: () => void;
	/** Calls back after `ms`; gives what cancels it. */
	readonly later: (ms: number, work: () => void) => () => void;
}

/** Grants, months and the clock are asked after this often, and what was barred is tried again. */
const refreshMs = 10 * 60_000;
const retryMs = { first: 1000, most: 30_000 };
const waitAfter = (times: number): number => Math.min(retryMs.most, retryMs.first * 2 ** times);

export function createRounds({ run, onEnd, onRefresh, later }: RoundsOptions): Rounds {
	let cancel = () => {};
	let running: Promise<void> | null = null;
	let isAskedAgain = false;
	let isStopped = false;
	/** In a row. */
	let failures = 0;
	/** Rounds in a row that were asked for because a page had no socket. */
	let breaks = 0;

	function ask(): void {
		cancel();
		if (isStopped) return;
		isAskedAgain = running !== null;
		running ??= run().finally(() => {
			running = null;
			if (isAskedAgain) ask();
			else onEnd();
		});
	}
	function next(ms: number, work: () => void): void {
		cancel();
		cancel = later(ms, work);
	}
	return {
		ask,
		retry: () => next(waitAfter(failures++), ask),
		plan: (isConnected) => {
			if (running || isStopped) return;
			if (isConnected) {
				breaks = 0;
				next(refreshMs, onRefresh);
			} else
				next(waitAfter(breaks), () => {
					breaks++;
					ask();
				});
		},
		succeeded: () => void (failures = 0),
		beginAnew: () => {
			failures = 0;
			breaks = 0;
		},
		rest: () => cancel(),
		stop: async () => {
			isStopped = true;
			cancel();
			await running;
		},
	};
}
