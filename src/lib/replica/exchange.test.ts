import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import * as Y from 'yjs';
import { createDoc, docOf, exchange, isWhole, play, steps, textsOf } from '#tests/support/pages.ts';
import { createRandom, shuffled } from '#tests/support/entries.ts';
import { snapshotToTexts } from './doc.ts';
import { joinRuns, runsToUpdate, snapshotToRuns, tailOfRun, type Run } from './runs.ts';

// Properties take their time on a busy machine; how long is nobody's claim here.
vi.setConfig({ testTimeout: 60_000 });

const sorted = (texts: readonly string[]) => [...texts].sort();

describe('devices that exchange pages', () => {
	it('[R4] directly, in any order and with duplicates, end with the same texts in the same order', () => {
		fc.assert(
			fc.property(steps(5), fc.nat(), (played, seed) => {
				const random = createRandom(seed);
				const { devices, written } = play(5, played);
				// Twice around in any order: the second round brings back what the first gathered.
				for (let round = 0; round < 2; round++) {
					const order = shuffled(devices, random);
					for (const [index, { doc }] of order.entries()) exchange(order[(index + 1) % order.length]!.doc, doc);
					for (const [index, { doc }] of order.entries()) exchange(doc, order[(index + 1) % order.length]!.doc);
				}
				for (const { doc, sent } of devices) {
					for (const stale of shuffled(sent, random)) Y.applyUpdate(doc, stale);
					expect(textsOf(doc)).toEqual(textsOf(devices[0]!.doc));
					expect(sorted(textsOf(doc))).toEqual(sorted(written));
					expect(isWhole(doc)).toBe(true);
				}
			}),
		);
	});

	it('[R4] as updates that arrive in any order, doubled, in a Y.Doc and as runs alike', () => {
		fc.assert(
			fc.property(steps(4), fc.nat(), (played, seed) => {
				const random = createRandom(seed);
				const { devices, written } = play(4, played);
				const updates = devices.flatMap(({ doc, sent }) => [...sent, Y.encodeStateAsUpdate(doc)]);
				const doc = createDoc();
				for (const update of shuffled([...updates, ...updates.filter(() => random() < 0.5)], random))
					Y.applyUpdate(doc, update);
				expect(sorted(textsOf(doc))).toEqual(sorted(written));
				expect(sorted(snapshotToTexts(union(updates)))).toEqual(sorted(written));
				expect(textsOf(docOf(union(shuffled(updates, random))))).toEqual(textsOf(doc));
			}),
		);
	});
});

/** All runs of some updates, each clock once. */
function union(updates: readonly Uint8Array[]): Uint8Array {
	const next = new Map<number, number>();
	const kept: Run[] = [];
	for (const run of updates
		.flatMap(snapshotToRuns)
		.sort((a, b) => a.client - b.client || a.clock - b.clock || a.texts.length - b.texts.length)) {
		const tail = tailOfRun(run, next.get(run.client) ?? 0);
		if (!tail) continue;
		kept.push(tail);
		next.set(run.client, tail.clock + tail.texts.length);
	}
	return runsToUpdate(joinRuns(kept));
}
