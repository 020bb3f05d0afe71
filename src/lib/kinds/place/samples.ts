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
	},
	{ sort: 'shop', name: '便民超市', phone: '022-27330000', note: '早七点开门' },
] as const satisfies readonly Place[];
