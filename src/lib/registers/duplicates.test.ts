import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Body } from '#lib/ledger/entry.ts';
import { idOf } from '#tests/support/entries.ts';
import { duplicatesOf, smallestOfCircle, type RegisterRecord } from './duplicates.ts';

const home = (number: number, label: string, body: Body = {}): RegisterRecord => ({
	id: idOf(number),
	kind: 'household',
	state: 'open',
	body: { label, building: '3', door: '501', ...body },
});
const person = (number: number, about: number, body: Body): RegisterRecord => ({
	id: idOf(number),
	kind: 'resident',
	about: idOf(about),
	state: 'open',
	body: { name: '王芳', ...body },
});
const found = (...records: RegisterRecord[]) => duplicatesOf(records).map(({ why, ids }) => [why, ...ids]);
const both = (why: string) => [[why, idOf(1), idOf(2)]];

describe('what looks alike', () => {
	it.each(['3号楼2门501室', '3栋2单元501', '３－２－５０１', '3-2-0501', ' 3 - 2 - 501 '])(
		'[U1] 3-2-501 and %s are one door',
		(label) => expect(found(home(1, '3-2-501'), home(2, label))).toEqual(both('door')),
	);

	it.each(['3-1-501', '3-2-502', '13-2-501', '501', '3-501'])('[U1] 3-2-501 and %s are two', (label) =>
		expect(found(home(1, '3-2-501'), home(2, label))).toEqual([]),
	);

	it('[U1] a person of one name and day of birth, or telephone, behind two doors', () => {
		const homes = [home(11, '3-1-501'), home(12, '3-1-502')];
		const two = (a: Body, b: Body) => found(...homes, person(1, 11, a), person(2, 12, b));
		const birth = '1950-03-02';
		expect(two({ birth }, { birth })).toEqual(both('birth'));
		expect(two({ phone: '138 0013 8000' }, { phone: '13800138000' })).toEqual(both('phone'));
		expect(two({ birth, phone: '13800138000' }, { birth, phone: '13800138000' })).toEqual(both('birth'));
		expect(two({ birth: '1950' }, { birth: '1950' })).toEqual([]);
		expect(two({ birth }, { birth, name: '王方' })).toEqual([]);
		expect(two({ birth }, { birth, presence: 'moved' })).toEqual([]);
		expect(two({ birth }, { birth, presence: 'registered-only' })).toEqual([]);
	});

	it('[U1] nothing of what is withdrawn, gone or folded', () => {
		const [a, b] = [home(1, '3-501'), home(2, '3-501')];
		expect(found(a, { ...b, state: 'withdrawn' })).toEqual([]);
		expect(found(a, home(2, '3-501', { sameAs: a.id }))).toEqual([]);
		expect(
			found(a, home(2, '3-501', { movedTo: { desk: '120101004010002', id: idOf(9), day: '2026-11-23' } })),
		).toEqual([]);
	});

	it('[U2] nothing that was said to be another, whichever of the two knows it', () => {
		const [a, b] = [home(1, '3-501'), home(2, '3-501')];
		expect(found(a, home(2, '3-501', { notSame: [a.id] }))).toEqual([]);
		expect(found(home(1, '3-501', { notSame: [b.id] }), b)).toEqual([]);
		expect(found(a, b, home(3, '3-501', { notSame: [a.id, b.id] }))).toEqual(both('door'));
	});

	it('[U1] the same in whatever order they are read', () => {
		const records = fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.constantFrom('3-501', '3号楼501', '4-1')));
		fc.assert(
			fc.property(records, fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (given, random) => {
				const all = [...new Map(given.map(([number, label]) => [number, home(number, label)])).values()];
				const keys = new Map(all.map((record) => [record, random.next().value]));
				const other = [...all].sort((a, b) => keys.get(a)! - keys.get(b)!);
				expect(duplicatesOf(other)).toEqual(duplicatesOf(all));
			}),
		);
	});
});

describe('a circle', () => {
	it('[U5] has one that stands, the same from wherever it is looked at; what leads to an end has none', () => {
		const leads = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), fc.constantFrom('a', 'b', 'c', 'd'));
		fc.assert(
			fc.property(leads, (sameAs) => {
				for (const id of Object.keys(sameAs)) {
					const smallest = smallestOfCircle(id, (one) => sameAs[one]);
					if (smallest === null) continue;
					expect(smallest <= id).toBe(true);
					expect(smallestOfCircle(sameAs[id]!, (one) => sameAs[one])).toBe(smallest);
					// Opened there, nothing of it leads in a circle any more.
					const { [smallest]: _opened, ...open } = sameAs;
					expect(smallestOfCircle(id, (one) => open[one])).toBeNull();
				}
			}),
		);
	});
});
