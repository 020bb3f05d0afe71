import * as encoding from 'lib0/encoding';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import * as Y from 'yjs';
import {
	createDoc,
	docOf,
	exchange,
	isWhole,
	pageOf,
	play,
	rootOf,
	steps,
	textsOf,
	updatesOf,
} from '#tests/support/pages.ts';
import { endlessInputs } from '#tests/support/endless.ts';
import { createRandom, shuffled } from '#tests/support/entries.ts';
import { createAppender } from './append.ts';
import { inspectUpdate, runsBeyond } from './inspect.ts';
import { structLimit, textLimit, updateSizeLimit } from './limits.ts';
import { clocksOf, joinRuns, runsToUpdate, type Run } from './runs.ts';

// Properties take their time on a busy machine; how long is nobody's claim here.
vi.setConfig({ testTimeout: 60_000 });

/** A page as the gate keeps it: runs that were let in, and nothing else. */
function createPage() {
	let runs: Run[] = [];
	let clocks = new Map<number, number>();
	const judge = (update: Uint8Array) => inspectUpdate(update, (client) => clocks.get(client) ?? 0);
	return {
		judge,
		take: (update: Uint8Array) => {
			const verdict = judge(update);
			if (verdict.ok) {
				runs = joinRuns([...runs, ...verdict.value.fresh]);
				clocks = clocksOf(runs);
			}
			return verdict;
		},
		bytes: () => runsToUpdate(runs),
		texts: () => runs.flatMap((run) => run.texts),
		runs: () => runs,
		clocks: () => clocks,
	};
}

const sorted = (texts: readonly string[]) => [...texts].sort();
const codeOf = (update: Uint8Array, clockOf: (client: number) => number = () => 0) => {
	const verdict = inspectUpdate(update, clockOf);
	return verdict.ok ? 'passes' : verdict.error.code;
};
const update = (...runs: Run[]) => runsToUpdate(runs);
const run = (client: number, clock: number, origin: Run['origin'], ...texts: string[]): Run => ({
	client,
	clock,
	origin,
	texts,
});

/** Bytes of an update, number by number; texts as var strings. */
function bytesOf(...parts: (number | string | Uint8Array)[]): Uint8Array {
	const encoder = encoding.createEncoder();
	for (const part of parts) {
		if (typeof part === 'number') encoding.writeVarUint(encoder, part);
		else if (typeof part === 'string') encoding.writeVarString(encoder, part);
		else encoding.writeUint8Array(encoder, part);
	}
	return encoding.toUint8Array(encoder);
}

