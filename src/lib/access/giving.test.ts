import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Book } from '#lib/ledger/page.ts';
import { accountDenial, endSeatDenial, giveDenial, isListed, type Whom } from './giving.ts';
import { may, roles, seatDenial, type Grant, type Role } from './policy.ts';

const today = '2026-11-27';
const district = '120101';
const street = '120101004';
const community = '120101004010';
const grid = `${community}001`;
const elsewhere = '120102';
const both: readonly Book[] = ['field', 'care'];
const admin = (part: Partial<Grant> = {}): Grant => ({ role: 'admin', desk: street, books: [], ...part });
const worker = (part: Partial<Grant> = {}): Grant => ({ role: 'worker', desk: grid, books: both, ...part });
const whom = (part: Partial<Whom> = {}): Whom => ({ account: 'wang', home: grid, grants: [worker()], ...part });
const give = (seat: Grant, by: readonly Grant[] = [admin()], account = 'wang') =>
	giveDenial({ account: 'han', grants: by }, { account }, seat, today);

describe('whom an administrator reaches', () => {
	it('[A14] only accounts whose standing seats all lie in his area', () => {
		const reach = (part: Partial<Whom>, by: readonly Grant[] = [admin()]) => accountDenial(by, whom(part), today);
		expect(reach({})).toBeNull();
		expect(reach({ grants: [worker(), worker({ desk: elsewhere })] })).toBe('desk');
		expect(reach({ grants: [{ role: 'viewer', desk: district, books: both }] })).toBe('desk');
		expect(reach({ grants: [worker(), worker({ desk: elsewhere, to: '2026-11-26' })] })).toBeNull();
		expect(reach({ grants: [worker(), worker({ desk: elsewhere, ended: today })] })).toBeNull();
		expect(reach({ grants: [worker({ desk: elsewhere, from: '2027-01-01' })] })).toBe('desk');
		expect(reach({ grants: [] })).toBeNull();
		expect(reach({ grants: [], home: elsewhere })).toBe('desk');
		expect(reach({ grants: [], home: null })).toBe('desk');
		expect(reach({}, [admin({ to: '2026-11-26' })])).toBe('desk');
		expect(reach({}, [{ role: 'supervisor', desk: community, books: both }])).toBe('role');
	});

	it('[A14] lists who has or had something there, and shows nobody else', () => {
		const listed = (part: Partial<Whom>) => isListed([admin()], whom(part), today);
		expect(listed({ grants: [worker(), worker({ desk: elsewhere })] })).toBe(true);
		expect(listed({ grants: [worker({ ended: today })], home: elsewhere })).toBe(true);
		expect(listed({ grants: [], home: grid })).toBe(true);
		expect(listed({ grants: [worker({ desk: elsewhere })], home: elsewhere })).toBe(false);
	});
});

describe('what seats he may give', () => {
	it('[A15] in his area and below, to others alone', () => {
		expect(give(worker())).toBeNull();
		expect(give(worker(), [admin()], 'han')).toBe('own');
		expect(give({ role: 'viewer', desk: district, books: both })).toBe('desk');
		expect(give({ role: 'viewer', desk: elsewhere, books: both })).toBe('desk');
		expect(give(worker(), [{ role: 'supervisor', desk: community, books: both }])).toBe('role');
		expect(give(worker(), [admin({ ended: today })])).toBe('desk');
	});

	it.each<[string, Grant, string | null]>([
		['a worker at a community', worker({ desk: community }), 'level'],
		['a supervisor of a community', { role: 'supervisor', desk: community, books: both }, null],
		['a role without screens', { role: 'dispatcher', desk: street, books: both }, 'level'],
		['a worker without a book', worker({ books: [] }), 'books'],
		['an administrator with a book', admin({ books: ['field'] }), 'books'],
		['days that are none', worker({ to: '2026-02-30' }), 'days'],
		['days turned round', worker({ from: '2026-12-02', to: '2026-12-01' }), 'days'],
		['days that are past', worker({ to: '2026-11-26' }), 'days'],
		['days from last month on', worker({ from: '2026-10-01' }), null],
	])('[A16] %s', (_, seat, denial) => {
		expect(give(seat)).toBe(denial);
	});

	it('[A17] an administrator’s seat lasts no longer than his own', () => {
		const mine = [admin({ to: '2026-12-31' })];
		expect(give(admin({ desk: community, to: '2026-12-31' }), mine)).toBeNull();
		expect(give(admin({ desk: community, to: '2027-01-01' }), mine)).toBe('longer');
		expect(give(admin({ desk: community }), mine)).toBe('longer');
		expect(give(worker(), mine)).toBeNull();
		expect(give(admin({ desk: community }), [...mine, admin({ desk: community })])).toBeNull();
	});

	it('[A15] ends or shortens only what lies in his area and is another’s', () => {
		const end = (seat: Grant, account = 'wang') =>
			endSeatDenial({ account: 'han', grants: [admin()] }, { account }, seat, today);
		expect([end(worker()), end(worker({ desk: elsewhere })), end(admin(), 'han')]).toEqual([null, 'desk', 'own']);
	});

	it('[A15, A17] whatever he gives, whoever gets it reaches no account and no desk beyond his', () => {
		const desks = ['1201', district, street, community, grid, elsewhere, `${elsewhere}001`];
		const grant = fc.record(
			{
				role: fc.constantFrom<Role>(...roles),
				desk: fc.constantFrom(...desks),
				books: fc.subarray([...both]),
				from: fc.constantFrom('2026-11-01', '2026-12-01'),
				to: fc.constantFrom('2026-11-10', '2026-12-31'),
			},
			{ requiredKeys: ['role', 'desk', 'books'] },
		);
		fc.assert(
			fc.property(fc.array(grant, { maxLength: 3 }), grant, (by, seat) => {
				if (giveDenial({ account: 'han', grants: by }, { account: 'wang' }, seat, today) !== null) return;
				for (const desk of desks) {
					const reads = both.some((book) => may([seat], 'read', desk, book, seat.from ?? today));
					const administers = seatDenial([seat], 'administer', 'accounts', desk, seat.from ?? today) === null;
					if (reads || administers) expect(seatDenial(by, 'administer', 'accounts', desk, today)).toBeNull();
				}
			}),
			{ numRuns: 2000 },
		);
	});
});
