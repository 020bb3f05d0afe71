/** What may happen in a world, drawn from a seed before it is played: a list, so that one that failed can be made shorter. */
import { createRandom } from '#tests/support/entries.ts';

/** How often each thing happens, in parts. */
const weights = {
	write: 30,
	amend: 12,
	withdraw: 3,
	family: 4,
	erase: 2,
	bad: 2,
	review: 5,
	wait: 8,
	down: 6,
	up: 8,
	mute: 4,
	cut: 6,
	wake: 4,
	kill: 6,
	clone: 1,
	crash: 4,
	skew: 3,
	jump: 2,
	session: 2,
	end: 2,
	seat: 3,
	decide: 3,
	nap: 3,
	month: 2,
} as const;
export type Deed = keyof typeof weights;
export const deeds = Object.keys(weights) as Deed[];

export interface Step {
	readonly deed: Deed;
	/** Who, as a share of all phones. */
	readonly who: number;
	/** What the deed itself draws by. */
	readonly salt: number;
	/** ms before it. */
	readonly after: number;
}

const total = Object.values(weights).reduce((sum, weight) => sum + weight, 0);

export function drawSteps(seed: number, count: number): Step[] {
	const random = createRandom(seed);
	return Array.from({ length: count }, () => {
		let left = random() * total;
		const deed = deeds.find((name) => (left -= weights[name]) < 0)!;
		// Mostly in quick succession, now and then after a while.
		const after = Math.floor(random() < 0.8 ? random() * 400 : random() * 20_000);
		return { deed, who: random(), salt: random(), after };
	});
}
