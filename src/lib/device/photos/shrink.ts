/** Pictures made ready one after the other, in a worker that goes when there is nothing left to do. */
import { err, type Result } from '#lib/ledger/result.ts';
import { hasOffscreen } from './canvas.ts';
import type { MadePhoto, MakeFault } from './make.ts';

let last: Promise<unknown> = Promise.resolve();
let waiting = 0;
let worker: Worker | null = null;

export function shrink(file: File | Blob): Promise<Result<MadePhoto, MakeFault>> {
	waiting++;
	const made = last.then(() => (hasOffscreen() ? inWorker(file) : inPage(file)));
	last = made.finally(() => {
		waiting--;
		if (waiting > 0) return;
		worker?.terminate();
		worker = null;
	});
	return made;
}

function inWorker(file: File | Blob): Promise<Result<MadePhoto, MakeFault>> {
	worker ??= new Worker(new URL('./shrink.worker.ts', import.meta.url), { type: 'module' });
	const own = worker;
	return new Promise((done) => {
		own.onmessage = ({ data }: MessageEvent<Result<MadePhoto, MakeFault>>) => done(data);
		// It ran out of memory, or did not load: the next one gets another.
		own.onerror = () => {
			own.terminate();
			worker = null;
			done(err('unreadable'));
		};
		own.postMessage(file);
	});
}

async function inPage(file: File | Blob): Promise<Result<MadePhoto, MakeFault>> {
	const [{ canvasEffects }, { makePhoto }] = await Promise.all([import('./canvas.ts'), import('./make.ts')]);
	return makePhoto(file, canvasEffects());
}
