import { describe, expect, it } from 'vitest';
import type { Grant } from '#lib/access/policy.ts';
import type { Entry } from '#lib/ledger/entry.ts';
import { hlcOf } from '#lib/ledger/clock.ts';
import { textToPage, type PageId } from '#lib/ledger/page.ts';
import { createEntries, grid, idOf, morning, otherGrid } from '#tests/support/entries.ts';
import { carePage, fieldPage, grantsOf } from '#tests/support/rooms.ts';
import { createJudge, defaultRules } from './gate.ts';
import type { Author } from './rooms.ts';

const day = 86_400_000;
const register: PageId = `${grid}/field/register`;
const { make, amend, photo, seen, withdraw } = createEntries();

interface Case {
	readonly page?: PageId;
	readonly account?: string;
	readonly grants?: readonly Grant[];
	readonly now?: number;
	readonly target?: Entry;
	readonly targetPage?: PageId;
	readonly steward?: true;
}

function verdict(
	entry: Entry,
	{ page = fieldPage, account = 'grid01', grants, now = morning + day, target, targetPage, steward }: Case = {},
) {
	const parsed = textToPage(page);
	if (!parsed.ok) throw new Error(page);
	const author: Author = { account, grants: grants ?? grantsOf[account]!, device: null, steward };
	const judge = createJudge({ page: parsed.value, author, now, rules: { ...defaultRules, timeZone: 'Asia/Shanghai' } });
	return judge(entry, target && { entry: target, page: targetPage ?? fieldPage, arrived: 0 })?.code ?? 'taken';
}

