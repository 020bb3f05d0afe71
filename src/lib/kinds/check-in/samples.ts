import type { CheckIn } from './kind.ts';

/** Bodies as people write them; the first is the shortest that is taken. */
export const samples = [
	{ outcome: 'not-seen' },
	{ outcome: 'met', well: true },
	{ outcome: 'phone', well: true, note: '声音有精神', position: { lat: 39.13, lon: 117.2, accuracy: 25 } },
	{
		outcome: 'met',
		checks: { health: { level: 'watch', note: '膝盖疼，走路慢' }, economy: { level: 'ok' }, special: { level: 'bad' } },
	},
	{ outcome: 'not-seen', called: [{ who: '女儿', result: '没接' }, { who: '邻居 3-2-502' }] },
	{ outcome: 'found', how: 'hospital', note: '昨晚送医，女儿陪着' },
] as const satisfies readonly CheckIn[];
