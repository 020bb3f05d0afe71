import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createCover, openMs } from './cover.ts';

/** A clock that is moved by hand. */
function handClock() {
	let now = 0;
	const waiting = new Map<number, { at: number; run: () => void }>();
	let count = 0;
	return {
		after: (ms: number, run: () => void) => {
			const id = count++;
			waiting.set(id, { at: now + ms, run });
			return () => void waiting.delete(id);
		},
		pass: (ms: number) => {
			now += ms;
			for (const [id, { at, run }] of waiting) {
				if (at > now) continue;
				waiting.delete(id);
				run();
			}
		},
		count: () => waiting.size,
	};
}

const steps = fc.array(
	fc.oneof(
		fc.record({ do: fc.constant('open' as const), home: fc.constantFrom('a', 'b') }),
		fc.record({ do: fc.constant('close' as const) }),
		fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: openMs }) }),
	),
);

it('[D154] shows one household at most, and none longer than its while after it was last asked for', () => {
	fc.assert(
		fc.property(steps, (taken) => {
			const clock = handClock();
			const cover = createCover({ after: clock.after, changed: () => {} });
			let asked: { home: string; left: number } | null = null;
			for (const step of taken) {
				if (step.do === 'open') {
					cover.open(step.home);
					asked = { home: step.home, left: openMs };
				} else if (step.do === 'close') {
					cover.close();
					asked = null;
				} else {
					clock.pass(step.ms);
					if (asked && (asked.left -= step.ms) <= 0) asked = null;
				}
				for (const home of ['a', 'b']) expect(cover.isOpen(home)).toBe(asked?.home === home);
				expect(clock.count()).toBe(asked ? 1 : 0);
			}
		}),
	);
});

it('[D154] tells each time that what is shown changes', () => {
	let told = 0;
	const clock = handClock();
	const cover = createCover({ after: clock.after, changed: () => told++ });
	cover.close();
	expect(told).toBe(0);
	cover.open('a');
	clock.pass(openMs);
	expect(told).toBe(2);
});
