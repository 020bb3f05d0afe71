/** kill -9 between a socket and a receipt: some dozens of places here, thousands in `npm run test:long`. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTemplate, killOnce } from '#tests/faults/kills.ts';
import { seeded32 } from '#tests/support/entries.ts';

const places = 24;
let template: ReturnType<typeof createTemplate>;
beforeAll(() => {
	template = createTemplate();
});
afterAll(() => template.dispose());

it('[S1] [S90] no receipt without the entry on the disk, none lost, none doubled, wherever the power goes', async () => {
	const whole = await killOnce(template.folder, { step: 0, side: 'before', random32: seeded32(7) });
	expect(whole.broken).toEqual([]);
	expect(whole.steps).toBeGreaterThan(places);
	const reached = { nothing: 0, all: 0 };
	for (let place = 0; place < places; place++) {
		// The same work each time, so that the places lie evenly between the first step and the last.
		const step = 1 + Math.floor((place * (whole.steps - 1)) / (places - 1));
		const side = place % 2 === 0 ? 'before' : 'after';
		const kill = { step, side, random32: seeded32(7), torn: place % 3 === 0 } as const;
		const { broken, onDisk, receipted } = await killOnce(template.folder, kill);
		expect(broken, `killed ${side} step ${step}`).toEqual([]);
		expect(onDisk).toBeGreaterThanOrEqual(receipted);
		if (onDisk === 0) reached.nothing += 1;
		if (onDisk > 0) reached.all += 1;
	}
	// The places lie on both sides of the disk.
	expect(reached.nothing).toBeGreaterThan(0);
	expect(reached.all).toBeGreaterThan(0);
}, 240_000);
