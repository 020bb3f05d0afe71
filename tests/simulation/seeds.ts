/** Plays worlds seed by seed; one that breaks a promise is told with its seed and the shortest list of steps that still does. */
import { playWorld, type WorldOptions } from './world.ts';
import { Broken } from './promises.ts';
import { drawSteps, type Step } from './steps.ts';

/** Of one world. */
const stepsOfEach = 40;
/** Replays that are spent on making a list shorter. */
const replays = 120;

/** Sums over all worlds of what happened, so that a test can show that it did. */
export type Sum = Record<string, number>;

export async function playSeeds(
	firstSeed: number,
	count: number,
	told: (seed: number) => void = () => {},
	options: WorldOptions = {},
): Promise<Sum> {
	const sum: Sum = {};
	for (let seed = firstSeed; seed < firstSeed + count; seed++) {
		const steps = drawSteps(seed, stepsOfEach);
		const { counts } = await playWorld(seed, steps, options).catch((error: unknown) =>
			explain(seed, steps, error, options),
		);
		for (const [what, number] of Object.entries(counts)) sum[what] = (sum[what] ?? 0) + number;
		told(seed);
	}
	return sum;
}

async function explain(seed: number, steps: readonly Step[], error: unknown, options: WorldOptions): Promise<never> {
	const shortest = error instanceof Broken ? await shortened(seed, steps, options) : steps;
	const list = shortest.map((step) => `\t${JSON.stringify(step)},`).join('\n');
	throw new Error(`seed ${seed}: ${error instanceof Error ? error.message : String(error)}\nsteps:\n${list}`, {
		cause: error,
	});
}

/** Leaves out what can be left out, in ever smaller parts. */
export async function shortened(
	seed: number,
	steps: readonly Step[],
	options: WorldOptions = {},
): Promise<readonly Step[]> {
	let kept = steps;
	let left = replays;
	const isBroken = async (tried: readonly Step[]) => {
		left--;
		return playWorld(seed, tried, options).then(
			() => false,
			(error: unknown) => error instanceof Broken,
		);
	};
	for (let size = Math.ceil(kept.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
		for (let from = 0; from < kept.length && left > 0;) {
			const tried = [...kept.slice(0, from), ...kept.slice(from + size)];
			if (await isBroken(tried)) kept = tried;
			else from += size;
		}
	}
	return kept;
}
