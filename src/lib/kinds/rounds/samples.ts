import type { Rule } from '#lib/registers/rules.ts';

/** Bodies as people write them; the first is the shortest that is taken. */
export const samples = [
	{ from: '2026-12-01', households: { default: 'quarter' }, elders: { high: 7, key: 30, general: 90 } },
	{
		from: '2026-12-01',
		households: { default: 'quarter', owner: 'half-year', tenant: 'month', public: 'quarter', other: 'month' },
		elders: { high: 3, key: 15, general: 60 },
		extra: [
			{ name: 'cold', from: '2026-12-15', to: '2027-01-31', elders: { high: 1, key: 7 } },
			{
				name: 'festival',
				label: '春节前',
				from: '2027-01-20',
				to: '2027-02-05',
				households: { default: 'month' },
				elders: { general: 15 },
			},
			{ name: 'heat', from: '2027-07-10', to: '2027-08-20', elders: { high: 2 } },
			{ name: 'other', label: '供暖检修', from: '2027-03-01', to: '2027-03-20', households: { public: 'month' } },
		],
	},
] as const satisfies readonly Rule[];
