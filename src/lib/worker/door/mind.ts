/** 进门注意 in chips: the common ones are tapped, anything else is typed. Stored as one text, as people say it. Pure. Rule D153. */
import type { Language } from '#lib/words/language.svelte.ts';

export const mindLimit = 100;

export const commonMinds: Readonly<Record<Language, readonly string[]>> = {
	zh: ['耳背', '有狗', '夜班白天睡觉', '腿脚慢多等会儿', '有小孩别按铃', '门铃坏了', '来前打电话', '要两人同去'],
	en: [
		'hard of hearing',
		'dog',
		'night shift',
		'slow walker',
		'baby, no bell',
		'bell broken',
		'call first',
		'go in pairs',
	],
};
const separators: Readonly<Record<Language, string>> = { zh: '、', en: '; ' };

export interface Minds {
	readonly chosen: readonly string[];
	/** What is none of the common ones, as it was written. */
	readonly own: string;
}

export function mindsIn(text: string, language: Language): Minds {
	const parts = text.split(/、|; ?/).filter((part) => part.trim() !== '');
	const common = commonMinds[language];
	return {
		chosen: common.filter((one) => parts.includes(one)),
		own: parts.filter((part) => !common.includes(part)).join(separators[language]),
	};
}

/** Common ones in their own order, then what was typed; '' when there is nothing to mind. */
export function mindText({ chosen, own }: Minds, language: Language): string {
	const known = commonMinds[language].filter((one) => chosen.includes(one));
	return [...known, own.trim()].filter((part) => part !== '').join(separators[language]);
}
