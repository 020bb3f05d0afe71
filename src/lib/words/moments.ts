/** Days and times as people say them (`11月23日 周一 14:05`), always in the community's zone, wherever the phone is. */
import type { Language } from './language.svelte.ts';

const timeZone = 'Asia/Shanghai';
const locales = { zh: 'zh-CN', en: 'en-GB' } as const;
const formats = new Map<string, Intl.DateTimeFormat>();

function format(language: Language, name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
	const key = `${language} ${name}`;
	let made = formats.get(key);
	if (!made) formats.set(key, (made = new Intl.DateTimeFormat(locales[language], { timeZone, ...options })));
	return made;
}

const isoDay = (ms: number): string =>
	format('en', 'iso', { year: 'numeric', month: '2-digit', day: '2-digit' }).format(ms).split('/').reverse().join('-');

/** Days from one day `yyyy-mm-dd` to another; negative when it lies before. */
export const daysBetween = (from: string, to: string): number =>
	Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);

export const timeText = (ms: number, language: Language): string =>
	format(language, 'time', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(ms);

/** `11月23日 周一`; the year only when it is not the present one. */
export function dayText(day: string, language: Language, nowMs: number): string {
	const isThisYear = day.slice(0, 4) === isoDay(nowMs).slice(0, 4);
	const options: Intl.DateTimeFormatOptions = {
		month: 'short',
		day: 'numeric',
		weekday: 'short',
		year: isThisYear ? undefined : 'numeric',
	};
	return format(language, isThisYear ? 'day' : 'day of year', options)
		.format(Date.parse(`${day}T12:00:00+08:00`))
		.replace(/日(?=周)/, '日 ');
}

export const momentText = (ms: number, language: Language, nowMs: number): string =>
	`${dayText(isoDay(ms), language, nowMs)} ${timeText(ms, language)}`;

/** For a row: `今天 14:05`, `昨天 14:05`, then day and time. */
export function shortMoment(ms: number, language: Language, nowMs: number): string {
	const days = daysBetween(isoDay(ms), isoDay(nowMs));
	const near = [
		{ zh: '今天', en: 'Today' },
		{ zh: '昨天', en: 'Yesterday' },
	][days];
	return near ? `${near[language]} ${timeText(ms, language)}` : momentText(ms, language, nowMs);
}

/** How long ago, in the largest unit that fits. */
export function agoText(ms: number, language: Language, nowMs: number): string {
	const minutes = Math.max(0, Math.round((nowMs - ms) / 60_000));
	if (minutes < 1) return { zh: '刚刚', en: 'just now' }[language];
	if (minutes < 60) return { zh: `${minutes} 分钟前`, en: `${minutes} min ago` }[language];
	const hours = Math.round(minutes / 60);
	if (hours < 48) return { zh: `${hours} 小时前`, en: `${hours} h ago` }[language];
	const days = Math.round(minutes / 1440);
	return { zh: `${days} 天前`, en: `${days} days ago` }[language];
}

/** When something is due, seen from today: overdue by how much, today, tomorrow, or the day. */
export function dueText(due: string, today: string, language: Language, nowMs: number): string {
	const days = daysBetween(today, due);
	if (days < 0) return { zh: `超期 ${-days} 天`, en: `${-days} d overdue` }[language];
	if (days === 0) return { zh: '今天到期', en: 'Due today' }[language];
	if (days === 1) return { zh: '明天到期', en: 'Due tomorrow' }[language];
	const day = dayText(due, language, nowMs);
	return { zh: `${day}到期`, en: `Due ${day}` }[language];
}

/** How long since a contact, in days: for a row that says when someone was last seen. */
export function sinceText(ms: number | null, language: Language, nowMs: number): string {
	if (ms === null) return { zh: '还没见过', en: 'Not reached yet' }[language];
	const days = daysBetween(isoDay(ms), isoDay(nowMs));
	if (days <= 0) return { zh: '今天见过', en: 'Reached today' }[language];
	if (days === 1) return { zh: '昨天见过', en: 'Reached yesterday' }[language];
	return { zh: `${days} 天前见过`, en: `Reached ${days} days ago` }[language];
}
