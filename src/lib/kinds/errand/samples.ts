import type { Errand } from './kind.ts';

/** Bodies as people write them; the first is the shortest that is taken. */
export const samples = [
	{ text: '办老年卡', due: '2026-12-01' },
	{ text: '申请补贴', due: '2026-12-05', note: '差一张一寸照片' },
	{ text: '联系报修', due: '2026-11-30', answered: '2026-11-29', answer: 'passed-on' },
] as const satisfies readonly Errand[];
