import { describe, expect, it } from 'vitest';
import { books } from '#lib/ledger/page.ts';
import {
	actionOf,
	actions,
	denialOf,
	isInForce,
	reaches,
	mayAnywhere,
	readingOf,
	relationOf,
	seatDenial,
	workDesks,
	type Grant,
} from './policy.ts';

const today = '2026-11-23';

const community = '120101004010';
const grid = `${community}001`;
describe('the table of who may do what', () => {
	it('says no to whoever holds nothing', () => {
		for (const action of actions)
			for (const book of books) expect(denialOf([], action, grid, book, today)).toBe('desk');
	});

	it('never joins the role of one grant with the book or the desk of another', () => {
		const worker: Grant = { role: 'worker', desk: grid, books: ['field'] };
		const viewer: Grant = { role: 'viewer', desk: community, books: ['field', 'care'] };
		expect(denialOf([worker, viewer], 'write', grid, 'care', today)).toBe('book');
		expect(denialOf([worker, viewer], 'write', `${community}002`, 'field', today)).toBe('role');
		expect(denialOf([worker, viewer], 'read', grid, 'care', today)).toBeNull();
		expect(denialOf([worker, viewer], 'review', grid, 'field', today)).toBe('role');
	});

	it('asks only the grants in force', () => {
		const past: Grant = { role: 'worker', desk: grid, books: ['care'], to: '2026-11-22' };
		const now: Grant = { role: 'worker', desk: grid, books: ['field'], from: today };
		expect(denialOf([past, now], 'write', grid, 'care', today)).toBe('book');
		expect(denialOf([past, now], 'write', grid, 'care', '2026-11-22')).toBeNull();
	});
});

describe('the pieces of the table', () => {
	it('open ends of a grant are open', () => {
		expect(isInForce({ role: 'worker', desk: grid, books: [] }, '1970-01-01')).toBe(true);
		expect(isInForce({ role: 'worker', desk: grid, books: [], from: today }, '9999-12-31')).toBe(true);
	});

	it('a code reaches what begins with it, and never a longer neighbour', () => {
		const street: Grant = { role: 'viewer', desk: '120101004', books: [] };
		expect(['120101004', community, grid].map((desk) => reaches(street, desk))).toEqual([true, true, true]);
		expect(['120101', '120101005', '120101040010'].map((desk) => reaches(street, desk))).toEqual([false, false, false]);
	});

	it('tells how a desk stands to another', () => {
		const around = [grid, `${community}002`, community, '120101004', '120101004011', 'x'];
		expect(around.map((desk) => relationOf(community, desk))).toEqual([
			'below',
			'below',
			'own',
			'above',
			'beside',
			'beside',
		]);
	});

	it('says what a screen shows at all, and what is listed for whom', () => {
		const admin: Grant = { role: 'admin', desk: community, books: [] };
		const dispatcher: Grant = { role: 'dispatcher', desk: '120101004', books: ['field'] };
		expect(mayAnywhere([admin], 'read', today)).toBe(false);
		expect(mayAnywhere([admin], 'administer', today, 'accounts')).toBe(true);
		expect(mayAnywhere([dispatcher], 'read', today)).toBe(false);
		expect(mayAnywhere([dispatcher], 'read', today, 'problem')).toBe(true);
		expect(seatDenial([admin], 'read', 'accounts', grid, today)).toBeNull();
		expect(seatDenial([admin], 'read', 'accounts', '120101004', today)).toBe('desk');
		expect(readingOf(admin)).toBeNull();
		expect(readingOf(dispatcher)).toBeNull();
		expect(readingOf({ role: 'viewer', desk: community, books: ['field'] })).toEqual({
			books: ['field'],
			exact: false,
		});
		expect(readingOf({ role: 'worker', desk: grid, books: ['care'] })).toEqual({ books: ['care'], exact: true });
	});

	it('an entry is a write unless it is about another', () => {
		expect(['visit', 'elder', 'amend', 'review', 'withdraw'].map(actionOf)).toEqual([
			'write',
			'write',
			'amend',
			'review',
			'withdraw',
		]);
	});

	it('a phone replicates the desks that its worker holds now, each once', () => {
		const grants: readonly Grant[] = [
			{ role: 'worker', desk: grid, books: ['field'] },
			{ role: 'worker', desk: grid, books: ['care'] },
			{ role: 'worker', desk: `${community}002`, books: ['field'], to: '2026-11-22' },
			{ role: 'supervisor', desk: community, books: ['field'] },
		];
		expect(workDesks(grants, today)).toEqual([grid]);
		expect(workDesks(grants, '2026-11-22')).toEqual([grid, `${community}002`]);
	});
});
