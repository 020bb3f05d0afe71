/** Once a day removes what is older than its period, and writes down what it took. Rules DL21–DL25. */
import { dayOf } from '#lib/ledger/page.ts';
import { periodsOf, swept, type Period, type Retained, type Swept } from './periods.ts';

const dayMs = 86_400_000;
/** So long a clock that leapt forward must go on before it is believed. */
const weekMs = 7 * dayMs;
/** More than a week of runs, those that try again included. */
const runsAWeek = 200;

export interface Run {
	/** Server time, unix ms. */
	readonly at: number;
	/** How much of each went; null where it failed. */
	readonly took: Readonly<Record<Swept, number | null>>;
}

export interface RunLog {
	readonly write: (run: Run) => void;
	/** Latest first. */
	readonly list: (limit: number) => readonly Run[];
	readonly close: () => void;
}

/** Removes what is from before the moment, unix ms; tells how much. */
export type Sweep = (before: number) => number | Promise<number>;

export interface RetentionDeps {
	readonly retained: Retained;
	readonly sweeps: Readonly<Record<Swept, Sweep>>;
	readonly log: RunLog;
	readonly timeZone: string;
	/** Unix ms. */
	readonly now: () => number;
	readonly onError: (error: unknown) => void;
}

export interface Retention {
	readonly periods: readonly Period[];
	readonly runs: RunLog['list'];
	/** Runs unless it ran today already; what failed today is tried again. Null when there was nothing to do. */
	readonly runDue: () => Promise<Run | null>;
}

export function createRetention({ retained, sweeps, log, timeZone, now, onError }: RetentionDeps): Retention {
	const periods = periodsOf(retained);
	const daysOf = (data: Swept) => periods.find((period) => period.data === data)!.days!;

	const runDue = async (): Promise<Run | null> => {
		const at = now();
		const runs = log.list(runsAWeek);
		const [last] = runs;
		const believed = believedTime(at, runs);
		const isToday = last !== undefined && dayOf(last.at, timeZone) === dayOf(at, timeZone);
		const due = isToday ? swept.filter((data) => last.took[data] === null) : swept;
		if (due.length === 0) return null;
		const took = Object.fromEntries(swept.map((data) => [data, 0])) as Record<Swept, number | null>;
		for (const data of due) {
			try {
				took[data] = await sweeps[data](believed - daysOf(data) * dayMs);
			} catch (error) {
				onError(error);
				took[data] = null;
			}
		}
		const run = { at, took };
		log.write(run);
		return run;
	};
	return { periods, runs: log.list, runDue };
}

/** What a clock that is wrong takes away is gone for good: one that leapt is taken for what it was before, for a week. */
function believedTime(at: number, runs: readonly Run[]): number {
	let since = at;
	for (const run of runs) {
		if (run.at > since) return at;
		if (since - run.at > weekMs) return at - since >= weekMs ? at : run.at;
		since = run.at;
	}
	return at;
}
