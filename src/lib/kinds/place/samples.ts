import type { Place } from '#lib/registers/register.ts';

/** Bodies as people write them; the first is the shortest that is taken. */
export const samples = [
	{ sort: 'route', name: '一号线' },
	{
		sort: 'building',
		name: '3 号楼',
		units: 4,
		floors: 6,
		doors: 2,
		address: '新兴街道朝阳里',
		lat: 39.13,
		lon: 117.2,
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
	{ sort: 'shop', name: '便民超市', phone: '022-27330000', note: '早七点开门' },
] as const satisfies readonly Place[];
