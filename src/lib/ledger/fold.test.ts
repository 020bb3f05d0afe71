import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { createEntries, createRandom, otherGrid, shuffled } from '#tests/support/entries.ts';
import type { Entry } from './entry.ts';
import { foldRecord, recordIdOf, type LedgerRecord } from './fold.ts';

// Properties take their time on a busy machine; how long is nobody's claim here.
vi.setConfig({ testTimeout: 60_000 });

const fold = (...entries: Entry[]): LedgerRecord => foldRecord(entries)!;

/**
 * One record with amendments, reviews and withdrawals by several people, each knowing some of what came before:
 * numbers choose who, what and which earlier entries they name.
 */
const histories = fc
	.array(
		fc.record({
			what: fc.constantFrom('amend', 'amend', 'amend', 'seen', 'returned', 'withdraw', 'stray'),
			field: fc.constantFrom('note', 'outcome', 'kept'),
			value: fc.constantFrom<string | null>('a', 'b', 'c', null),
			knows: fc.array(fc.nat(12), { maxLength: 3 }),
			by: fc.constantFrom('grid01', 'grid02'),
			// A small range, so that clocks meet and run against the order of making.
			ms: fc.integer({ min: 1_700_000_000_000, max: 1_700_000_000_004 }),
		}),
		{ maxLength: 12 },
	)
	.map((steps) => {
		const make = createEntries();
		const root = make.make({ body: { outcome: 'met', note: 'first' }, ms: 1_700_000_000_000 });
		const made: Entry[] = [root];
		for (const { what, field, value, knows, by, ms } of steps) {
			const known = knows.map((index) => made[index % made.length]!);
			if (what === 'amend') made.push(make.amend(root, known, { [field]: value }, { by, ms }));
			else if (what === 'withdraw') made.push(make.withdraw(root, { by, ms }));
			else if (what === 'stray') made.push(make.amend(root, known, { [field]: value }, { desk: otherGrid, ms }));
			else made.push(make[what](root, known, { ms }));
		}
		return made;
	});

describe('folding', () => {
	it('[F1] gives the same record in any order and with any duplicates', () => {
		fc.assert(
			fc.property(histories, fc.nat(), (entries, seed) => {
				const random = createRandom(seed);
				const doubled = [...entries, ...entries.filter(() => random() < 0.4)].map((entry) => structuredClone(entry));
				expect(foldRecord(shuffled(doubled, random))).toEqual(foldRecord(entries));
			}),
			{ numRuns: 500 },
		);
	});

	it('[F1] chooses alike when two texts meet under one id', () => {
		const root = createEntries().make();
		const forged = { ...root, body: { outcome: 'declined' } };
		expect(fold(root, forged)).toEqual(fold(forged, root));
	});

	it('shows a record that nobody touched as it was written', () => {
		const root = createEntries().make();
		expect(fold(root)).toEqual({
			id: root.id,
			root,
			body: root.body,
			rivals: {},
			heads: [],
			amends: [],
			reviews: [],
			photos: [],
			voices: [],
			attached: [],
			state: 'open',
			changedSinceReview: false,
			changed: root.hlc,
		});
	});
});

