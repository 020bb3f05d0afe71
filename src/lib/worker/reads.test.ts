import { expect, it } from 'vitest';
import { readAt, subjectOf } from './reads.ts';

const at = (route: string | null, params: Record<string, string> = {}, about: string | null = null) => ({
	route,
	params,
	about,
});

it('[D120] a screen that shows a card names whose', () => {
	expect(subjectOf(at('/(worker)/household/[id]', { id: 'home' }))).toBe('home');
	expect(subjectOf(at('/(worker)/household/[id]/change', { id: 'home' }))).toBe('home');
	expect(subjectOf(at('/(worker)/entry/[id]', { id: 'person' }))).toBe('person');
	expect(subjectOf(at('/(worker)/entry/[id]/amend', { id: 'person' }))).toBe('person');
	expect(subjectOf(at('/(worker)/calls/[elder]', { elder: 'elder' }))).toBe('elder');
	expect(subjectOf(at('/(worker)/record/[kind]', { kind: 'visit' }, 'home'))).toBe('home');
	for (const route of ['/(worker)/today', '/(worker)/ledger', '/(worker)/record', null])
		expect(subjectOf(at(route))).toBeNull();
});

it('[D120] a hit of a search that is opened is told apart', () => {
	const home = at('/(worker)/household/[id]', { id: 'home' });
	expect([readAt(home, true), readAt(home, false), readAt(at('/(worker)/today'), true)]).toEqual([
		{ act: 'search', subject: 'home' },
		{ act: 'card', subject: 'home' },
		null,
	]);
});
