import type { ImportBody } from './kind.ts';

const none = { buildings: 0, households: 0, residents: 0, elders: 0, changed: 0, conflicts: 0, doubtful: 0 };

/** Bodies as imports write them; the first is the shortest that is taken. */
export const samples = [
	{ file: '名册.csv', sha256: '0'.repeat(64), list: 'roster', day: '2026-11-23', counts: none },
	{
		file: '朝阳里 底册（11月）.xlsx',
		sha256: 'ab'.repeat(32),
		list: 'disability',
		day: '2026-11-20',
		counts: { buildings: 2, households: 120, residents: 305, elders: 24, changed: 12, conflicts: 3, doubtful: 1 },
		takenBack: { by: 'super01', day: '2026-11-23', withdrawn: 448, restored: 11, kept: 4 },
	},
] as const satisfies readonly ImportBody[];