describe('amendments', () => {
	it('[F2] change the fields they set, and no other', () => {
		const make = createEntries();
		const root = make.make({ body: { outcome: 'met', note: 'first' } });
		const record = fold(root, make.amend(root, [], { note: 'second', kept: '2026-11-23' }));
		expect(record.body).toEqual({ outcome: 'met', note: 'second', kept: '2026-11-23' });
		expect(record.root.body).toEqual({ outcome: 'met', note: 'first' });
	});

	it('[F2] take a field away with null, and may bring it back', () => {
		const make = createEntries();
		const root = make.make({ body: { outcome: 'met', note: 'first' } });
		const gone = make.amend(root, [], { note: null });
		expect(fold(root, gone).body).toEqual({ outcome: 'met' });
		expect(fold(root, gone, make.amend(root, [gone], { note: 'back' })).body).toEqual({ outcome: 'met', note: 'back' });
	});

	it('[F2] leave every field alone that no amendment names', () => {
		fc.assert(
			fc.property(histories, (entries) => {
				const record = foldRecord(entries)!;
				const named = new Set(record.amends.flatMap((amend) => Object.keys(amend.body.set)));
				for (const field of ['outcome', 'note', 'kept']) {
					if (!named.has(field)) expect(record.body[field]).toEqual(record.root.body[field]);
				}
				expect(Object.keys(record.rivals).every((field) => named.has(field))).toBe(true);
			}),
		);
	});

	it('[F3] of two people who did not know of each other both count, field by field', () => {
		const make = createEntries();
		const root = make.make({ body: { outcome: 'met' } });
		const one = make.amend(root, [], { note: '腿脚不便' });
		const other = make.amend(root, [], { outcome: 'phone' }, { by: 'grid02' });
		const record = fold(root, one, other);
		expect(record.body).toEqual({ outcome: 'phone', note: '腿脚不便' });
		expect(record.rivals).toEqual({});
		expect(record.heads).toEqual([one.id, other.id]);
	});

	it('[F4] of the same field show the later, with the other beside it', () => {
		const make = createEntries();
		const root = make.make();
		const earlier = make.amend(root, [], { note: 'earlier' });
		const later = make.amend(root, [], { note: 'later' }, { by: 'grid02' });
		const record = fold(later, earlier, root);
		expect(record.body.note).toBe('later');
		expect(record.rivals).toEqual({
			note: [{ value: 'earlier', by: 'grid01', hlc: earlier.hlc, entry: earlier.id }],
		});
	});

	it('[F4] at the same time show the one with the greater id', () => {
		const make = createEntries();
		const root = make.make({ ms: 1 });
		const one = make.amend(root, [], { note: 'one' }, { ms: 5 });
		const two = make.amend(root, [], { note: 'two' }, { ms: 5, by: 'grid02' });
		expect(fold(root, two, one).body.note).toBe('two');
		expect(fold(root, two, one).rivals.note!.map(({ value }) => value)).toEqual(['one']);
	});

	it('[F4] that say the same are no rivals', () => {
		const make = createEntries();
		const root = make.make();
		const record = fold(root, make.amend(root, [], { note: 'same' }), make.amend(root, [], { note: 'same' }));
		expect(record.rivals).toEqual({});
	});

	it('[F4] that take a field away stand beside the value as nothing', () => {
		const make = createEntries();
		const root = make.make({ body: { outcome: 'met', note: 'first' } });
		const gone = make.amend(root, [], { note: null });
		const kept = make.amend(root, [], { note: 'kept' }, { by: 'grid02' });
		expect(fold(root, gone, kept).rivals.note).toEqual([
			{ value: undefined, by: 'grid01', hlc: gone.hlc, entry: gone.id },
		]);
		const other = fold(root, kept, { ...gone, hlc: '999999999999999-0000' });
		expect(other.body).toEqual({ outcome: 'met' });
		expect(other.rivals.note!.map(({ value }) => value)).toEqual(['kept']);
	});

	it('[F4] stand latest first when there are many', () => {
		const make = createEntries();
		const root = make.make();
		const amends = ['a', 'b', 'c', 'd'].map((note, index) => make.amend(root, [], { note }, { by: `grid0${index}` }));
		expect(fold(root, ...amends).rivals.note!.map(({ value }) => value)).toEqual(['c', 'b', 'a']);
	});

	it('[F5] made in knowledge of another replace it', () => {
		const make = createEntries();
		const root = make.make();
		const first = make.amend(root, [], { note: 'first' });
		const record = fold(root, first, make.amend(root, [first], { note: 'second' }));
		expect([record.body.note, record.rivals]).toEqual(['second', {}]);
	});

	it('[F5] know through any number of steps, over other fields too', () => {
		const make = createEntries();
		const root = make.make();
		const chain = [make.amend(root, [], { note: 'first' })];
		for (let step = 0; step < 50; step++)
			chain.push(make.amend(root, [chain.at(-1)!], { outcome: step % 2 ? 'met' : 'phone' }));
		const last = make.amend(root, [chain.at(-1)!], { note: 'last' });
		const record = fold(root, ...chain, last);
		expect([record.body.note, record.rivals, record.heads]).toEqual(['last', {}, [last.id]]);
	});

	it('[F5] settle a dispute by naming both sides', () => {
		const make = createEntries();
		const root = make.make();
		const one = make.amend(root, [], { note: 'one' });
		const two = make.amend(root, [], { note: 'two' }, { by: 'grid02' });
		const choice = make.amend(root, [one, two], { note: 'one' });
		const record = fold(root, one, two, choice);
		expect([record.body.note, record.rivals, record.heads]).toEqual(['one', {}, [choice.id]]);
	});

	it('[F5] that know a later one, or themselves, replace nothing by that', () => {
		const make = createEntries();
		const root = make.make();
		const [one, two] = [make.make(), make.make()].map(({ id, hlc, at }) => ({ id, hlc, at }));
		const circle = [
			{ ...make.amend(root, [], {}), ...one, body: { of: 'visit', base: [two!.id, one!.id], set: { note: 'one' } } },
			{ ...make.amend(root, [], {}), ...two, body: { of: 'visit', base: [two!.id], set: { note: 'two' } } },
		];
		const record = fold(root, ...circle);
		expect(record.body.note).toBe('two');
		expect(record.rivals.note!.map(({ value }) => value)).toEqual(['one']);
		expect(record.heads).toEqual([one!.id, two!.id]);
	});

	it('[F4, F5] never lose a value: each field shows one standing amendment and all others beside it', () => {
		fc.assert(
			fc.property(histories, (entries) => {
				const record = foldRecord(entries)!;
				const fields = new Set(record.amends.flatMap((amend) => Object.keys(amend.body.set)));
				for (const field of fields) {
					const writers = record.amends.filter((amend) => field in amend.body.set);
					const values = [record.body[field], ...(record.rivals[field] ?? []).map(({ value }) => value)];
					const isNamed = (id: string) => record.amends.some((amend) => amend.body.base.includes(id));
					for (const writer of writers.filter(({ id }) => !isNamed(id))) {
						expect(values).toContainEqual(writer.body.set[field] ?? undefined);
					}
				}
			}),
			{ numRuns: 300 },
		);
	});
});

