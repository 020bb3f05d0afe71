import type { Problem } from './kind.ts';

/** Bodies as people write them; the first is the shortest that is taken. */
export const samples = [
	{ category: 'safety', where: '3 号楼 2 门', severity: 'normal', handling: 'solved' },
	{
		category: 'facility',
		item: '楼道灯不亮',
		where: '3-2 三层',
		severity: 'urgent',
		handling: 'report',
		note: '老人夜里下楼看不见',
		during: '019ab000-0000-7000-8000-000000000001',
		again: '2026-11-30',
	},
	{
		category: 'works',
		where: '小区东门',
		severity: 'critical',
		handling: 'report',
		again: '2026-11-30',
		settled: '2026-11-29',
		position: { lat: 39.13, lon: 117.2, accuracy: 8, age: 0 },
	},
] as const satisfies readonly Problem[];
