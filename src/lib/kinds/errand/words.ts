import { answerWords } from '#lib/kinds/answers.ts';
import type { Words } from '#lib/kinds/kind.ts';

export const words = {
	name: { zh: '代办', en: 'Errand' },
	text: { zh: '什么事', en: 'What' },
	due: { zh: '几号前', en: 'By' },
	note: { zh: '情况', en: 'Notes' },
	answered: { zh: '答复日期', en: 'Answered on' },
	...answerWords,
} as const satisfies Words;
