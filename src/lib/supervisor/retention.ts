/** 保存期限: what is kept for how long, as the server says it, and when that was last applied. */
import { get, type Answer } from './api.ts';

type Words = { readonly zh: string; readonly en: string };

export interface PeriodView {
	readonly data: string;
	readonly title: Words;
	/** Days; null: it stays. */
	readonly days: number | null;
	/** Instead, where it is no number of days. */
	readonly said?: Words;
	readonly why: Words;
	/** What removes it. */
	readonly by: Words;
}

export interface RetentionView {
	readonly periods: readonly PeriodView[];
	/** Latest first; null where a part failed. */
	readonly runs: readonly { readonly at: number; readonly took: Readonly<Record<string, number | null>> }[];
}

export const retentionOf = (): Promise<Answer<RetentionView>> => get('/api/retention');

/** `3 年`, `180 天`, `1 小时`, `一直保存`. */
export function periodText(days: number | null, language: 'zh' | 'en'): string {
	const isZh = language === 'zh';
	if (days === null) return isZh ? '一直保存' : 'Stays';
	if (days === 0) return isZh ? '用完就删' : 'Until it is done';
	const minutes = Math.round(days * 24 * 60);
	if (minutes < 60) return isZh ? `${minutes} 分钟` : `${minutes} minutes`;
	if (days < 1) return isZh ? `${minutes / 60} 小时` : `${minutes / 60} h`;
	if (days % 365 === 0) return isZh ? `${days / 365} 年` : `${days / 365} years`;
	return isZh ? `${days} 天` : `${days} days`;
}
