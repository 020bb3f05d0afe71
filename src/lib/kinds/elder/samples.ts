import type { Elder } from '#lib/registers/register.ts';

const household = '019ab000-0000-7000-8000-000000000001';

/** Bodies as people write them; the first is the shortest that is taken. */
export const samples = [
	{ household, tier: 'general', types: [], contacts: [] },
	{
		household,
		tier: 'high',
		types: ['alone', 'disabled'],
		health: '高血压，每日服药',
		hardship: '低保',
		contacts: [{ relation: 'child', name: '李娜', phone: '13900000000' }],
		note: '上午在家',
		source: { import: '019ab000-0000-7000-8000-0000000000aa', list: 'roster' },
		sameAs: '019ab000-0000-7000-8000-0000000000bb',
		movedTo: { desk: '120101004010002', id: '019ab000-0000-7000-8000-0000000000cc', day: '2026-11-23' },
		was: { desk: '120101004010003', id: '019ab000-0000-7000-8000-0000000000dd' },
		carried: {
			last: '001763863200000-0000',
			alarm: { id: '019ab000-0000-7000-8000-0000000000ee', hlc: '001763863100000-0000' },
			same: ['019ab000-0000-7000-8000-0000000000ff'],
		},
		notSame: ['019ab000-0000-7000-8000-0000000000ab'],
	},
] as const satisfies readonly Elder[];