describe('withdrawals', () => {
	it('[F6] count from the author, and keep what was written', () => {
		const make = createEntries();
		const root = make.make();
		const amend = make.amend(root, [], { note: 'kept' });
		const record = fold(root, amend, make.withdraw(root));
		expect([record.state, record.body.note, record.amends]).toEqual(['withdrawn', 'kept', [amend]]);
	});

	it('[F6] of anyone else count for nothing', () => {
		const make = createEntries();
		const root = make.make();
		expect(fold(root, make.withdraw(root, { by: 'grid02' })).state).toBe('open');
		expect(fold(root, make.withdraw(root, { desk: otherGrid })).state).toBe('open');
	});

	it('[F6] stand against any review', () => {
		const make = createEntries();
		const root = make.make();
		expect(fold(root, make.withdraw(root), make.returned(root)).state).toBe('withdrawn');
	});
});

describe('reviews', () => {
	it('[F7] cover the amendments they name', () => {
		const make = createEntries();
		const root = make.make();
		const amend = make.amend(root, [], { note: 'x' });
		expect(fold(root, amend, make.seen(root, [amend]))).toMatchObject({ state: 'seen', changedSinceReview: false });
	});

	it('[F7] are opened again by an amendment that they do not name, whenever it was written', () => {
		const make = createEntries();
		const root = make.make();
		const unknown = make.amend(root, [], { note: 'offline' });
		const seen = make.seen(root);
		expect(fold(root, unknown, seen)).toMatchObject({ state: 'open', changedSinceReview: true });
		expect(fold(root, seen, make.amend(root, [], { note: 'later' }))).toMatchObject({ state: 'open' });
	});

	it('[F8] that return a record stand against an amendment made in ignorance of them', () => {
		const make = createEntries();
		const root = make.make();
		const returned = make.returned(root);
		const record = fold(root, returned, make.amend(root, [], { note: 'did not know' }));
		expect(record.state).toBe('returned');
		expect(record.heads).toContain(returned.id);
	});

	it('[F8] that return a record are answered by an amendment that names them', () => {
		const make = createEntries();
		const root = make.make();
		const returned = make.returned(root);
		const record = fold(root, returned, make.amend(root, [returned], {}));
		expect(record).toMatchObject({ state: 'open', changedSinceReview: true });
		expect(record.heads).not.toContain(returned.id);
	});

	it('[F8] that return a record are answered by a later review, and return it once more', () => {
		const make = createEntries();
		const root = make.make();
		const first = make.returned(root);
		const answer = make.amend(root, [first], { note: 'added' });
		expect(fold(root, first, make.seen(root)).state).toBe('seen');
		expect(fold(root, first, answer, make.returned(root, [answer])).state).toBe('returned');
		expect(fold(root, first, answer, make.seen(root, [answer])).state).toBe('seen');
	});
});

