import { describe, expect, it } from 'vitest';
import { agoText, dayText, daysBetween, dueText, momentText, shortMoment, sinceText } from './moments.ts';

const now = Date.parse('2026-11-23T14:05:00+08:00');
const dayMs = 86_400_000;

describe('days and times as people say them', () => {
	it('are local to the community', () => {
		expect(momentText(now, 'zh', now)).toBe('11月23日 周一 14:05');
		expect(momentText(Date.parse('2026-11-22T17:30:00Z'), 'zh', now)).toBe('11月23日 周一 01:30');
		expect(dayText('2025-11-23', 'zh', now)).toBe('2025年11月23日 周日');
	});

	it('name today and yesterday', () => {
		expect(shortMoment(now, 'zh', now)).toBe('今天 14:05');
		expect(shortMoment(now - dayMs, 'en', now)).toBe('Yesterday 14:05');
		expect(shortMoment(now - 2 * dayMs, 'zh', now)).toBe('11月21日 周六 14:05');
	});

	it('say what is due from today', () => {
		expect(daysBetween('2026-11-23', '2026-12-01')).toBe(8);
		expect(dueText('2026-11-20', '2026-11-23', 'zh', now)).toBe('超期 3 天');
		expect(dueText('2026-11-23', '2026-11-23', 'zh', now)).toBe('今天到期');
		expect(dueText('2026-11-25', '2026-11-23', 'zh', now)).toBe('11月25日 周三到期');
	});

	it('say how long ago', () => {
		expect(agoText(now, 'zh', now)).toBe('刚刚');
		expect(agoText(now - 3 * 3_600_000, 'zh', now)).toBe('3 小时前');
		expect(sinceText(null, 'zh', now)).toBe('还没见过');
		expect(sinceText(now - 12 * dayMs, 'zh', now)).toBe('12 天前见过');
	});
});
