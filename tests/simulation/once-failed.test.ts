/** Worlds that once broke a promise, each made as short as it goes, with what was wrong. */
import { expect, it } from 'vitest';
import type { Step } from './steps.ts';
import { playWorld } from './world.ts';

const worlds: Readonly<Record<string, { readonly seed: number; readonly steps: readonly Step[] }>> = {
	'[D81] a phone told again that an entry is held does not ask at once for the next word': {
		seed: 125,
		steps: [
			{ deed: 'down', who: 0.94, salt: 0.49, after: 14_010 },
			{ deed: 'end', who: 0.54, salt: 0.74, after: 1712 },
			{ deed: 'month', who: 0.36, salt: 0.525, after: 53 },
			{ deed: 'write', who: 0.66, salt: 0.13, after: 52 },
		],
	},
};

it.each(Object.keys(worlds))('%s', async (name) => {
	const { seed, steps } = worlds[name]!;
	const { counts } = await playWorld(seed, steps);
	expect(counts.write).toBeGreaterThan(0);
});