describe('honest updates', () => {
	it('[R9] of every shape pass, and the page ends as a Y.Doc that got the same', () => {
		let passed = 0;
		fc.assert(
			fc.property(steps(5), fc.nat(), (played, seed) => {
				const random = createRandom(seed);
				const { devices, written } = play(5, played);
				const page = createPage();
				const stock = createDoc();
				const send = (bytes: Uint8Array) => {
					const verdict = page.take(bytes);
					expect(verdict.ok || verdict.error).toBe(true);
					Y.applyUpdate(stock, bytes);
					passed++;
				};
				// Devices come one after another, in any order, each twice: with all that the page lacks, then with stale resends.
				for (const { doc, sent } of shuffled(devices, random)) {
					send(Y.encodeStateAsUpdate(doc, Y.encodeStateVector(docOf(page.bytes()))));
					for (const stale of shuffled(sent, random)) send(stale);
					send(Y.encodeStateAsUpdate(doc));
				}
				expect(sorted(page.texts())).toEqual(sorted(written));
				expect(textsOf(docOf(page.bytes()))).toEqual(textsOf(stock));
				expect(isWhole(docOf(page.bytes()))).toBe(true);
			}),
			{ numRuns: 300 },
		);
		expect(passed).toBeGreaterThan(1_630);
	});

	it('[R9] with several unsent sessions in one answer pass', () => {
		const phone = createDoc();
		const texts: string[] = [];
		for (const client of [900, 4, 77]) {
			const session = createAppender(client);
			for (const batch of [[`${client}a`], [`${client}b`, `${client}c`]]) {
				texts.push(...batch);
				Y.applyUpdate(phone, session.append(batch));
			}
		}
		const page = createPage();
		expect(page.take(Y.encodeStateAsUpdate(phone)).ok).toBe(true);
		expect(sorted(page.texts())).toEqual(sorted(texts));
	});

	it('[R9] of a stock client behind other people pass, live and after being offline', () => {
		const page = createPage();
		const [one, other] = [createDoc(10), createDoc(5)];
		for (const bytes of updatesOf(one, () => rootOf(one).push(['a', 'b']))) expect(page.take(bytes).ok).toBe(true);
		Y.applyUpdate(other, page.bytes());
		for (const bytes of updatesOf(other, () => rootOf(other).push(['c']))) expect(page.take(bytes).ok).toBe(true);
		rootOf(one).push(['offline']);
		expect(page.take(Y.encodeStateAsUpdate(one, Y.encodeStateVector(docOf(page.bytes())))).ok).toBe(true);
		expect(sorted(page.texts())).toEqual(['a', 'b', 'c', 'offline']);
	});

	it('[R9] that another device carries for an absent one pass', () => {
		const [absent, carrier] = [createDoc(1), createDoc(2)];
		rootOf(absent).push(['a']);
		exchange(absent, carrier);
		rootOf(carrier).push(['b']);
		const page = createPage();
		expect(page.take(Y.encodeStateAsUpdate(carrier)).ok).toBe(true);
		expect(codeOf(Y.encodeStateAsUpdate(absent), (client) => page.clocks().get(client) ?? 0)).toBe('passes');
	});

	it('[R6] sent again are known and add nothing', () => {
		const page = createPage();
		const bytes = update(run(1, 0, null, 'a', 'b'), run(2, 0, { client: 1, clock: 1 }, 'c'));
		page.take(bytes);
		const again = page.take(bytes);
		expect(again).toEqual({
			ok: true,
			value: { fresh: [], known: [run(1, 0, null, 'a', 'b'), run(2, 0, { client: 1, clock: 1 }, 'c')] },
		});
		expect(sorted(page.texts())).toEqual(['a', 'b', 'c']);
	});

	it('[R6] that overlap what is known add their tail, and name what was known', () => {
		const page = createPage();
		page.take(update(run(1, 0, null, 'a', 'b')));
		expect(page.take(update(run(1, 0, null, 'a', 'b', 'c', 'd')))).toEqual({
			ok: true,
			value: { fresh: [run(1, 2, { client: 1, clock: 1 }, 'c', 'd')], known: [run(1, 0, null, 'a', 'b')] },
		});
		expect(page.texts()).toEqual(['a', 'b', 'c', 'd']);
	});

	it('[R6] of an empty page add nothing', () => {
		expect(inspectUpdate(Y.encodeStateAsUpdate(createDoc()), () => 0)).toEqual({
			ok: true,
			value: { fresh: [], known: [] },
		});
	});

	it('[R8] may stand behind texts that come later in the same update, through any number of steps', () => {
		const chain = Array.from({ length: 200 }, (_, index) =>
			run(index + 1, 0, index < 199 ? { client: index + 2, clock: 0 } : null, `${index}`),
		);
		for (const seed of [1, 2, 3]) {
			const bytes = runsToUpdate(shuffled(chain, createRandom(seed)));
			expect(codeOf(bytes)).toBe('passes');
			expect(textsOf(docOf(bytes))).toHaveLength(200);
		}
	});

	it('[R8] may stand behind one another to and fro between two client ids', () => {
		const runs: Run[] = [];
		for (let clock = 0; clock < 100; clock++) {
			runs.push(run(1, clock, clock ? { client: 2, clock: clock - 1 } : null, `1-${clock}`));
			runs.push(run(2, clock, { client: 1, clock }, `2-${clock}`));
		}
		expect(codeOf(runsToUpdate(runs))).toBe('passes');
		expect(isWhole(docOf(runsToUpdate(runs)))).toBe(true);
	});
});

