/** What may happen to work apart, for the tests: it answers, takes all memory, fails, or is struck down. */
import type { Said } from '#server/apart/apart.ts';

export type Fate = { readonly fate: 'answer' | 'memory' | 'fail' | 'crash' };

const held: unknown[] = [];

process.once('message', ({ fate }: Fate) => {
	const say = (said: Said) => process.send!(said);
	say({ done: 1, total: 2 });
	if (fate === 'answer') say({ answer: fate });
	if (fate === 'fail') throw new Error('the work failed');
	if (fate === 'crash') process.kill(process.pid, 'SIGSEGV');
	while (fate === 'memory') held.push(new Array(100_000).fill({}));
});