describe('the gate on one entry', () => {
	it('takes an honest visit, amendment, review and withdrawal', () => {
		const target = make();
		expect(verdict(target)).toBe('taken');
		expect(verdict(amend(target, [], { note: '补充' }), { target })).toBe('taken');
		expect(verdict(seen(target), { target, account: 'super01' })).toBe('taken');
		expect(verdict(withdraw(target), { target })).toBe('taken');
	});

	it('[S22] refuses what is signed by another account', () => {
		expect(verdict(make({ by: 'grid02' }))).toBe('author');
		expect(verdict(make({ by: 'grid02' }), { steward: true })).toBe('taken');
	});

	it('[S23, A10] takes a photo from whoever may write the record that it is added to, and where that lies', () => {
		const [target, problem] = [make(), make({ kind: 'problem' })];
		expect(verdict(photo(target), { target })).toBe('taken');
		expect(verdict(photo(target, {}, { by: 'street01' }), { target, account: 'street01' })).toBe('role');
		const dispatcher: Grant = { role: 'dispatcher', desk: grid.slice(0, 12), books: ['field'] };
		const own = {
			grants: [dispatcher],
			page: `${grid.slice(0, 12)}/field/2026-11`,
			targetPage: `${grid.slice(0, 12)}/field/2026-11`,
		};
		const there = (one: Entry) => ({ ...one, desk: grid.slice(0, 12) });
		expect(verdict(there(photo(problem)), { ...own, target: there(problem) })).toBe('taken');
		expect(verdict(there(photo(target)), { ...own, target: there(target) })).toBe('role');
		expect(verdict(photo(target), { page: carePage, target, targetPage: fieldPage })).toBe('book');
		expect(verdict(photo(target), { page: carePage, target, targetPage: carePage })).toBe('taken');
	});

	it('[S23] refuses another desk, a book or role that is not held, and a grant not in force', () => {
		expect(verdict(make({ desk: otherGrid }))).toBe('desk');
		expect(verdict(make({ desk: otherGrid }), { page: `${otherGrid}/field/2026-11` })).toBe('desk');
		expect(verdict(make({ kind: 'check-in', by: 'field01' }), { account: 'field01', page: carePage })).toBe('book');
		expect(verdict(make({ kind: 'check-in' }))).toBe('book');
		expect(verdict(seen(make(), [], { by: 'grid01' }))).toBe('role');
		expect(verdict(make({ by: 'street01' }), { account: 'street01' })).toBe('role');
		const cover: Grant = { role: 'worker', desk: grid, books: ['field'], from: '2026-11-24', to: '2026-11-25' };
		expect(
			[-1, 0, 1, 2].map((shift) => verdict(make(), { grants: [cover], now: morning + (1 + shift) * day })),
		).toEqual(['desk', 'taken', 'taken', 'desk']);
	});

	it('[S23] takes for thirty days what was written under a grant that has ended since, and nothing written later', () => {
		const cover: Grant = {
			role: 'worker',
			desk: grid,
			books: ['field'],
			from: '2026-11-20',
			to: '2026-11-25',
			cover: true,
		};
		const after = { grants: [cover], now: Date.UTC(2026, 11, 5) };
		expect(verdict(make(), after)).toBe('taken');
		expect(verdict(make({ ms: morning + 3 * day }), after)).toBe('desk');
		expect(verdict(make({ ms: morning - 4 * day }), after)).toBe('desk');
		expect(verdict(make({ kind: 'check-in' }), { ...after, page: carePage })).toBe('desk');
		expect(verdict(make(), { ...after, now: Date.UTC(2026, 11, 26) })).toBe('desk');
		const ended = { ...after, grants: [{ ...cover, ended: '2026-11-23' }], now: morning + 3_600_000 };
		expect(verdict(make(), ended)).toBe('taken');
		expect(verdict(make({ ms: morning + day }), { ...ended, now: morning + 2 * day })).toBe('desk');
		const target = make();
		expect(verdict(seen(target, [], { by: 'grid01' }), { ...ended, target })).toBe('desk');
	});

	it('[S24] wants the page of the month of writing, a day to and fro', () => {
		const month = Date.UTC(2026, 9, 31, 16);
		const at = (ms: number, now = ms) => verdict(make({ ms }), { now });
		expect(at(month)).toBe('taken');
		expect(at(month - day + 1)).toBe('taken');
		expect(at(month - day - 1)).toBe('period');
		expect(verdict(make({ ms: month - 2 * day, at: new Date(month).toISOString() }))).toBe('taken');
		expect(verdict(make({ ms: Date.UTC(2026, 11, 1, 15) }), { now: Date.UTC(2026, 11, 3) })).toBe('taken');
		expect(verdict(make({ ms: Date.UTC(2026, 11, 2, 17) }), { now: Date.UTC(2026, 11, 3) })).toBe('period');
	});

	it('[S24] takes late entries until the month is closed, and then on the page of arrival', () => {
		const late = make();
		expect(verdict(late, { now: Date.UTC(2027, 0, 14) })).toBe('taken');
		expect(verdict(late, { now: Date.UTC(2027, 0, 16) })).toBe('period');
		expect(verdict(late, { now: Date.UTC(2027, 0, 16), page: `${grid}/field/2027-01` })).toBe('taken');
		expect(verdict(late, { now: Date.UTC(2027, 0, 14), page: `${grid}/field/2027-01` })).toBe('period');
		expect(verdict(late, { now: Date.UTC(2027, 0, 16), steward: true })).toBe('taken');
	});

	it('[S24] keeps registers on the register page and records off it', () => {
		const place = make({ kind: 'place', body: { sort: 'building', name: '3 号楼' } });
		expect(verdict(place, { page: register })).toBe('taken');
		expect(verdict(place)).toBe('period');
		expect(verdict(make(), { page: register })).toBe('period');
	});

	it('[S25] refuses a clock ahead of the server and takes one behind, and any `at`', () => {
		const now = morning;
		expect(verdict(make({ hlc: hlcOf(now + 600_001) }), { now })).toBe('clock');
		expect(verdict(make({ hlc: hlcOf(now + 600_000) }), { now })).toBe('taken');
		expect(verdict(make({ hlc: hlcOf(now - 5 * day) }), { now })).toBe('taken');
		expect(verdict(make({ hlc: hlcOf(now - 399 * day) }), { now })).toBe('taken');
		expect(verdict(make({ hlc: hlcOf(now - 401 * day) }), { now })).toBe('clock');
		expect(verdict(make({ hlc: hlcOf(0) }), { now })).toBe('clock');
		expect(verdict(make({ at: '2031-01-01T00:00:00Z', ms: now, hlc: hlcOf(now) }), { now })).toBe('taken');
	});

	it('[S26] lets only the author withdraw, and nobody reach into another book', () => {
		const target = make({ by: 'grid02' });
		expect(verdict(withdraw(target), { target })).toBe('author');
		expect(verdict(withdraw(target))).toBe('taken');
		const checkIn = make({ kind: 'check-in', body: { outcome: 'met' } });
		expect(verdict(withdraw(checkIn), { target: checkIn, targetPage: carePage })).toBe('book');
		expect(verdict(amend(checkIn, [], { well: true }))).toBe('book');
		expect(verdict(amend({ ...target, kind: 'patrol' }, [], {}), { target })).toBe('schema');
	});

	it('[S27] refuses what is not as its kind says', () => {
		expect(verdict(make({ kind: 'unheard-of' }))).toBe('kind-unknown');
		expect(verdict(make({ v: 2 }))).toBe('version');
		expect(verdict(make({ body: { outcome: 'perhaps' } }))).toBe('schema');
		expect(verdict(make({ re: idOf(5) }))).toBe('envelope');
		expect(verdict(amend(make(), [], { outcome: 'perhaps' }))).toBe('schema');
	});
});
