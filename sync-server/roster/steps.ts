/** Long work in small steps: run at once, or in slices between which everybody else is served. */

export function runAtOnce<Value>(steps: Generator<void, Value, void>): Value {
	for (;;) {
		const step = steps.next();
		if (step.done) return step.value;
	}
}

/** Longest stretch without a turn of the event loop. */
const sliceMs = 12;

/** @throws the signal's reason once it is aborted; nothing of the work is left then. */
export async function runInSlices<Value>(steps: Generator<void, Value, void>, signal?: AbortSignal): Promise<Value> {
	for (;;) {
		const until = performance.now() + sliceMs;
		do {
			const step = steps.next();
			if (step.done) return step.value;
		} while (performance.now() < until);
		await nextTurn();
		signal?.throwIfAborted();
	}
}

export const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
