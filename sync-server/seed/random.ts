/** Chance that repeats: the same seed gives the same community, so a test and a person see the same doors. */
export interface Random {
	/** A number of [0, 1). */
	next(): number;
	/** A whole number of [from, to], both included. */
	int(from: number, to: number): number;
	chance(probability: number): boolean;
	pick<T>(items: readonly T[]): T;
	/** Picks by weight; weights need not add up to one. */
	weighted<T>(items: readonly (readonly [T, number])[]): T;
	/** A shuffled copy. */
	shuffle<T>(items: readonly T[]): T[];
	bytes(count: number): Uint8Array;
}

/** mulberry32: 32 bits of state, good enough to invent with, never for secrets. */
export function newRandom(seed: number): Random {
	let state = seed >>> 0;
	const next = () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
	};
	const int = (from: number, to: number) => from + Math.floor(next() * (to - from + 1));
	return {
		next,
		int,
		chance: (probability) => next() < probability,
		pick: (items) => items[int(0, items.length - 1)]!,
		weighted: (items) => {
			let left = next() * items.reduce((sum, [, weight]) => sum + weight, 0);
			return (items.find(([, weight]) => (left -= weight) < 0) ?? items.at(-1)!)[0];
		},
		shuffle: (items) => {
			const copy = [...items];
			for (let last = copy.length - 1; last > 0; last--) {
				const other = int(0, last);
				[copy[last], copy[other]] = [copy[other]!, copy[last]!];
			}
			return copy;
		},
		bytes: (count) => Uint8Array.from({ length: count }, () => int(0, 255)),
	};
}
