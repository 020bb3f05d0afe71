import { describe, expect, it } from 'vitest';
import { hlcOf } from '#lib/ledger/clock.ts';
import { morning } from '#tests/support/entries.ts';
import { isClockOff, isoWithOffset, nextReading } from './clock.ts';

describe('time on a phone', () => {
	it("[D2] writes the phone's own time with its offset", () => {
		expect(isoWithOffset(morning, 480)).toBe('2026-11-23T10:00:00+08:00');
		expect(isoWithOffset(morning, -210)).toBe('2026-11-22T22:30:00-03:30');
		expect(isoWithOffset(morning, 0)).toBe('2026-11-23T02:00:00+00:00');
	});

	it('[D2] reads later than the last reading and than what is answered', () => {
		expect(nextReading({ hlc: null, offset: 500 }, morning, null).hlc).toBe(hlcOf(morning + 500));
		expect(nextReading({ hlc: hlcOf(morning + 60_000), offset: 0 }, morning, null).hlc).toBe(
			hlcOf(morning + 60_000, 1),
		);
		const answered = hlcOf(morning + 120_000, 3);
		expect(nextReading({ hlc: hlcOf(morning + 60_000), offset: 0 }, morning, answered).hlc).toBe(
			hlcOf(morning + 120_000, 4),
		);
	});

	it('calls a clock off beyond ten minutes, either way', () => {
		expect([0, 600_000, -600_001, 600_001].map((offset) => isClockOff({ hlc: null, offset }))).toEqual([
			false,
			false,
			true,
			true,
		]);
	});
});
