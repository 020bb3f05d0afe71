import type { Resident } from '#lib/registers/register.ts';

/** Bodies as people write them; the first is the shortest that is taken. */
export const samples = [
	{ name: '张桂兰' },
	{
		name: '欧阳·阿依古丽',
		sex: 'f',
		birth: '1948-02-29',
		relation: '户主',
		phone: '13800000000',
		note: '听力不好',
		presence: 'hospital',
		since: '2026-11-01',
		until: '2026-12-01',
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
	{ name: '王大爷', birth: '1939' },
] as const satisfies readonly Resident[];
