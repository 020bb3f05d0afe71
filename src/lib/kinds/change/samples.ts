import type { Change } from './kind.ts';

const person = '019ab000-0000-7000-8000-0000000000a1';
const other = '019ab000-0000-7000-8000-0000000000a2';
const amendment = '019ab000-0000-7000-8000-0000000000b1';

/** Bodies as people write them; the first is the shortest that is taken. */
export const samples = [
	{ what: 'vacant', day: '2026-11-23', people: [], did: [] },
	{ what: 'moved-out', day: '2026-09-03', people: [person, other], did: [amendment], note: '搬去女儿家 🏠' },
	{
		what: 'absent',
		day: '2026-11-20',
		people: [person],
		how: 'hospital',
		until: '2026-12-01',
		note: '做白内障手术',
		did: [amendment],
	},
	{ what: 'died', day: '2026-11-22', people: [person], did: [amendment] },
	{ what: 'wrong-door', day: '2026-11-23', people: [], did: [amendment] },
] as const satisfies readonly Change[];
