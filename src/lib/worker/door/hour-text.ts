/** When to knock again, in words: `今晚 19 点左右`, and why. Pure. */
import { partOf, type Hour, type Part, type Reason } from '#lib/registers/knocks/hour.ts';
import type { Language, Said } from '#lib/words/language.svelte.ts';
import { dayText, daysBetween, shortMoment } from '#lib/words/moments.ts';

const parts: Readonly<Record<Part, Said>> = {
	morning: { zh: '上午', en: 'in the morning' },
	noon: { zh: '中午', en: 'at noon' },
	afternoon: { zh: '下午', en: 'in the afternoon' },
	evening: { zh: '晚上', en: 'in the evening' },
};

/** @param today `yyyy-mm-dd` */
export function hourText({ day, hour }: Pick<Hour, 'day' | 'hour'>, today: string, language: Language): string {
	const days = daysBetween(today, day);
	const isEvening = partOf(hour) === 'evening';
	if (language === 'zh') {
		const near = [isEvening ? '今晚' : '今天', isEvening ? '明晚' : '明天'][days];
		return `${near ?? dayText(day, language, Date.parse(today))} ${hour} 点左右`;
	}
	const near = [isEvening ? 'Tonight' : 'Today', isEvening ? 'Tomorrow evening' : 'Tomorrow'][days];
	return `${near ?? dayText(day, language, Date.parse(today))} about ${hour}:00`;
}

export function reasonText(why: Reason, language: Language, nowMs: number): string {
	switch (why.type) {
		case 'opened': {
			const when = shortMoment(why.ms, language, nowMs);
			if (language === 'en') return `Somebody opened ${when}`;
			return /^[今昨]天/.test(when) ? `${when} 有人` : `上次 ${when} 有人`;
		}
		case 'vain': {
			const listed = why.parts.map((part) => parts[part][language]).join(language === 'zh' ? '、' : ', ');
			return language === 'zh'
				? `${listed}来过 ${why.times} 次没人，换个钟点`
				: `Tried ${why.times} ${why.times === 1 ? 'time' : 'times'} ${listed}; another hour`;
		}
		case 'grid':
			return { zh: '这一片这个钟点多半有人', en: 'Doors around here are mostly opened then' }[language];
		case 'default':
			return { zh: '还没有记录可参考，先按一般习惯', en: 'Nothing known yet: the usual hour' }[language];
	}
}
