import { describe, expect, it } from 'vitest';
import { playSeeds } from './seeds.ts';

const firstSeed = 20_261_123;

describe('a world that goes wrong, then mends', () => {
	it(
		`[R4, R6, R7, F1] ends equal on every phone and on the server, with nothing lost and nothing invented (from seed ${firstSeed})`,
		{ timeout: 120_000 },
		() => {
			const sum = playSeeds(firstSeed, 40);
			console.log('what happened in the simulation', sum);
			for (const [what, count] of Object.entries(sum)) expect([what, count > 0]).toEqual([what, true]);
			expect(sum.written).toBeGreaterThan(2_000);
			expect(sum.dropped + sum.doubled + sum.reordered).toBeGreaterThan(1_000);
		},
	);
});
