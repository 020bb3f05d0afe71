import { describe, expect, it } from 'vitest';
import { dayOf } from '#lib/ledger/page.ts';
import { dayStartMs } from './days.ts';

describe('the beginning of a day', () => {
	it.each([
		['Asia/Shanghai', '2026-11-23', '2026-11-22T16:00:00Z'],
		['UTC', '2026-11-23', '2026-11-23T00:00:00Z'],
		['America/New_York', '2026-03-08', '2026-03-08T05:00:00Z'],
		['America/New_York', '2026-03-09', '2026-03-09T04:00:00Z'],
		['Europe/Berlin', '2026-10-25', '2026-10-24T22:00:00Z'],
		['Asia/Kathmandu', '2026-11-23', '2026-11-22T18:15:00Z'],
	])('in %s of %s is %s', (timeZone, day, moment) => {
		const start = dayStartMs(day, timeZone);
		expect(new Date(start).toISOString()).toBe(new Date(moment).toISOString());
		expect(dayOf(start, timeZone)).toBe(day);
		expect(dayOf(start - 1, timeZone)).not.toBe(day);
	});
});
