import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import * as Y from 'yjs';
import {
	createDoc,
	clocksOfDoc,
	docOf,
	exchange,
	isWhole,
	play,
	rootOf,
	steps,
	textsOf,
} from '#tests/support/pages.ts';
import { anyLetter, createRandom, shuffled } from '#tests/support/entries.ts';
import { createAppender } from './append.ts';
import { openDoc, docToSnapshot, docToTexts, snapshotToClocks, snapshotToTexts, watchDoc, applyToDoc } from './doc.ts';
import { clocksOf, joinRuns, runsToUpdate, snapshotToRuns, tailOfRun, updateToRuns, type Run } from './runs.ts';

// Properties take their time on a busy machine; how long is nobody's claim here.
vi.setConfig({ testTimeout: 60_000 });

const runsOf = (update: Uint8Array): Run[] => {
	const runs = updateToRuns(update);
	if (!runs.ok) throw new Error(`${runs.error.code}: ${runs.error.detail}`);
	return runs.value;
};
const whole = (doc: Y.Doc) => Y.encodeStateAsUpdate(doc);
const sorted = (texts: readonly string[]) => [...texts].sort();

describe('a page that stock clients wrote', () => {
	it('[R1] reads as the same texts and clocks', () => {
		fc.assert(
			fc.property(steps(4), (played) => {
				for (const { doc } of play(4, played).devices) {
					expect(sorted(snapshotToTexts(whole(doc)))).toEqual(sorted(textsOf(doc)));
					expect(snapshotToClocks(whole(doc))).toEqual(clocksOfDoc(doc));
				}
			}),
		);
	});

	it('[R1] and that we wrote again reads for a stock client as the same texts in the same order, with nothing pending', () => {
		fc.assert(
			fc.property(steps(5), (played) => {
				for (const { doc } of play(5, played).devices) {
					const read = docOf(runsToUpdate(runsOf(whole(doc))));
					expect(textsOf(read)).toEqual(textsOf(doc));
					expect(clocksOfDoc(read)).toEqual(clocksOfDoc(doc));
					expect(isWhole(read)).toBe(true);
				}
			}),
			{ numRuns: 300 },
		);
	});

	it('[R1] of many clients whose texts stand behind one another, forwards and backwards over client ids', () => {
		const random = createRandom(20_261_123);
		const docs = Array.from({ length: 12 }, (_, index) => createDoc(shuffledIds[index]));
		for (let turn = 0; turn < 600; turn++) {
			const doc = docs[Math.floor(random() * docs.length)]!;
			rootOf(doc).push([`${turn}`]);
			if (random() < 0.6) exchange(doc, docs[Math.floor(random() * docs.length)]!);
		}
		for (const doc of docs) exchange(doc, docs[0]!);
		const runs = runsOf(whole(docs[0]!));
		const crossing = runs.filter(({ client, origin }) => origin && origin.client !== client);
		const forwards = crossing.filter(({ client, origin }) => origin!.client < client);
		expect(textsOf(docs[0]!)).toHaveLength(600);
		expect(forwards.length).toBeGreaterThan(30);
		expect(crossing.length - forwards.length).toBeGreaterThan(30);
		const read = docOf(runsToUpdate(shuffled(runs, random)));
		expect(textsOf(read)).toEqual(textsOf(docs[0]!));
		expect(clocksOfDoc(read)).toEqual(clocksOfDoc(docs[0]!));
		expect(isWhole(read)).toBe(true);
	});

	it('[R1] from parts that came one by one stands as a whole when all have come', () => {
		fc.assert(
			fc.property(steps(4), fc.nat(), (played, seed) => {
				const { devices, written } = play(4, played);
				const parts = devices.flatMap(({ doc }) => runsOf(whole(doc)).map((run) => runsToUpdate([run])));
				const read = docOf(...shuffled(parts, createRandom(seed)));
				expect(sorted(textsOf(read))).toEqual(sorted(written));
				expect(isWhole(read)).toBe(true);
			}),
		);
	});

	it('[R1] keeps any text that UTF-8 can say', () => {
		fc.assert(
			fc.property(fc.array(fc.string({ unit: anyLetter }), { minLength: 1, maxLength: 5 }), (texts) => {
				const doc = createDoc(7);
				rootOf(doc).push(texts);
				expect(snapshotToTexts(whole(doc))).toEqual(texts);
				expect(textsOf(docOf(runsToUpdate([{ client: 7, clock: 0, origin: null, texts }])))).toEqual(texts);
			}),
		);
	});

	it('[R1] of a client id wider than 32 bits reads too', () => {
		const doc = createDoc(2 ** 53 - 1);
		rootOf(doc).push(['a', 'b']);
		expect(runsOf(whole(doc))).toEqual([{ client: 2 ** 53 - 1, clock: 0, origin: null, texts: ['a', 'b'] }]);
		expect(textsOf(docOf(runsToUpdate(runsOf(whole(doc)))))).toEqual(['a', 'b']);
	});
});

