import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { createEntries, idOf } from '#tests/support/entries.ts';
import { amendSchema, isAmend, isLedgerKind, isReview, isWithdraw, reviewSchema, withdrawSchema } from './amend.ts';

const fits = (schema: v.GenericSchema, value: unknown) => v.is(schema, value);
const amend = { of: 'visit', base: [idOf(1)], set: { note: '改过' } };

describe('what the three kinds of the ledger say', () => {
	it('an amendment names its kind, what its author had seen, and fields', () => {
		expect(fits(amendSchema, amend)).toBe(true);
		expect(fits(amendSchema, { ...amend, note: '说明', base: [] })).toBe(true);
		expect(fits(amendSchema, { ...amend, set: { note: null } })).toBe(true);
	});

	it.each([
		['without a kind', { of: undefined }],
		['of a kind in capitals', { of: 'Visit' }],
		['with a base that is no id', { base: ['x'] }],
		['with an endless base', { base: Array.from({ length: 201 }, (_, number) => idOf(number)) }],
		['with a list of fields', { set: ['met'] }],
		['with a field name in brackets', { set: { 'a[0]': 1 } }],
		['with an endless note', { note: '长'.repeat(501) }],
		['with a key of its own', { extra: 1 }],
	])('an amendment %s is none', (_, part) => expect(fits(amendSchema, { ...amend, ...part })).toBe(false));

	it('a review is seen, or returned with a reason', () => {
		expect(fits(reviewSchema, { verdict: 'seen', upto: [] })).toBe(true);
		expect(fits(reviewSchema, { verdict: 'returned', upto: [idOf(1)], reason: '地址不清' })).toBe(true);
		expect(fits(reviewSchema, { verdict: 'returned', upto: [] })).toBe(false);
		expect(fits(reviewSchema, { verdict: 'returned', upto: [], reason: '  ' })).toBe(false);
		expect(fits(reviewSchema, { verdict: 'seen', upto: [], reason: '多余' })).toBe(false);
		expect(fits(reviewSchema, { verdict: 'approved', upto: [] })).toBe(false);
	});

	it('a withdrawal gives a reason', () => {
		expect(fits(withdrawSchema, { reason: 'undo' })).toBe(true);
		expect(fits(withdrawSchema, { reason: '' })).toBe(false);
		expect(fits(withdrawSchema, {})).toBe(false);
	});

	it('only with a target is an entry one of them', () => {
		const entries = createEntries();
		const root = entries.make();
		const made = [entries.amend(root, [], {}), entries.seen(root), entries.withdraw(root)] as const;
		const tests = [isAmend, isReview, isWithdraw] as const;
		for (const [row, entry] of made.entries()) {
			expect(tests.map((test) => test(entry))).toEqual([0, 1, 2].map((column) => column === row));
			expect(tests.some((test) => test({ ...entry, re: undefined }))).toBe(false);
		}
		expect(['amend', 'review', 'withdraw', 'visit', 'constructor'].map(isLedgerKind)).toEqual([
			true,
			true,
			true,
			false,
			false,
		]);
	});
});
