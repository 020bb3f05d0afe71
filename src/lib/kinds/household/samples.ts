import type { Household } from '#lib/registers/register.ts';

/** Bodies as people write them; the first is the shortest that is taken. */
export const samples = [
	{ label: '3-501', building: '3', door: '501' },
	{
		label: '3-2-501',
		building: '3',
		unit: 2,
		floor: 5,
		door: '501',
		tenure: 'owner',
		phone: '022-27330000',
		caution: '有狗',
		away: { from: '2026-11-01', until: '2026-11-20' },
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
	{ label: '甲1-B01', building: '甲1', floor: -1, door: 'B01', tenure: 'vacant', note: '地下室' },
] as const satisfies readonly Household[];
