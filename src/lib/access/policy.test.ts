import { describe, expect, it } from 'vitest';
import { books } from '#lib/ledger/page.ts';
import {
	actionOf,
	denialOf,
	isInForce,
	may,
	reaches,
	roles,
	workDesks,
	type Action,
	type Grant,
	type Role,
} from './policy.ts';

const actions: readonly Action[] = ['read', 'write', 'amend', 'withdraw', 'review', 'export', 'administer'];
const today = '2026-11-23';

/** The table as people agreed on it, written a second time. */
const agreed: Record<Role, Record<Action, boolean>> = {
	worker: { read: true, write: true, amend: true, withdraw: true, review: false, export: false, administer: false },
	supervisor: { read: true, write: true, amend: true, withdraw: true, review: true, export: true, administer: true },
	viewer: { read: true, write: false, amend: false, withdraw: false, review: false, export: false, administer: false },
	admin: { read: false, write: false, amend: false, withdraw: false, review: false, export: false, administer: true },
};

const community = '120101004010';
const grid = `${community}001`;
const desks = {
	'its own': (own: string) => own,
	'one below': (own: string) => (own === community ? grid : `${own}9`),
	'the one above': (own: string) => own.slice(0, -3),
	'its neighbour': (own: string) => `${own.slice(0, -1)}2`,
} as const;

const days = {
	'the day before it begins': '2026-10-31',
	'its first day': '2026-11-01',
	'its last day': '2026-11-30',
	'the day after it ends': '2026-12-01',
};

describe('the table of who may do what', () => {
	const rows = roles.flatMap((role) => actions.flatMap((action) => books.map((book) => ({ role, action, book }))));

	it.each(rows)('$role, $action, $book: at every desk, with the book and without', ({ role, action, book }) => {
		const desk = role === 'worker' ? grid : community;
		for (const [where, deskOf] of Object.entries(desks)) {
			const isReached = where === 'its own' || (where === 'one below' && role !== 'worker');
			for (const held of [[], ['field'], ['care'], ['field', 'care']] as const) {
				const grant: Grant = { role, desk, books: held };
				const expected = !isReached
					? 'desk'
					: !agreed[role][action]
						? 'role'
						: (held as readonly string[]).includes(book)
							? null
							: 'book';
				expect([where, held, denialOf([grant], action, deskOf(desk), book, today)]).toEqual([where, held, expected]);
				expect(may([grant], action, deskOf(desk), book, today)).toBe(expected === null);
			}
		}
	});

	it.each(roles)('%s: holds from its first day to its last', (role) => {
		const grant: Grant = { role, desk: grid, books: ['field'], from: '2026-11-01', to: '2026-11-30' };
		const action = actions.find((each) => agreed[role][each])!;
		const answers = Object.values(days).map((day) => denialOf([grant], action, grid, 'field', day));
		expect(answers).toEqual(['desk', null, null, 'desk']);
	});

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