describe('what is no appended string', () => {
	/** What each action sends, on a page where 'a' and 'b' stand. */
	const hostile: Record<string, (doc: Y.Doc) => void> = {
		'a deleted text': (doc) => rootOf(doc).delete(0, 1),
		'a text in front of others': (doc) => rootOf(doc).insert(0, ['front']),
		'a text between others': (doc) => rootOf(doc).insert(1, ['between']),
		'a number': (doc) => (rootOf(doc) as Y.Array<unknown>).push([7]),
		'an object': (doc) => (rootOf(doc) as Y.Array<unknown>).push([{ id: 'x' }]),
		null: (doc) => (rootOf(doc) as Y.Array<unknown>).push([null]),
		'a string and a number': (doc) => (rootOf(doc) as Y.Array<unknown>).push(['x', 7]),
		bytes: (doc) => (rootOf(doc) as Y.Array<unknown>).push([new Uint8Array([1])]),
		'a nested map': (doc) => (rootOf(doc) as Y.Array<unknown>).push([new Y.Map([['k', 'v']])]),
		'a nested array': (doc) => (rootOf(doc) as Y.Array<unknown>).push([Y.Array.from(['x'])]),
		'a nested text': (doc) => (rootOf(doc) as Y.Array<unknown>).push([new Y.Text('x')]),
		'a nested XML element': (doc) => (rootOf(doc) as Y.Array<unknown>).push([new Y.XmlElement('p')]),
		'a sub-document': (doc) => (rootOf(doc) as Y.Array<unknown>).push([new Y.Doc()]),
		'a map key at the root': (doc) => Y.Map.prototype.set.call(doc.getMap('other'), 'k', 'v'),
		'a text in another root': (doc) => doc.getArray('other').push(['x']),
		'a root of letters': (doc) => doc.getText('letters').insert(0, 'x'),
		'formatted letters': (doc) => doc.getText('letters').insert(0, 'x', { bold: true }),
	};

	it.each(Object.entries(hostile))('[R5] %s is refused as structure', (_, act) => {
		const doc = createDoc(9);
		const page = createPage();
		for (const bytes of updatesOf(doc, () => rootOf(doc).push(['a', 'b']))) page.take(bytes);
		const sent = updatesOf(doc, () => act(doc));
		expect(sent.length).toBeGreaterThan(0);
		for (const bytes of [...sent, Y.encodeStateAsUpdate(doc)]) {
			expect(page.take(bytes)).toMatchObject({ ok: false, error: { code: 'structure' } });
		}
		expect(page.texts()).toEqual(['a', 'b']);
	});

	it('[R5] a map key under the page itself is refused as structure', () => {
		const doc = createDoc(9);
		doc.getMap('entries').set('k', 'v');
		expect(codeOf(Y.encodeStateAsUpdate(doc))).toBe('structure');
	});

	it('[R5] what was collected, and what is skipped, is refused as structure', () => {
		const doc = createDoc(9);
		rootOf(doc).push(['a', 'b', 'c']);
		rootOf(doc).delete(1, 1);
		expect(codeOf(Y.encodeStateAsUpdate(doc))).toBe('structure');
		const session = createAppender(3);
		const [first, , third] = [session.append(['a']), session.append(['b']), session.append(['c'])];
		expect(codeOf(Y.mergeUpdates([first!, third!]))).toBe('structure');
	});

	it('[R5] a run of nothing is refused as structure', () => {
		expect(codeOf(bytesOf(1, 1, 5, 0, new Uint8Array([8]), 1, 'entries', 0, 0))).toBe('structure');
	});

	it('[R5] one clock said twice in one update is refused as structure', () => {
		const one = (text: string) => [1, 5, 0, new Uint8Array([8]), 1, 'entries', 1, new Uint8Array([119]), text] as const;
		expect(codeOf(bytesOf(1, ...one('a'), 0))).toBe('passes');
		expect(codeOf(bytesOf(2, ...one('a'), ...one('b'), 0))).toBe('structure');
	});

	it('[R5] more than 500 entries under one client id are refused as structure', () => {
		const texts = Array.from({ length: 501 }, (_, index) => `${index}`);
		expect(codeOf(update(run(1, 0, null, ...texts.slice(1))))).toBe('passes');
		expect(codeOf(update(run(1, 0, null, ...texts)))).toBe('structure');
		expect(codeOf(update(run(1, 499, { client: 1, clock: 498 }, 'a', 'b')), () => 499)).toBe('structure');
	});

	it('[R5] refused, still says which texts it held', () => {
		const verdict = inspectUpdate(update(run(1, 5, null, 'a', 'b')), () => 0);
		expect(verdict).toMatchObject({ ok: false, error: { code: 'gap', texts: ['a', 'b'] } });
	});
});

