/**
 * Does a piece of work on a file apart, in a thread that can be stopped: a small file can be made so that reading it
 * takes hours or gigabytes, and even an honest one of 20,000 rows would keep everybody waiting for seconds.
 */
import { setTimeout } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { err } from '#lib/ledger/result.ts';
import { fileError, type RowError } from './errors.ts';
import { threadLimits } from './limits.ts';

/** How long work is watched, and left. */
export interface Watch {
	/** Now and then: rows done, of how many. */
	readonly onProgress?: (done: number, total: number) => void;
	/** Ends it: what waits for the work is thrown the signal's reason. */
	readonly signal?: AbortSignal;
}

/** What the thread says. */
export type Said = { readonly done: number; readonly total: number } | { readonly answer: unknown };

const endless = fileError(
	'读这个文件花的时间太长：请把名册复制到我们的模板里再试',
	'Reading this file takes too long: copy the roster into our template',
);
type Endless = { readonly ok: false; readonly error: readonly RowError[] };

/**
 * @param job what thread.ts is to do. Its answer is `Answer`, or the words for a file that takes too long.
 * @throws when the signal aborts, or when the work itself fails, which no file should bring about.
 */
export async function runApart<Answer>(
	job: object,
	{ onProgress, signal }: Watch = {},
	{ ms, heapMb } = threadLimits,
): Promise<Answer | Endless> {
	signal?.throwIfAborted();
	const worker = new Worker(new URL('./thread.ts', import.meta.url), {
		workerData: job,
		execArgv: [],
		resourceLimits: { maxOldGenerationSizeMb: heapMb },
	});
	const ended = new AbortController();
	const answered = new Promise<Answer>((resolve, reject) => {
		worker.on('message', (said: Said) =>
			'answer' in said ? resolve(said.answer as Answer) : onProgress?.(said.done, said.total),
		);
		worker.on('error', reject);
		signal?.addEventListener('abort', () => reject(signal.reason as Error), { signal: ended.signal });
	});
	try {
		return await Promise.race([answered, setTimeout(ms, err(endless), { signal: ended.signal })]);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY') return err(endless);
		throw error;
	} finally {
		ended.abort();
		await worker.terminate();
	}
}