describe('photos', () => {
	it('[F10] stand on their record, whoever added them, until who added one takes it back', () => {
		const make = createEntries();
		const root = make.make();
		const [own, other] = [make.photo(root), make.photo(root, { sha256: 'b'.repeat(64) }, { by: 'grid02' })];
		expect(fold(root, own, other).photos.map(({ id }) => id)).toEqual([own.id, other.id]);
		const back = make.photoBack(root, own);
		expect(fold(root, own, other, back).photos.map(({ id }) => id)).toEqual([other.id]);
		expect(fold(root, own, other, make.photoBack(root, other)).photos).toHaveLength(2);
		expect(fold(root, own).body).toEqual(root.body);
		expect(fold(root, make.photo(make.make())).photos).toEqual([]);
	});

	it('[F10] open a record again that was reviewed without them', () => {
		const make = createEntries();
		const root = make.make();
		const photo = make.photo(root);
		expect(fold(root, photo, make.seen(root))).toMatchObject({ state: 'open', changedSinceReview: true });
		expect(fold(root, photo, make.seen(root, [photo])).state).toBe('seen');
		expect(fold(root, photo, make.seen(root, [photo]), make.photoBack(root, photo)).state).toBe('open');
	});
});

describe('what does not belong', () => {
	it('[F9] gives no record while the root has not come, and folds when it does', () => {
		const make = createEntries();
		const root = make.make();
		const rest = [make.amend(root, [], { note: 'early' }), make.returned(root), make.withdraw(root)];
		expect(foldRecord(rest)).toBeNull();
		expect(foldRecord([])).toBeNull();
		expect(fold(...rest, root)).toEqual(fold(root, ...rest));
		expect(rest.every((entry) => recordIdOf(entry) === root.id)).toBe(true);
	});

	it('[F9] leaves out entries of another desk, for another kind, or about another record', () => {
		const make = createEntries();
		const root = make.make();
		const other = make.make();
		const strays = [
			make.amend(root, [], { note: 'x' }, { desk: otherGrid }),
			make.amend(other, [], { note: 'x' }),
			make.amend({ ...root, kind: 'patrol' }, [], { note: 'x' }),
			make.returned(root, [], { desk: otherGrid }),
		];
		expect(fold(root, ...strays)).toEqual(fold(root));
	});
});

it('[F11] voice notes stand, are taken back by their author alone, and open a record again as photos do', () => {
	const make = createEntries();
	const root = make.make();
	const [own, other] = [make.voice(root), make.voice(root, {}, { by: 'grid02' })];
	const photo = make.photo(root);
	const record = foldRecord([root, own, photo, other])!;
	expect([record.voices, record.photos].map((list) => list.map(({ id }) => id))).toEqual([
		[own.id, other.id],
		[photo.id],
	]);
	const back = [make.voiceBack(root, own), make.voiceBack(root, other)];
	expect(foldRecord([root, own, other, ...back])!.voices.map(({ id }) => id)).toEqual([other.id]);
	const seen = make.seen(root, [own]);
	expect(foldRecord([root, own, seen])!.state).toBe('seen');
	expect(foldRecord([root, own, seen, make.voice(root)])!.state).toBe('open');
});
