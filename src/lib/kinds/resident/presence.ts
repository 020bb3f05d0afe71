/** Where a person of the register is, in words: `住院 到 12月1日`, `去世 9月3日`. */
import { shortDay } from '#lib/kinds/change/text.ts';
import { words as changeKindWords } from '#lib/kinds/change/words.ts';
import { isFormer } from '#lib/registers/presence.ts';
import type { Resident } from '#lib/registers/register.ts';
import type { Language } from '#lib/kinds/kind.ts';
import { words as residentWords } from './words.ts';

export function presenceText({ presence, since, until }: Resident, language: Language): string {
	if (!presence) return '';
	const word = residentWords[presence][language];
	if (isFormer({ presence })) return since ? `${word} ${shortDay(since, language)}` : word;
	return until ? `${word} ${changeKindWords.untilShort[language]} ${shortDay(until, language)}` : word;
}
