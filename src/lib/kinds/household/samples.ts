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
	},
	{ label: '甲1-B01', building: '甲1', floor: -1, door: 'B01', tenure: 'vacant', note: '地下室' },
] as const satisfies readonly Household[];
