import { answerWords } from '#lib/kinds/answers.ts';
import type { Words } from '#lib/kinds/kind.ts';

export const words = {
	name: { zh: '转来的事', en: 'Handed over' },
	of: { zh: '哪种事', en: 'What it is' },
	visit: { zh: '答应办的事', en: 'Promise' },
	problem: { zh: '上报的问题', en: 'Problem' },
	text: { zh: '什么事', en: 'What' },
	where: { zh: '地点', en: 'Place' },
	note: { zh: '情况', en: 'Notes' },
	due: { zh: '几号前', en: 'By' },
	done: { zh: '答复日期', en: 'Answered on' },
	...answerWords,
	grid: { zh: '号网格', en: '(grid)' },
	was: { zh: '转自', en: 'From' },
} as const satisfies Words;