describe('what cannot be read', () => {
	const honest = update(run(1, 0, null, 'a', 'b'));

	it('[R5] more than 1 MiB is refused as frame, before it is read', () => {
		const filled = (bytes: number) => {
			const rest = bytes - update(run(1, 0, null, 'x'.repeat(200_000))).length + 200_000;
			return update(run(1, 0, null, 'x'.repeat(rest)));
		};
		expect(filled(updateSizeLimit).length).toBe(1024 * 1024);
		expect(codeOf(filled(updateSizeLimit))).toBe('passes');
		expect(codeOf(filled(updateSizeLimit + 1))).toBe('frame');
	});

	it('[R5] more than 4,000 structs are refused as frame', () => {
		const apart = (count: number) => Array.from({ length: count }, (_, index) => run(index + 1, 0, null, 'x'));
		expect(codeOf(update(...apart(structLimit)))).toBe('passes');
		expect(codeOf(update(...apart(structLimit + 1)))).toBe('frame');
	});

	it('[R5] more than 6,000 texts are refused as frame', () => {
		const filled = Array.from({ length: textLimit / 500 }, (_, index) =>
			run(index + 1, 0, null, ...Array<string>(500).fill('')),
		);
		expect(codeOf(update(...filled))).toBe('passes');
		expect(codeOf(update(...filled, run(99, 0, null, '')))).toBe('frame');
	});

	it('[R5] a part of an update, or one with something behind it, is refused as frame', () => {
		for (let end = 0; end < honest.length; end++) expect(codeOf(honest.subarray(0, end))).not.toBe('passes');
		expect(codeOf(bytesOf(honest, 0))).toBe('frame');
		expect(codeOf(new Uint8Array())).toBe('frame');
	});

	it('[R5] text that is no UTF-8 is refused as frame', () => {
		const bytes = honest.slice();
		bytes[bytes.lastIndexOf('b'.charCodeAt(0))] = 0xff;
		expect(codeOf(bytes)).toBe('frame');
	});

	it('[R5] the other encoding of Yjs is refused', () => {
		const doc = createDoc(7);
		rootOf(doc).push(['a', 'b']);
		expect(codeOf(Y.encodeStateAsUpdateV2(doc))).not.toBe('passes');
	});

	// Counts that promise more than the bytes hold (yjs#687): each must end at the end of the bytes, with no array of that length made first.
	const huge = Number.MAX_SAFE_INTEGER;
	it.each([
		['clients', bytesOf(huge)],
		['clients, with one', bytesOf(huge, honest.subarray(1))],
		['clients without structs', bytesOf(huge, ...Array.from({ length: 3_000 }, (_, index) => [0, index, 0]).flat())],
		['structs', bytesOf(1, huge, 5, 0)],
		['structs, with one', bytesOf(1, huge, honest.subarray(2))],
		['texts', bytesOf(1, 1, 5, 0, new Uint8Array([8]), 1, 'entries', huge)],
		['texts, with one', bytesOf(1, 1, 5, 0, new Uint8Array([8]), 1, 'entries', huge, new Uint8Array([119]), 'a', 0)],
		['letters', bytesOf(1, 1, 5, 0, new Uint8Array([8]), 1, 'entries', 1, new Uint8Array([119]), huge)],
		['letters of the root', bytesOf(1, 1, 5, 0, new Uint8Array([8]), 1, huge)],
		['collected texts', bytesOf(1, 1, 5, 0, new Uint8Array([0]), huge, 0)],
		['skipped texts', bytesOf(1, 1, 5, 0, new Uint8Array([10]), huge, 0)],
		['deletes', bytesOf(0, huge)],
		['deletes of one client', bytesOf(0, 1, 5, huge)],
		['digits of a number', new Uint8Array(100_000).fill(0xff)],
	])('[R5] %s without end are refused at once', (_, bytes) => {
		expect(['frame', 'structure']).toContain(codeOf(bytes));
		expect(['frame', 'structure']).toContain(codeOf(bytesOf(bytes, new Uint8Array(1_000))));
	});

	it('[R5] as many empty texts as a megabyte holds are refused without being sent on', () => {
		const count = 500_000;
		const texts = new Uint8Array(count * 2);
		for (let index = 0; index < texts.length; index += 2) texts[index] = 119;
		expect(codeOf(bytesOf(1, 1, 5, 0, new Uint8Array([8]), 1, 'entries', count, texts, 0))).toBe('frame');
	});
});

