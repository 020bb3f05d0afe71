import { describe, expect, it } from 'vitest';
import type { Grant } from '#lib/access/policy.ts';
import type { CoverView, Person } from './api.ts';
import { choicesFor, endDays, ownGrids, stateOf, substitutes } from './cover.ts';

const today = '2026-11-27';
const community = '120101004010';
const grids = [1, 2, 3].map((number) => ({
	code: `${community}00${number}`,
	name: `${number}`,
	level: 'grid' as const,
}));
const [first, second, third] = grids.map(({ code }) => code) as [string, string, string];
const worker = (account: string, desk: string, ...more: Grant[]): Person => ({
	account,
	name: account,
	grants: [{ role: 'worker', desk, books: ['field', 'care'] }, ...more],
});
const supervisor: Grant = { role: 'supervisor', desk: community, books: ['field', 'care'] };
const cover: Grant = { role: 'worker', desk: first, books: ['field'], from: today, to: '2026-12-01', cover: true };
const wang = worker('wang', first);
const li = worker('li', second, cover);
const zhang: Person = { account: 'zhang', name: 'zhang', grants: [supervisor] };
const past: Person = {
	account: 'past',
	name: 'past',
	grants: [{ role: 'worker', desk: third, books: ['field'], to: '2026-11-01' }],
};
const people = [wang, li, zhang, past];

describe('setting a cover', () => {
	it('offers those who hold a grid of their own today', () => {
		expect(substitutes(people, today)).toEqual([wang, li]);
		expect(ownGrids(li, today)).toEqual([second]);
	});

	it('offers every grid but the own one, with whose it is, also one that is nobody’s', () => {
		const offer = { people, grids, grants: [supervisor], today };
		expect(choicesFor(wang, offer).map(({ grid, owners, care }) => [grid.code, owners, care])).toEqual([
			[second, [li], true],
			[third, [], true],
		]);
		expect(choicesFor(li, offer).map(({ grid }) => grid.code)).toEqual([first, third]);
		expect(choicesFor(past, offer)).toEqual([]);
	});

	it('opens the elders’ book when the own worker keeps it and the supervisor may', () => {
		const fieldOnly: Person = {
			account: 'plain',
			name: 'plain',
			grants: [{ role: 'worker', desk: third, books: ['field'] }],
		};
		const offer = { people: [...people, fieldOnly], grids, grants: [supervisor], today };
		expect(choicesFor(wang, offer).map(({ care }) => care)).toEqual([true, false]);
		const plainSupervisor: Grant = { ...supervisor, books: ['field'] };
		expect(choicesFor(wang, { ...offer, grants: [plainSupervisor] }).map(({ care }) => care)).toEqual([false, false]);
		expect(choicesFor(wang, { ...offer, grants: [] })).toEqual([]);
	});

	it.each([
		['2026-11-23', '2026-11-29'],
		['2026-11-27', '2026-11-29'],
		['2026-11-29', '2026-11-29'],
		['2026-12-31', '2027-01-03'],
	])('the week of %s ends on Sunday, %s', (day, sunday) => {
		expect(endDays(day)).toMatchObject({ today: day, week: sunday });
		expect(new Date(sunday).getUTCDay()).toBe(0);
	});

	it('counts the first day', () => {
		expect(endDays('2026-11-27')).toEqual({
			today: '2026-11-27',
			three: '2026-11-29',
			week: '2026-11-29',
			fortnight: '2026-12-10',
		});
	});

	it('says where a cover stands', () => {
		const view = { from: '2026-11-26', to: '2026-11-28' } as CoverView;
		expect(['2026-11-25', '2026-11-26', '2026-11-28', '2026-11-29'].map((day) => stateOf(view, day))).toEqual([
			'later',
			'now',
			'now',
			'over',
		]);
		expect(stateOf({ ...view, ended: { by: 'super01', byName: '', at: 0, day: today } }, today)).toBe('ended');
	});
});
