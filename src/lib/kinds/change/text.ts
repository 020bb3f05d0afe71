/** A change in one line, as people say it: `9月3日 搬走：张桂兰、李强`. Names come from the registers, by id. */
import type { Language } from '#lib/kinds/kind.ts';
import type { Change } from './kind.ts';
import { words } from './words.ts';

/** What people with these ids are called, as far as their registers are here. */
export type Names = Readonly<Record<string, string>>;

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** `9月3日`, `3 Sep`. */
export function shortDay(day: string, language: Language): string {
	const [month, date] = day.split('-').slice(1).map(Number) as [number, number];
	return language === 'zh' ? `${month}月${date}日` : `${date} ${months[month - 1]}`;
}

/** The exact word where there is one: 住院 rather than 住院或暂离. */
export const whatOf = ({ what, how }: Pick<Change, 'what' | 'how'>): keyof typeof words =>
	what === 'absent' && how ? how : what;

/** Names where they are known; how many people where none is. */
export function peopleText({ people }: Change, names: Names, language: Language): string {
	const known = people.flatMap((id) => names[id] ?? []);
	const listed = known.join(language === 'zh' ? '、' : ', ');
	const rest = people.length - known.length;
	if (rest === 0) return listed;
	const count = `${known.length > 0 ? '+' : ''}${rest} ${words.persons[language]}`;
	return known.length > 0 ? `${listed} ${count}` : count;
}

export function changeText(change: Change, names: Names, language: Language): string {
	const who = peopleText(change, names, language);
	const until = change.until ? `${words.untilShort[language]} ${shortDay(change.until, language)}` : '';
	const head = [shortDay(change.day, language), words[whatOf(change)][language], until].filter(Boolean).join(' ');
	return who ? `${head}${language === 'zh' ? '：' : ': '}${who}` : head;
}

/** What a supervisor is asked to confirm; null when it is a change like any other. */
export const confirmWord = ({ what }: Change): { readonly zh: string; readonly en: string } | null =>
	what === 'died' ? words.confirmDeath : what === 'wrong-door' ? words.confirmDoor : null;
