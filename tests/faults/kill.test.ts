/** kill -9 at thousands of places between a socket and a receipt, from a seed; `npm run test:long`. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { seeded32 } from '#tests/support/entries.ts';
import { createTemplate, killOnce } from './kills.ts';

const kills = Number(process.env.KILLS ?? 2000);
const firstSeed = Number(process.env.SEED ?? Math.floor(Math.random() * 1e9));
let template: ReturnType<typeof createTemplate>;
beforeAll(() => {
	template = createTemplate();
});
afterAll(() => template.dispose());

it(`[S1] [S90] ${kills} kills from seed ${firstSeed}`, { timeout: kills * 30_000 }, async () => {
	const { steps } = await killOnce(template.folder, { step: 0, side: 'before', random32: seeded32(firstSeed) });
	const sum = { early: 0, late: 0 };
	for (let seed = firstSeed; seed < firstSeed + kills; seed++) {
		const random32 = seeded32(seed);
		// Beyond the last step it lives, and must have taken everything.
		const step = 1 + (random32() % (steps + 5));
		const side = random32() % 2 === 0 ? 'before' : 'after';
		const torn = random32() % 3 === 0;
		const { broken, receipted, onDisk } = await killOnce(template.folder, { step, side, random32, torn });
		expect(broken, `SEED=${seed} KILLS=1`).toEqual([]);
		sum[receipted < onDisk || onDisk === 0 ? 'early' : 'late'] += 1;
	}
	console.log('killed', sum);
});
