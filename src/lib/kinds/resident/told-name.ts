/** A resident's name as lists show it: who is gone is told as gone. */
import { words } from './words.ts';

export function toldName(
	{ name, gone }: { readonly name: string; readonly gone?: 'moved' | 'died' },
	language: 'zh' | 'en',
): string {
	if (!gone) return name;
	return language === 'zh' ? `${name}（${words[gone].zh}）` : `${name} (${words[gone].en})`;
}
