import type { Erasure } from './kind.ts';

/** Bodies as the server writes them; the first is the shortest that is taken. */
export const samples = [
	{ erasure: '019ab000-0000-7000-8000-0000000000ee', ground: 'consent', entries: 1, stripped: 0 },
	{ erasure: '019ab000-0000-7000-8000-0000000000ef', ground: 'done', entries: 27, stripped: 2 },
] as const satisfies readonly Erasure[];
