/** How much somebody may ask for at once and over time: a bucket that fills again by itself. */
export interface Rate {
	/** At once, after a pause. */
	readonly burst: number;
	readonly perSecond: number;
}

export interface Allowance {
	/** Whether so many more, one when unsaid, are allowed now; counts them when they are, all or none. */
	readonly take: (count?: number) => boolean;
	/** After how many seconds so many would be allowed, if nothing is taken meanwhile; more than a burst never are. */
	readonly waitSeconds: (count: number) => number;
}

/** @param now unix ms; a clock that is set back gives nothing and takes nothing. */
export function createAllowance({ burst, perSecond }: Rate, now: () => number): Allowance {
	let left = burst;
	let last = now();
	const refill = () => {
		const time = now();
		left = Math.min(burst, left + (Math.max(0, time - last) / 1000) * perSecond);
		last = time;
	};
	return {
		take: (count = 1) => {
			refill();
			if (left < count) return false;
			left -= count;
			return true;
		},
		waitSeconds: (count) => {
			refill();
			return Math.max(0, count - left) / perSecond;
		},
	};
}
