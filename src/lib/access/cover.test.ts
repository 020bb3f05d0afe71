import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Book } from '#lib/ledger/page.ts';
import { coverDenial, coverGrant, endDenial, longestCoverDays, type CoverWish } from './cover.ts';
import { isInForce, may, mayHandOver, roles, workPlaces, type Action, type Grant, type Role } from './policy.ts';

const today = '2026-11-27';
const community = '120101004010';
const grid = `${community}001`;
const other = `${community}002`;
const elsewhere = '120101004011';
const both: readonly Book[] = ['field', 'care'];
const supervisor: Grant = { role: 'supervisor', desk: community, books: both };
const worker: Grant = { role: 'worker', desk: other, books: both };
const wish: CoverWish = { desk: grid, books: both, from: today, to: '2026-12-03' };

const asked = (
	part: Partial<CoverWish> = {},
	{ by = [supervisor], of = [worker] }: { by?: readonly Grant[]; of?: readonly Grant[] } = {},
) => coverDenial(by, of, { ...wish, ...part }, today);

describe('who may seat whom', () => {
	it('[A1] is a supervisor in force whose area holds the grid, and no other role', () => {
		const roleAt = (role: Role, desk: string, more: Partial<Grant> = {}): Grant => ({
			role,
			desk,
			books: both,
			...more,
		});
		const answers = roles.map((role) => [
			role,
			asked({}, { by: [roleAt(role, role === 'worker' ? grid : community)] }),
		]);
		expect(Object.fromEntries(answers)).toEqual({
			worker: 'role',
			supervisor: null,
			dispatcher: 'role',
			unit: 'desk',
			mediator: 'role',
			'elder-care': 'role',
			volunteers: 'role',
			viewer: 'role',
			admin: 'role',
		});
		expect(asked({}, { by: [] })).toBe('desk');
		expect(asked({}, { by: [roleAt('supervisor', '120101004')] })).toBeNull();
		expect(asked({}, { by: [roleAt('supervisor', elsewhere)] })).toBe('desk');
		expect(asked({}, { by: [roleAt('supervisor', community, { to: '2026-11-26' })] })).toBe('desk');
		expect(asked({}, { by: [roleAt('supervisor', community, { from: '2026-11-28' })] })).toBe('desk');
		expect(asked({}, { by: [roleAt('supervisor', elsewhere), roleAt('viewer', community)] })).toBe('role');
	});

	it.each<[readonly Book[], readonly Book[], string | null]>([
		[['field'], ['field'], null],
		[['field'], ['field', 'care'], 'book'],
		[['field', 'care'], ['field'], null],
		[['field', 'care'], ['field', 'care'], null],
		[['field', 'care'], ['care'], 'book'],
		[['field', 'care'], [], 'book'],
		[['care'], ['care'], 'book'],
		[[], ['field'], 'book'],
	])('[A2] whoever opens %j gives %j: %s', (own, given, denial) => {
		expect(asked({ books: given }, { by: [{ ...supervisor, books: own }] })).toBe(denial);
	});

	it('[A2] never joins the books of another place to his own', () => {
		const field: Grant = { ...supervisor, books: ['field'] };
		const careElsewhere: Grant = { ...supervisor, desk: elsewhere };
		expect(asked({}, { by: [field, careElsewhere] })).toBe('book');
		expect(asked({}, { by: [field, { role: 'worker', desk: grid, books: both }] })).toBe('book');
	});

	it.each([community, '120101004', '120101', '1201', `${grid}1`, 'x'])('[A3] not at %s', (desk) => {
		expect(asked({ desk }, { by: [{ ...supervisor, desk: '1201' }] })).toBe(desk === 'x' ? 'desk' : 'grid');
	});

	it('[A4] wants a seat of the other in the community from the first day to the last', () => {
		const seat = (part: Partial<Grant>) => asked({}, { of: [{ ...worker, ...part }] });
		expect(asked({}, { of: [] })).toBe('seat');
		for (const role of roles) expect(seat({ role, desk: community })).toBeNull();
		expect(seat({ desk: `${elsewhere}001` })).toBe('seat');
		expect(seat({ role: 'viewer', desk: '120101004' })).toBe('seat');
		expect(seat({ from: wish.from, to: wish.to })).toBeNull();
		expect(seat({ to: '2026-12-02' })).toBe('seat');
		expect(seat({ from: '2026-11-28' })).toBe('seat');
		expect(seat({ ended: today })).toBe('seat');
		expect(seat({ cover: true })).toBe('seat');
	});

	it('[A5] not at a grid that is his own in that time', () => {
		const own = (part: Partial<Grant>) => asked({}, { of: [worker, { ...worker, desk: grid, ...part }] });
		expect(own({})).toBe('own-grid');
		expect(own({ from: '2026-11-29', to: '2026-11-30' })).toBe('own-grid');
		expect(own({ to: '2026-11-26' })).toBeNull();
		expect(own({ from: '2026-12-04' })).toBeNull();
		expect(own({ ended: today })).toBeNull();
		expect(own({ cover: true })).toBeNull();
		expect(own({ role: 'viewer' })).toBeNull();
	});

	it.each([
		[today, today, null],
		[today, '2027-02-26', null],
		[today, '2027-02-27', 'days'],
		['2026-12-01', '2027-03-02', null],
		['2026-11-26', '2026-11-30', 'days'],
		['2026-11-30', '2026-11-29', 'days'],
		['2026-11-31', '2026-12-03', 'days'],
		[today, '2027-02-29', 'days'],
		[today, 'tomorrow', 'days'],
		[today, '', 'days'],
	])('[A6] from %s to %s: %s', (from, to, denial) => {
		expect(asked({ from, to })).toBe(denial);
	});

	const day = fc.integer({ min: -5, max: 120 }).map((days) => dayAfter(today, days));
	const grant = fc.record(
		{
			role: fc.constantFrom(...roles),
			desk: fc.constantFrom(grid, other, community, '120101004', elsewhere, `${elsewhere}001`),
			books: fc.subarray([...both]),
			from: day,
			to: day,
			ended: day,
			cover: fc.constant(true as const),
		},
		{ requiredKeys: ['role', 'desk', 'books'] },
	);
	const grants = fc.array(grant, { maxLength: 3 });
	const wishes = fc.record({
		desk: fc.constantFrom(grid, other, community, `${elsewhere}001`),
		books: fc.subarray([...both]),
		from: day,
		to: day,
	});

	it('[A1, A2, A7] gives nobody more than the supervisor has, whatever all of them hold', () => {
		fc.assert(
			fc.property(grants, grants, wishes, (by, of, asking) => {
				if (coverDenial(by, of, asking, today) !== null) return;
				const given = coverGrant(asking);
				expect(given).toEqual({ role: 'worker', cover: true, ...asking });
				for (const book of asking.books) expect(may(by, 'administer', asking.desk, book, today, 'cover')).toBe(true);
				const actions: readonly Action[] = ['review', 'export', 'administer'];
				for (const action of actions) expect(may([given], action, asking.desk, 'field', asking.from)).toBe(false);
				expect(Date.parse(asking.to) - Date.parse(asking.from)).toBeLessThan(longestCoverDays * 86_400_000);
			}),
			{ numRuns: 2000 },
		);
	});

	it('[A8] is ended by whoever administers the grid', () => {
		const ends = (part: Partial<Grant>) => endDenial([{ ...supervisor, ...part }], grid, today);
		const allowed = roles.filter((role) => ends({ role, desk: role === 'worker' ? grid : community }) === null);
		expect(allowed).toEqual(['supervisor', 'admin']);
		expect([ends({ role: 'worker', desk: grid }), ends({ role: 'viewer' })]).toEqual(['role', 'role']);
		expect(ends({ role: 'admin', desk: '120101', books: [] })).toBeNull();
		expect(ends({ desk: elsewhere })).toBe('desk');
		expect(ends({ to: '2026-11-26' })).toBe('desk');
	});
});

