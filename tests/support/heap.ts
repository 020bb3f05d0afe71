/** Loaded before the server (`node --import`): on SIGUSR2 it says how much memory is still in use once all garbage is gone. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
process.on('SIGUSR2', () => {
	collect();
	// The bytes of what was found dead are given back behind it, and what only a finalizer held, after a turn.
	setImmediate(() => {
		collect();
		const { heapUsed, external } = process.memoryUsage();
		process.stdout.write(`heap ${heapUsed + external}\n`);
	});
});
