import { describe, expect, it } from 'vitest';
import { playSeeds } from './seeds.ts';
import { drawSteps, deeds } from './steps.ts';
import { playWorld } from './world.ts';

const firstSeed = 20_261_123;

describe('worlds of phones and a server that go wrong, then mend', () => {
	it(`[S95] [R4, R6, R7, F1] keep every promise (from seed ${firstSeed})`, { timeout: 300_000 }, async () => {
		const sum = await playSeeds(firstSeed, 24);
		console.log('what happened in the simulation', sum);
		for (const what of [
			...deeds,
			'lost',
			'late',
			'twice',
			'unanswered',
			'closed 4401',
			'closed 4403',
			'closed 4409',
			'erased',
		])
			expect([what, (sum[what] ?? 0) > 0]).toEqual([what, true]);
	});

	it(`[S95] keep every promise with a dozen phones, too (from seed ${firstSeed})`, { timeout: 300_000 }, async () => {
		const sum = await playSeeds(firstSeed, 3, () => {}, { more: 10 });
		expect(sum.write).toBeGreaterThan(0);
	});

	it('[S95] are the same, event for event, when they are played again', { timeout: 60_000 }, async () => {
		for (const seed of [firstSeed, 7]) {
			const [first, again] = [await playWorld(seed, drawSteps(seed, 40)), await playWorld(seed, drawSteps(seed, 40))];
			expect(again).toEqual(first);
		}
		const [one, another] = [await playWorld(1, drawSteps(1, 10)), await playWorld(2, drawSteps(1, 10))];
		expect(one.digest).not.toBe(another.digest);
	});
});
