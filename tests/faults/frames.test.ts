/** A hundred thousand damaged frames against a real server, from a seed; `npm run test:long`. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { entryToText, textToEntry } from '#lib/ledger/entry.ts';
import { haveYouMessage, updateMessage } from '#lib/replica/messages.ts';
import { snapshotToRuns } from '#lib/replica/runs.ts';
import { createRandom, grid } from '#tests/support/entries.ts';
import { besiege, damaged, memoryShare, type Besieged } from '#tests/support/hostile.ts';

const frames = Number(process.env.FRAMES ?? 100_000);
const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 1e9));
const framesOfEach = 100;
const attackers = 4;
let siege: Besieged;
beforeAll(async () => {
	siege = await besiege(attackers);
}, 240_000);
afterAll(() => siege.dispose());

it(`[S99] ${frames} damaged frames from seed ${seed}`, { timeout: frames * 100 }, async () => {
	const random = createRandom(seed);
	let before = 0;
	for (let sent = 0; sent < frames; sent += framesOfEach) {
		const attacker = (sent / framesOfEach) % attackers;
		const client = await siege.open(siege.tokens[attacker]!);
		for (let count = 0; count < framesOfEach; count++)
			client.send(updateMessage(damaged([siege.visit(attacker), siege.visit(attacker)].map(entryToText), random)));
		client.send(haveYouMessage([]));
		for (let isDone = false; !isDone;) isDone = (await client.next('receipt')).receipts.length === 0;
		await client.close();
		if (sent % 1000 === 0) await siege.serveHonest();
		// Everything has been compiled and prepared by then.
		if (sent === 2000) before = await siege.memory();
	}
	if (before > 0) expect((await siege.memory()) / before).toBeLessThan(memoryShare);
	const answer = await fetch(`${siege.server.url}/api/pages/${siege.page}/snapshot`, {
		headers: { authorization: `Bearer ${siege.tokens.at(-1)}` },
	});
	for (const { texts } of snapshotToRuns(new Uint8Array(await answer.arrayBuffer())))
		for (const text of texts) expect(textToEntry(text)).toMatchObject({ ok: true, value: { desk: grid } });
});
