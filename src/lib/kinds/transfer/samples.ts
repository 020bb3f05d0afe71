import type { Transfer } from './kind.ts';

/** Bodies as the server writes them; the first is the shortest that is taken. */
export const samples = [
	{
		from: '120101004010001',
		to: '120101004010002',
		day: '2026-12-01',
		what: '3号楼',
		places: ['019ab000-0000-7000-8000-0000000000aa'],
		households: [],
		doors: 48,
		people: 126,
		elders: 9,
		matters: 3,
	},
	{
		from: '120101004010002',
		to: '120101004010001',
		day: '2026-12-02',
		what: '3-2-501 等 2 户',
		places: [],
		households: ['019ab000-0000-7000-8000-0000000000bb', '019ab000-0000-7000-8000-0000000000cc'],
		doors: 2,
		people: 5,
		elders: 1,
		matters: 0,
		undoes: '019ab000-0000-7000-8000-0000000000dd',
		note: '转错了',
	},
] as const satisfies readonly Transfer[];