describe('what does not connect', () => {
	it('[R7] clocks behind a gap are refused', () => {
		expect(codeOf(update(run(1, 1, { client: 1, clock: 0 }, 'b')))).toBe('gap');
		const behind = bytesOf(2, update(run(1, 0, null, 'a')).subarray(1, -1), update(run(1, 2, null, 'c')).subarray(1));
		expect(codeOf(behind)).toBe('gap');
		expect(codeOf(update(run(1, 3, { client: 1, clock: 2 }, 'd')), () => 2)).toBe('gap');
		expect(codeOf(update(run(1, 3, { client: 1, clock: 2 }, 'd')), () => 3)).toBe('passes');
		expect(
			codeOf(
				bytesOf(
					1,
					1,
					1,
					Number.MAX_SAFE_INTEGER - 1,
					new Uint8Array([8]),
					1,
					'entries',
					1,
					new Uint8Array([119]),
					'a',
					0,
				),
			),
		).toBe('gap');
	});

	it('[R8] a text behind something that is neither here nor sent is refused', () => {
		expect(codeOf(update(run(1, 0, { client: 2, clock: 0 }, 'a')))).toBe('origin');
		expect(codeOf(update(run(1, 0, { client: 2, clock: 5 }, 'a')), (client) => (client === 2 ? 5 : 0))).toBe('origin');
		expect(codeOf(update(run(1, 0, { client: 2, clock: 4 }, 'a')), (client) => (client === 2 ? 5 : 0))).toBe('passes');
		expect(codeOf(update(run(1, 0, { client: 2, clock: 3 }, 'a'), run(2, 0, null, 'b')))).toBe('origin');
		expect(
			codeOf(
				update(run(1, 0, null, 'a'), run(2, 0, { client: 1, clock: 0 }, 'b'), run(3, 0, { client: 4, clock: 0 }, 'c')),
			),
		).toBe('origin');
	});

	it('[R8] a text behind itself, or behind what follows it, is refused', () => {
		expect(codeOf(update(run(1, 0, { client: 1, clock: 0 }, 'a')))).toBe('origin');
		expect(codeOf(update(run(1, 0, { client: 1, clock: 1 }, 'a', 'b')))).toBe('origin');
		expect(codeOf(update(run(1, 0, { client: 1, clock: 1 }, 'a'), run(1, 1, null, 'b')))).toBe('origin');
	});

	it('[R8] a circle of any size is refused', () => {
		for (const size of [2, 3, 1_000]) {
			const circle = Array.from({ length: size }, (_, index) =>
				run(index + 1, 0, { client: ((index + 1) % size) + 1, clock: 0 }, 'x'),
			);
			expect([size, codeOf(update(...circle))]).toEqual([size, 'origin']);
			expect([size, codeOf(update(...circle, run(size + 1, 0, null, 'honest')))]).toEqual([size, 'origin']);
		}
	});

	it('[R8] a circle through what follows in each of two client ids is refused', () => {
		const runs = [
			run(1, 0, { client: 2, clock: 1 }, 'a'),
			run(1, 1, null, 'b'),
			run(2, 0, { client: 1, clock: 1 }, 'c'),
			run(2, 1, null, 'd'),
		];
		expect(codeOf(update(...runs))).toBe('origin');
	});
});

