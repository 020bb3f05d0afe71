/** How a grid is named where those that are closed stand as well. */
import { language, say } from '#lib/words/language.svelte.ts';
import { dayText } from '#lib/words/moments.ts';
import type { AreaView } from './api.ts';
import { words } from './words.ts';

export const isClosed = ({ closedFrom }: AreaView, day: string): boolean =>
	closedFrom !== undefined && closedFrom <= day;

export const gridText = (area: AreaView, day: string): string =>
	isClosed(area, day)
		? `${area.name}${language.current === 'zh' ? `（${say(words.closedGrid)}）` : ` (${say(words.closedGrid)})`}`
		: area.name;

/** `停用，从 11月23日` */
export const closedText = ({ closedFrom }: AreaView, nowMs: number): string =>
	`${say(words.closedSince)} ${dayText(closedFrom!, language.current, nowMs)}`;
