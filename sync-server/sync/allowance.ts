/** How much somebody may ask for at once and over time: a bucket that fills again by itself. */
export interface Rate {
	/** At once, after a pause. */
	readonly burst: number;
	readonly perSecond: number;
}

export interface Allowance {
	/** Whether one more is allowed now; counts it when it is. */
	readonly take: () => boolean;
}

/** @param now unix ms; a clock that is set back gives nothing and takes nothing. */
export function createAllowance({ burst, perSecond }: Rate, now: () => number): Allowance {
	let left = burst;
	let last = now();
	return {
		take: () => {
			const time = now();
			left = Math.min(burst, left + (Math.max(0, time - last) / 1000) * perSecond);
			last = time;
			if (left < 1) return false;
			left -= 1;
			return true;
		},
	};
}