describe('what a reader lacks', () => {
	it('is what lies beyond its clocks, and makes it whole', () => {
		fc.assert(
			fc.property(steps(3), (played) => {
				const { devices } = play(3, played);
				const page = createPage();
				for (const { doc } of devices) page.take(Y.encodeStateAsUpdate(doc));
				for (const { doc } of devices) {
					const clocks = Y.decodeStateVector(Y.encodeStateVector(doc));
					Y.applyUpdate(doc, runsToUpdate(runsBeyond(page.runs(), clocks)));
					expect(textsOf(doc)).toEqual(textsOf(docOf(page.bytes())));
					expect(runsBeyond(page.runs(), Y.decodeStateVector(Y.encodeStateVector(doc)))).toEqual([]);
				}
			}),
		);
	});
});

describe('damage', () => {
	const seed = 20_261_123;
	const random = createRandom(seed);
	const below = (limit: number) => Math.floor(random() * limit);

	/** A page that stands, and honest updates that would follow on it, in every shape. */
	function scene() {
		const page = createPage();
		const stock = [createDoc(40), createDoc(700_000_000), createDoc(5)];
		for (const bytes of pageOf(30, (index) => `{"id":"${index}","note":"汉字"}`, 8)) page.take(bytes);
		for (const doc of stock) Y.applyUpdate(doc, page.bytes());
		rootOf(stock[0]!).push(['one', 'two']);
		exchange(stock[0]!, stock[1]!);
		rootOf(stock[1]!).push(['three']);
		exchange(stock[1]!, stock[2]!);
		rootOf(stock[2]!).push(['four 👵']);
		const session = createAppender(123_456);
		const first = session.append(['x']);
		const honest = [first, Y.mergeUpdates([first, session.append(['y', 'z'])]), Y.encodeStateAsUpdate(stock[2]!)];
		for (const doc of stock) honest.push(Y.encodeStateAsUpdate(doc, Y.encodeStateVector(docOf(page.bytes()))));
		honest.push(Y.mergeUpdates([honest[1]!, honest[3]!]));
		return { page, honest };
	}

	function damage(bytes: Uint8Array, others: readonly Uint8Array[]): Uint8Array {
		let damaged = [...bytes];
		for (let times = 1 + below(3); times > 0; times--) {
			const place = below(damaged.length || 1);
			const kind = below(7);
			if (kind === 0) damaged[place] = below(256);
			else if (kind === 1) damaged[place] = (damaged[place] ?? 0) ^ (1 << below(8));
			else if (kind === 2) damaged.splice(place, 1 + below(4));
			else if (kind === 3) damaged.splice(place, 0, ...Array.from({ length: 1 + below(4) }, () => below(256)));
			else if (kind === 4) damaged = damaged.slice(0, place);
			else if (kind === 5) damaged.splice(place, 0, ...damaged.slice(place, place + 1 + below(12)));
			else damaged.splice(place, damaged.length, ...others[below(others.length)]!.slice(below(20)));
		}
		return Uint8Array.from(damaged);
	}

	it(
		`[R10] of 20,000 updates (seed ${seed}) is refused, or adds strings and changes nothing that stood`,
		{ timeout: 120_000 },
		() => {
			const { page, honest } = scene();
			for (const bytes of honest) expect(page.judge(bytes).ok).toBe(true);
			const before = docOf(page.bytes());
			const stood = textsOf(before);
			const counts: Record<string, number> = { passed: 0, frame: 0, structure: 0, gap: 0, origin: 0 };
			for (let turn = 0; turn < 20_000; turn++) {
				const verdict = page.judge(damage(honest[below(honest.length)]!, honest));
				if (!verdict.ok) {
					counts[verdict.error.code]!++;
					continue;
				}
				counts.passed!++;
				const { fresh } = verdict.value;
				const added = fresh.flatMap(({ texts }) => texts);
				const after = docOf(page.bytes(), runsToUpdate(fresh));
				const now = rootOf(after).toArray() as unknown[];
				expect(now.every((text) => typeof text === 'string')).toBe(true);
				expect(sorted(now as string[])).toEqual(sorted([...stood, ...added]));
				const addedCounts = new Map<unknown, number>();
				for (const text of added) addedCounts.set(text, (addedCounts.get(text) ?? 0) + 1);
				// What stood stands in its old order: taking the added ones out leaves it. (A text may be added that equals one.)
				if (added.every((text) => !stood.includes(text)))
					expect(now.filter((text) => !addedCounts.has(text))).toEqual(stood);
				expect([isWhole(after), [...after.share.keys()]]).toEqual([true, ['entries']]);
			}
			expect(counts.passed).toBeGreaterThan(200);
			for (const [code, count] of Object.entries(counts)) expect([code, count > 50]).toEqual([code, true]);
		},
	);

	it('[R10] of an update that a page knows already adds nothing', () => {
		const { page, honest } = scene();
		for (const bytes of honest) page.take(bytes);
		const texts = sorted(page.texts());
		for (const bytes of honest) expect(page.take(bytes)).toMatchObject({ ok: true, value: { fresh: [] } });
		expect(sorted(page.texts())).toEqual(texts);
	});

	it('[R10] in random bytes of any length throws nothing', () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void inspectUpdate(bytes, () => 0)),
			{ numRuns: 2_000 },
		);
	});
});