const shuffledIds = shuffled(
	Array.from({ length: 12 }, (_, index) => 300_000_007 * (index + 1)),
	createRandom(5),
);

describe('runs', () => {
	it('[R2] read, joined and written keep texts, clocks and origins', () => {
		fc.assert(
			fc.property(steps(4), (played) => {
				const { devices } = play(4, played);
				const parts = devices.flatMap(({ sent }) => sent.flatMap((update) => runsOf(update)));
				const known = new Map<string, string>();
				for (const run of parts) {
					for (const [index, text] of run.texts.entries()) known.set(`${run.client}:${run.clock + index}`, text);
				}
				for (const { doc } of devices) {
					const runs = runsOf(whole(doc));
					expect(runsOf(runsToUpdate(runs))).toEqual(joinRuns(runs));
					expect(joinRuns(joinRuns(runs))).toEqual(joinRuns(runs));
					for (const run of joinRuns(runs)) {
						for (const [index, text] of run.texts.entries())
							expect(known.get(`${run.client}:${run.clock + index}`)).toBe(text);
					}
				}
			}),
		);
	});

	it('[R2] of one client id in a row become one struct, and those behind another stay apart', () => {
		const behind = (clock: number) => ({ client: 9, clock });
		const runs: Run[] = [
			{ client: 9, clock: 2, origin: behind(1), texts: ['c'] },
			{ client: 9, clock: 0, origin: null, texts: ['a'] },
			{ client: 9, clock: 1, origin: behind(0), texts: ['b'] },
			{ client: 9, clock: 3, origin: { client: 4, clock: 0 }, texts: ['d'] },
			{ client: 4, clock: 0, origin: behind(2), texts: ['x'] },
		];
		expect(joinRuns(runs)).toEqual([
			{ client: 9, clock: 0, origin: null, texts: ['a', 'b', 'c'] },
			{ client: 9, clock: 3, origin: { client: 4, clock: 0 }, texts: ['d'] },
			{ client: 4, clock: 0, origin: behind(2), texts: ['x'] },
		]);
		expect(textsOf(docOf(runsToUpdate(runs)))).toEqual(['a', 'b', 'c', 'x', 'd']);
	});

	it('[R2] leave what was handed in as it was', () => {
		const runs: readonly Run[] = Object.freeze([
			Object.freeze({ client: 1, clock: 0, origin: null, texts: Object.freeze(['a']) }),
			Object.freeze({ client: 1, clock: 1, origin: { client: 1, clock: 0 }, texts: Object.freeze(['b']) }),
		]) as readonly Run[];
		expect(joinRuns(runs)).toHaveLength(1);
		expect(runs.map(({ texts }) => texts)).toEqual([['a'], ['b']]);
	});

	it('[R2] that leave a gap or overlap cannot be written, and are not written wrongly', () => {
		const run = (clock: number): Run => ({ client: 9, clock, origin: null, texts: ['a', 'b'] });
		expect(() => runsToUpdate([run(0), run(3)])).toThrow(RangeError);
		expect(() => runsToUpdate([run(0), run(1)])).toThrow(RangeError);
		expect(() => runsToUpdate([run(0), run(0)])).toThrow(RangeError);
		expect(runsOf(runsToUpdate([run(7), run(9)]))).toEqual([run(7), run(9)]);
	});

	it('[R2] an empty page is an empty update', () => {
		expect(runsToUpdate([])).toEqual(whole(createDoc()));
		expect(runsOf(whole(createDoc()))).toEqual([]);
	});

	it('[R2] of 10,000 texts of many sessions are as many structs as sessions', () => {
		const pushes = Array.from({ length: 10_000 }, (_, index): Run => {
			const client = 1 + Math.floor(index / 500);
			const clock = index % 500;
			return { client, clock, origin: clock ? { client, clock: clock - 1 } : null, texts: [`${index}`] };
		});
		expect(runsOf(runsToUpdate(pushes))).toHaveLength(20);
	});

	it('[R6] have a tail behind a clock that joins what stands before it', () => {
		const run: Run = { client: 5, clock: 3, origin: { client: 4, clock: 0 }, texts: ['a', 'b', 'c'] };
		expect(tailOfRun(run, 0)).toBe(run);
		expect(tailOfRun(run, 3)).toBe(run);
		expect(tailOfRun(run, 4)).toEqual({ client: 5, clock: 4, origin: { client: 5, clock: 3 }, texts: ['b', 'c'] });
		expect(tailOfRun(run, 6)).toBeNull();
		expect(tailOfRun(run, 60)).toBeNull();
	});

	it('count the clocks of each client id', () => {
		const run = (client: number, clock: number, size: number): Run => ({
			client,
			clock,
			origin: null,
			texts: Array(size).fill('x'),
		});
		expect(clocksOf([run(1, 3, 2), run(1, 0, 3), run(2, 0, 1)])).toEqual(
			new Map([
				[1, 5],
				[2, 1],
			]),
		);
	});

	it('of our own bytes that are damaged are a bug, and thrown', () => {
		expect(() => snapshotToRuns(new Uint8Array([1, 1]))).toThrow('stored page bytes are damaged');
	});
});

