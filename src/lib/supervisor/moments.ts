/** Days and times as people say them: `11月23日 周一 14:05`, in the community's zone. */
import { hlcToMs } from '#lib/ledger/clock.ts';
import { dayOf, defaultTimeZone } from '#lib/ledger/page.ts';
import type { Language } from '#lib/kinds/kind.ts';

const locales = { zh: 'zh-CN', en: 'en-GB' } as const;
const formats = new Map<string, Intl.DateTimeFormat>();

function format(language: Language, name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
	const key = `${language} ${name}`;
	let made = formats.get(key);
	if (!made) formats.set(key, (made = new Intl.DateTimeFormat(locales[language], { timeZone: defaultTimeZone, ...options })));
	return made;
}

export const timeText = (ms: number, language: Language): string =>
	format(language, 'time', { hour: '2-digit', minute: '2-digit', hour12: false }).format(ms);

/** `11月23日 周一`; the year only when it is not the present one. */
export function dayText(day: string, language: Language, nowMs: number): string {
	const ms = Date.parse(`${day}T12:00:00+08:00`);
	const isThisYear = day.slice(0, 4) === dayOf(nowMs).slice(0, 4);
	const name = isThisYear ? 'day' : 'day of year';
	const options: Intl.DateTimeFormatOptions = { month: 'short', day: 'numeric', weekday: 'short', year: isThisYear ? undefined : 'numeric' };
	return format(language, name, options).format(ms).replace(/(日)(周)/, '$1 $2');
}

export const momentText = (ms: number, language: Language, nowMs: number): string =>
	`${dayText(dayOf(ms), language, nowMs)} ${timeText(ms, language)}`;

/** For a list: the time alone today, else the day and time without the weekday. */
export function shortMoment(ms: number, language: Language, nowMs: number): string {
	if (dayOf(ms) === dayOf(nowMs)) return timeText(ms, language);
	return format(language, 'short', { month: 'numeric', day: 'numeric', hour: '2-digit', minute: '2-digit', hour12: false }).format(ms);
}

/** How long ago, in the largest unit that fits: for an elder who was not seen, every hour counts. */
export function agoText(ms: number, language: Language, nowMs: number): string {
	const minutes = Math.max(0, Math.round((nowMs - ms) / 60_000));
	const [amount, unit] = minutes < 60 ? [minutes, 0] : minutes < 48 * 60 ? [Math.round(minutes / 60), 1] : [Math.round(minutes / 1440), 2];
	const units = { zh: ['分钟前', '小时前', '天前'], en: [' min ago', ' h ago', ' days ago'] }[language];
	return language === 'zh' ? `${amount} ${units[unit]}` : `${amount}${units[unit]}`;
}

/** The moment of a record: the corrected clock, not what the phone believed. */
export const momentOf = (record: { readonly hlc: string }): number => hlcToMs(record.hlc);
