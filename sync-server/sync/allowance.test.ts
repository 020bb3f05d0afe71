import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createAllowance } from './allowance.ts';

const rate = { burst: 10, perSecond: 2 };

it('[S33] allows a burst, then as many as the time that has passed earns, and never more than a burst', () => {
	const clock = { now: 1_000_000 };
	const allowance = createAllowance(rate, () => clock.now);
	const taken = () => {
		let count = 0;
		while (allowance.take()) count++;
		return count;
	};
	expect(taken()).toBe(10);
	clock.now += 1000;
	expect(taken()).toBe(2);
	clock.now += 3_600_000;
	expect(taken()).toBe(10);
});

it('[S39] allows many at once or none of them, and says how long they would have to wait', () => {
	const clock = { now: 1_000_000 };
	const allowance = createAllowance(rate, () => clock.now);
	expect([allowance.take(7), allowance.take(4), allowance.waitSeconds(4)]).toEqual([true, false, 0.5]);
	clock.now += 500;
	expect([allowance.waitSeconds(4), allowance.take(4), allowance.take()]).toEqual([0, true, false]);
});

it('[S33] lets through at most a burst and what was earned, whatever the clock does', () => {
	fc.assert(
		fc.property(fc.array(fc.integer({ min: -5000, max: 5000 }), { maxLength: 200 }), (steps) => {
			const clock = { now: 1_000_000 };
			const allowance = createAllowance(rate, () => clock.now);
			let taken = 0;
			let passed = 0;
			for (const step of steps) {
				clock.now += step;
				passed += Math.max(0, step);
				if (allowance.take()) taken++;
			}
			expect(taken).toBeLessThanOrEqual(rate.burst + (passed / 1000) * rate.perSecond + 1e-6);
		}),
	);
});
