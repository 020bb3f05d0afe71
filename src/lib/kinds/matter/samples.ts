import type { Matter } from './kind.ts';

const was = { desk: '120101004010001', id: '019ab000-0000-7000-8000-0000000000dd' };

/** Bodies as the clerk writes them; the first is the shortest that is taken. */
export const samples = [
	{ of: 'visit', text: '帮忙问医保报销', was },
	{ of: 'visit', text: '办老年卡', due: '2026-12-01', done: '2026-11-30', answer: 'passed-on', was },
	{
		of: 'problem',
		text: '楼道堆物',
		where: '3号楼2门三楼',
		note: '旧家具挡住消防箱',
		due: '2026-12-01',
		done: '2026-11-30',
		was,
	},
] as const satisfies readonly Matter[];
