import type { Patrol } from './kind.ts';

/** Bodies as people write them; the first is the shortest that is taken. */
export const samples = [
	{ route: '一号线：1–4 号楼', result: 'nothing' },
	{ route: '一号线', result: 'problems', note: '3 号楼 2 门堆物', position: { lat: 39.13, lon: 117.2, accuracy: 30 } },
] as const satisfies readonly Patrol[];
