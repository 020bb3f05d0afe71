/**
 * Does a piece of work on a file apart, where it can be stopped: a small file can be made so that reading it takes hours
 * or gigabytes, and even an honest one of 20,000 rows would keep everybody waiting for seconds.
 */
import { setTimeout } from 'node:timers/promises';
import { err } from '#lib/ledger/result.ts';
import { openApart } from '#server/apart/apart.ts';
import { fileError, type RowError } from './errors.ts';
import { apartLimits } from './limits.ts';

/** How long work is watched, and left. */
export interface Watch {
	/** Now and then: rows done, of how many. */
	readonly onProgress?: (done: number, total: number) => void;
	/** Ends it: what waits for the work is thrown the signal's reason. */
	readonly signal?: AbortSignal;
}

const endless = fileError(
	'读这个文件花的时间太长：请把名册复制到我们的模板里再试',
	'Reading this file takes too long: copy the roster into our template',
);
type Endless = { readonly ok: false; readonly error: readonly RowError[] };

/**
 * @param job what job.ts is to do. Its answer is `Answer`, or the words for a file that takes too long.
 * @throws when the signal aborts, or when the work itself fails, which no file should bring about.
 */
export async function runApart<Answer>(
	job: object,
	{ onProgress, signal }: Watch = {},
	{ ms, heapMb } = apartLimits,
): Promise<Answer | Endless> {
	signal?.throwIfAborted();
	const apart = openApart(new URL('./job.ts', import.meta.url), heapMb, onProgress);
	const ended = new AbortController();
	const left = new Promise<never>((_, reject) => {
		signal?.addEventListener('abort', () => reject(signal.reason as Error), { signal: ended.signal });
	});
	try {
		void apart.tell(job);
		const late = setTimeout(ms, err('time'), { signal: ended.signal });
		const answer = await Promise.race([apart.answered, left, late]);
		return answer.ok ? (answer.value as Answer) : err(endless);
	} finally {
		ended.abort();
		apart.end();
	}
}
