/**
 * Reads a table apart, in a thread that can be stopped: a small file can be made so that reading it takes hours or
 * gigabytes, and even an honest one of 20,000 rows would keep everybody waiting for seconds.
 */
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { err } from '#lib/ledger/result.ts';
import { fileError } from './errors.ts';
import type { Read } from './table.ts';

export interface ReadLimits {
	readonly ms: number;
	readonly heapMb: number;
}

/** Some twenty times what the largest honest file needs. */
const usual: ReadLimits = { ms: 60_000, heapMb: 1024 };

const endless = fileError(
	'读这个文件花的时间太长：请把名册复制到我们的模板里再试',
	'Reading this file takes too long: copy the roster into our template',
);

/** @throws when the reader itself fails, which no file should bring about. */
export async function readTableApart(bytes: Uint8Array, fileName: string, { ms, heapMb } = usual): Promise<Read> {
	const worker = new Worker(new URL('./thread.ts', import.meta.url), {
		workerData: { bytes, fileName },
		execArgv: [],
		resourceLimits: { maxOldGenerationSizeMb: heapMb },
	});
	// Heard below; what fails after the table has come no longer matters.
	worker.on('error', () => undefined);
	const ended = new AbortController();
	try {
		return await Promise.race([
			once(worker, 'message', { signal: ended.signal }).then(([table]) => table as Read),
			setTimeout(ms, err(endless), { signal: ended.signal }),
		]);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY') return err(endless);
		throw error;
	} finally {
		ended.abort();
		await worker.terminate();
	}
}
