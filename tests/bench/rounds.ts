/** Measuring: ours and its floor by turns in the same run, so that a slow moment of the machine meets both. */

export interface Measured {
	/** Median of the rounds. */
	readonly median: number;
	readonly lowest: number;
	readonly highest: number;
}

/** A way to do the work once; gives what it took, in ms or whatever the row measures. */
export type Way = (round: number) => Promise<number>;

/** Runs each way once per round, in turning order; the first round warms up and is not counted. */
export async function byTurns<Name extends string>(
	ways: Record<Name, Way>,
	rounds: number,
): Promise<Record<Name, Measured>> {
	const names = Object.keys(ways) as Name[];
	const taken = new Map<Name, number[]>(names.map((name) => [name, []]));
	for (let round = 0; round <= rounds; round++) {
		for (let index = 0; index < names.length; index++) {
			const name = names[(index + round) % names.length]!;
			const value = await ways[name](round);
			if (round > 0) taken.get(name)!.push(value);
		}
	}
	return Object.fromEntries(names.map((name) => [name, measured(taken.get(name)!)])) as Record<Name, Measured>;
}

export function measured(values: readonly number[]): Measured {
	const sorted = [...values].sort((a, b) => a - b);
	const middle = sorted.length >> 1;
	const median = sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
	return { median, lowest: sorted[0]!, highest: sorted.at(-1)! };
}

/**
 * The ratio of two ways that were taken in pairs, one right after the other: a slow moment of the machine slows both of
 * a pair, so their ratio stands where the medians of a busy hour do not.
 */
export function pairedRatio(ours: readonly number[], floor: readonly number[]) {
	const ratios = ours.map((ms, index) => ms / floor[index]!).sort((a, b) => a - b);
	const at = (share: number) => ratios[Math.round(share * (ratios.length - 1))]!;
	return { median: at(0.5), lower: at(0.25), upper: at(0.75), pairs: ratios.length };
}

export function pairedText(ours: readonly number[], floor: readonly number[]): string {
	const { median, lower, upper, pairs } = pairedRatio(ours, floor);
	return `of ${pairs} pairs: ${median.toFixed(2)} (half of them ${lower.toFixed(2)}–${upper.toFixed(2)})`;
}

/** Milliseconds of work. */
export async function timed(work: () => unknown): Promise<number> {
	const begun = performance.now();
	await work();
	return performance.now() - begun;
}

/** Milliseconds of processor time, of all threads: what a core would take if nobody else wanted it. */
export async function timedOnCore(work: () => unknown): Promise<number> {
	const before = process.cpuUsage();
	await work();
	const { user, system } = process.cpuUsage(before);
	return (user + system) / 1000;
}