describe('work', () => {
	/** Bytes that count how often one of them is read; a text is read in one go and counts its bytes once. */
	function counted(bytes: Uint8Array): { bytes: Uint8Array; reads: () => number } {
		let reads = 0;
		const watched = new Proxy(bytes, {
			get: (target, key) => {
				if (typeof key === 'string' && /^\d+$/.test(key)) reads++;
				const value: unknown = Reflect.get(target, key, target);
				return typeof value === 'function' ? (value.bind(target) as unknown) : value;
			},
		});
		return { bytes: watched, reads: () => reads };
	}

	it('[R12] on the inputs of yjs#687 ends with the bytes', () => {
		for (const bytes of endlessInputs) {
			const { bytes: watched, reads } = counted(bytes);
			expect(inspectUpdate(watched, () => 0).ok).toBe(false);
			expect(reads()).toBeLessThanOrEqual(bytes.length + 1);
		}
	});

	it('[R12] on any bytes reads none of them twice, also when they begin as an update does', () => {
		const head = fc.constantFrom(
			[],
			[1, 1, 5, 0, 8, 1, 7, ...Buffer.from('entries')],
			[...createAppender(9).append(['a', 'b'])],
		);
		const numbers = fc.constantFrom(
			[0xff, 0xff, 0xff, 0xff, 0x0f],
			[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f],
			[0],
		);
		const tail = fc.array(fc.oneof(fc.array(fc.nat(255), { maxLength: 8 }), numbers), { maxLength: 60 });
		fc.assert(
			fc.property(head, tail, (first, parts) => {
				const plain = Uint8Array.from([...first, ...parts.flat()]);
				const { bytes, reads } = counted(plain);
				inspectUpdate(bytes, () => 0);
				expect(reads()).toBeLessThanOrEqual(plain.length + 1);
			}),
			{ numRuns: 5_000 },
		);
	});
});