describe('when it is over', () => {
	const cover = coverGrant(wish);
	const taken = (grant: Grant, written: string, day: string, action: Action = 'write', book: Book = 'care') =>
		mayHandOver([grant], action, { desk: grid, book, written, day });

	it('[A9] opens nothing before its first day, after its last, and once it was ended', () => {
		const days = ['2026-11-26', '2026-11-27', '2026-12-03', '2026-12-04'];
		expect(days.map((one) => isInForce(cover, one))).toEqual([false, true, true, false]);
		expect(days.map((one) => isInForce({ ...cover, ended: '2026-12-01' }, one))).toEqual([false, false, false, false]);
		expect([...workPlaces([worker, cover], today)]).toEqual([
			[other, new Set(both)],
			[grid, new Set(both)],
		]);
		expect([...workPlaces([worker, { ...cover, ended: today }], today).keys()]).toEqual([other]);
	});

	it('[A9] still takes what was written under it, for thirty days', () => {
		const after = '2026-12-10';
		const written = ['2026-11-26', '2026-11-27', '2026-12-03', '2026-12-04'];
		expect(written.map((one) => taken(cover, one, after))).toEqual([false, true, true, false]);
		const ended = { ...cover, ended: '2026-12-01' };
		expect(['2026-12-01', '2026-12-02'].map((one) => taken(ended, one, after))).toEqual([true, false]);
		expect(['2027-01-02', '2027-01-03'].map((one) => taken(cover, today, one))).toEqual([true, false]);
		expect(['2026-12-31', '2027-01-01'].map((one) => taken(ended, today, one))).toEqual([true, false]);
	});

	it('[A9] takes what a worker does, in the books of the grant, at its desk', () => {
		const actions: readonly Action[] = ['read', 'write', 'amend', 'withdraw', 'review', 'export', 'administer'];
		const answers = actions.filter((action) => taken(cover, today, '2026-12-10', action));
		expect(answers).toEqual(['write', 'amend', 'withdraw']);
		expect(taken({ ...cover, books: ['field'] }, today, '2026-12-10')).toBe(false);
		expect(taken({ ...cover, desk: other }, today, '2026-12-10')).toBe(false);
		expect(taken({ ...cover, role: 'supervisor' }, today, '2026-12-10')).toBe(false);
		// A grant without end has not ended.
		expect(taken({ role: 'worker', desk: grid, books: both }, today, '2026-12-10')).toBe(false);
	});
});

const dayAfter = (day: string, days: number): string =>
	new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);
