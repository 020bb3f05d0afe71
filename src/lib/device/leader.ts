/** One tab of a phone syncs; when it is closed or killed, the system hands the lock to the next that waits. */
export interface Lock {
	/** As `navigator.locks`. */
	readonly request: (name: string, options: { signal: AbortSignal }, work: () => Promise<void>) => Promise<unknown>;
}

/** Begins `work` once this tab leads the account, and ends it when `signal` aborts. */
export async function lead(
	locks: Lock,
	account: string,
	signal: AbortSignal,
	begin: () => Promise<{ readonly stop: () => Promise<void> }>,
): Promise<void> {
	try {
		await locks.request(`linli-sync-${account}`, { signal }, async () => {
			if (signal.aborted) return;
			const work = await begin();
			if (!signal.aborted) await new Promise((done) => signal.addEventListener('abort', done, { once: true }));
			await work.stop();
		});
	} catch (error) {
		// Still waiting for the lock when it was no longer wanted.
		if (!signal.aborted) throw error;
	}
}