describe('a page as a Y.Doc', () => {
	it('opens from its parts in any order, as one that got them one by one', () => {
		fc.assert(
			fc.property(steps(4), fc.nat(), (played, seed) => {
				const updates = play(4, played).devices.flatMap(({ doc, sent }) => [...sent, whole(doc)]);
				const opened = openDoc(shuffled(updates, createRandom(seed)));
				expect(docToTexts(opened)).toEqual(textsOf(docOf(...updates)));
				expect(sorted(snapshotToTexts(docToSnapshot(opened)))).toEqual(sorted(docToTexts(opened)));
			}),
		);
	});

	it('[R2] is stored without what waits for a part that has not come, and takes that in when it comes', () => {
		const session = createAppender(3);
		const [first, second, third] = [session.append(['a']), session.append(['b']), session.append(['c'])];
		const doc = openDoc([first, third]);
		expect(snapshotToTexts(docToSnapshot(doc))).toEqual(['a']);
		expect(snapshotToClocks(docToSnapshot(doc))).toEqual(clocksOfDoc(doc));
		applyToDoc(doc, second, 'server');
		expect(snapshotToTexts(docToSnapshot(doc))).toEqual(['a', 'b', 'c']);
	});

	it('tells of each change, and whose it was', () => {
		const doc = openDoc([]);
		const heard: unknown[] = [];
		watchDoc(doc, (update, origin) => void heard.push([snapshotToTexts(update), origin]));
		applyToDoc(doc, runsToUpdate([{ client: 3, clock: 0, origin: null, texts: ['a'] }]), 'server');
		expect(heard).toEqual([[['a'], 'server']]);
	});
});
