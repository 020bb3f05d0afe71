/**
 * Work in a process of its own, with so much memory, that can be ended at any moment and whose end touches nobody else.
 * A thread would be lighter, but what goes wrong inside the engine (V8 losing track of its code pages when threads come
 * and go: nodejs/node#64500) then takes the whole server along.
 */
import { fork, type Serializable } from 'node:child_process';
import { err, ok, type Result } from '#lib/ledger/result.ts';

export interface Apart {
	/** Resolves when it has been handed over, so that a long table does not pile up on the way. */
	readonly tell: (message: object) => Promise<void>;
	/** What it answers; `memory` when it needed more than it was given. Rejects when the work itself failed. */
	readonly answered: Promise<Result<unknown, 'memory'>>;
	/** Ends it, whatever it does. */
	readonly end: () => void;
}

/** What a file that runs apart says: how far it is, and last its answer. */
export type Said = { readonly done: number; readonly total: number } | { readonly answer: unknown };

const toldAtMost = 4000;

/** @param file a module that hears `message` and says `Said` by `process.send`. */
export function openApart(
	file: URL,
	heapMb: number,
	onProgress: (done: number, total: number) => void = () => undefined,
): Apart {
	const child = fork(file, {
		execArgv: [`--max-old-space-size=${heapMb}`],
		serialization: 'advanced',
		stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
	});
	let told = '';
	child.stderr!.setEncoding('utf8').on('data', (text: string) => (told = (told + text).slice(-toldAtMost)));
	const answered = new Promise<Result<unknown, 'memory'>>((resolve, reject) => {
		child.on('message', (said: Said) =>
			'answer' in said ? resolve(ok(said.answer)) : onProgress(said.done, said.total),
		);
		child.on('error', reject);
		child.on('close', (code, signal) => {
			// The engine ends itself when its memory is used up.
			const isMemory = signal === 'SIGABRT' || code === 134 || /heap out of memory/.test(told);
			if (isMemory) resolve(err('memory'));
			else reject(new Error(`ended with ${signal ?? code} before it answered\n${told}`));
		});
	});
	// Whoever asked may have left before it ends.
	answered.catch(() => undefined);
	return {
		// A process that is gone says so by `answered`.
		tell: (message) => new Promise((done) => child.send(message as Serializable, () => done())),
		answered,
		end: () => void child.kill('SIGKILL'),
	};
}
