import { describe, expect, it } from 'vitest';
import { playSeeds } from './seeds.ts';

describe('ten thousand worlds that go wrong, then mend', () => {
	const firstSeed = Number(process.env.SEED ?? Math.floor(Math.random() * 1_000_000_000));
	const worlds = Number(process.env.WORLDS ?? 10_000);

	it(`[S95] [R4, R6, R7, F1] keep every promise (from seed ${firstSeed})`, { timeout: worlds * 60_000 }, async () => {
		const sum = await playSeeds(firstSeed, worlds, (seed) => {
			const played = seed - firstSeed + 1;
			if (played % 100 === 0) console.log(`${played} worlds`);
		});
		console.log('what happened in the simulation', sum);
		expect(sum.write).toBeGreaterThan(worlds * 5);
	});

	const crowds = Math.ceil(worlds / 50);
	it(
		`[S95] keep every promise with a dozen phones, too (from seed ${firstSeed})`,
		{ timeout: worlds * 60_000 },
		async () => {
			console.log('what happened in crowds', await playSeeds(firstSeed, crowds, () => {}, { more: 10 }));
		},
	);
});
