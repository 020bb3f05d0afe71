/** Plays worlds seed by seed and holds each to what must be true at its end. */
import { expect } from 'vitest';
import { entryToText } from '#lib/ledger/entry.ts';
import { docToTexts, openDoc, snapshotToClocks } from '#lib/replica/doc.ts';
import { recordsOf } from './model-phone.ts';
import { hashOf } from './model-server.ts';
import { playWorld, type World } from './world.ts';

/** Sums over all worlds of what happened, so that a test can show that it did. */
export interface Sum {
	[what: string]: number;
}

export function playSeeds(firstSeed: number, count: number): Sum {
	const sum: Sum = {};
	for (let seed = firstSeed; seed < firstSeed + count; seed++) {
		const isNeighbourly = seed % 2 === 0;
		const options = { seed, phones: 2 + (seed % 4), steps: 400, neighbours: isNeighbourly, badEntries: !isNeighbourly };
		try {
			const world = playWorld(options);
			expectEqualEnds(world);
			expectNothingLost(world);
			expectSameRecords(world);
			add(sum, world);
		} catch (error) {
			// The seed alone brings the same world back.
			throw new Error(`seed ${seed}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
		}
	}
	return sum;
}

function expectEqualEnds({ server, phones }: World): void {
	const stood = docToTexts(openDoc([server.snapshot()]));
	expect([...stood].sort()).toEqual([...server.texts()].sort());
	for (const phone of phones) {
		expect([phone.name, phone.texts()]).toEqual([phone.name, stood]);
		expect([phone.name, snapshotToClocks(phone.page())]).toEqual([phone.name, server.clocks()]);
	}
}

function expectNothingLost({ server, phones, written }: World): void {
	const texts = new Set(server.texts());
	const good = [...written.values()].filter(({ isBad }) => !isBad).map(({ entry }) => entryToText(entry));
	expect([...texts].sort()).toEqual([...good].sort());
	for (const phone of phones) {
		const own = [...written.values()].filter(({ entry }) => entry.by === phone.name);
		expect([phone.name, phone.outbox.size]).toEqual([phone.name, 0]);
		expect([...phone.receipts.keys()].sort()).toEqual(
			own
				.filter(({ isBad }) => !isBad)
				.map(({ entry }) => entry.id)
				.sort(),
		);
		expect([...phone.refused.keys()].sort()).toEqual(
			own
				.filter(({ isBad }) => isBad)
				.map(({ entry }) => entry.id)
				.sort(),
		);
		expect([...phone.refused.values()].every((code) => code === 'schema')).toBe(true);
		for (const [id, hash] of phone.receipts) expect(hash).toBe(hashOf(entryToText(written.get(id)!.entry)));
	}
}

function expectSameRecords({ phones, written }: World): void {
	const good = [...written.values()].filter(({ isBad }) => !isBad).map(({ entry }) => entryToText(entry));
	const expected = recordsOf(good);
	for (const phone of phones) {
		const records = phone.records();
		expect([phone.name, records.size]).toEqual([phone.name, expected.size]);
		for (const [id, record] of expected) expect(records.get(id)).toEqual(record);
	}
}

function add(sum: Sum, { server, phones, wire, written, counts }: World): void {
	const records = [...recordsOf(server.texts()).values()];
	const happened: Sum = {
		written: written.size,
		bad: [...written.values()].filter(({ isBad }) => isBad).length,
		doubledOnPage: server.texts().length - new Set(server.texts()).size,
		...wire.counts,
		...counts,
		known: server.counts.known,
		gaps: server.counts.refused.gap ?? 0,
		refusedBySchema: server.counts.refused.schema ?? 0,
		rebuilt: phones.reduce((total, phone) => total + phone.counts.rebuilt, 0),
		appendedAgain: phones.reduce((total, phone) => total + phone.counts.appendedAgain, 0),
		rivals: records.filter(({ rivals }) => Object.keys(rivals).length > 0).length,
		withdrawn: records.filter(({ state }) => state === 'withdrawn').length,
		returned: records.filter(({ state }) => state === 'returned').length,
	};
	for (const [what, count] of Object.entries(happened)) sum[what] = (sum[what] ?? 0) + count;
}
