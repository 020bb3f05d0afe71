import { describe, expect, it } from 'vitest';
import { playSeeds } from './seeds.ts';

describe('a thousand worlds that go wrong, then mend', () => {
	const firstSeed = Math.floor(Math.random() * 1_000_000_000);

	it(`[R4, R6, R7, F1] end equal, with nothing lost (from seed ${firstSeed})`, () => {
		const sum = playSeeds(firstSeed, 1_000);
		expect(sum.written).toBeGreaterThan(50_000);
	});
});
