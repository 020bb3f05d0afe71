// Sets a process's clock to one moment, from which it goes on: `node --import …/still-clock.mjs` with CLOCK_STARTS (unix ms).
// A page gets the same by `shiftClock`. What a screen shows of days is then the same on every day.

/** Plain and alone, since it is also put into pages as text. @param {number} byMs */
export function shiftClock(byMs) {
	const Real = Date;
	class Shifted extends Real {
		/** @param {any[]} args */
		constructor(...args) {
			if (args.length === 0) super(Real.now() + byMs);
			// @ts-expect-error -- as Date itself takes them
			else super(...args);
		}
		static now() {
			return Real.now() + byMs;
		}
	}
	globalThis.Date = /** @type {DateConstructor} */ (/** @type {unknown} */ (Shifted));
}

const starts = globalThis.process?.env.CLOCK_STARTS;
if (starts) shiftClock(Number(starts) - Date.now());
