/**
 * The gate's eye: judges an update from its runs alone, before anything is applied or stored. Rules R5–R9 of SPEC.md.
 */
import { err, ok, type Result } from '#lib/ledger/result.ts';
import { runLimit } from './limits.ts';
import { tailOfRun, updateToRuns, type ItemId, type Run } from './runs.ts';

export interface Inspection {
	/** What the update would add, joined with nothing yet; empty when all of it is known. */
	readonly fresh: readonly Run[];
	/** Texts of the update that the page has already, by their place: a stale resend of these is honest. */
	readonly known: readonly Run[];
}

export interface InspectFault {
	readonly code: 'frame' | 'structure' | 'gap' | 'origin';
	readonly detail: string;
	/** Texts that could still be read, so that the sender can be told which entries were not taken. */
	readonly texts: readonly string[];
}

/** @param clockOf the clock that the page expects next from a client id; 0 when it knows none. */
export function inspectUpdate(update: Uint8Array, clockOf: (client: number) => number): Result<Inspection, InspectFault> {
	const runs = updateToRuns(update);
	if (!runs.ok) return err({ ...runs.error, texts: [] });
	const fault = (code: InspectFault['code'], detail: string) => err({ code, detail, texts: runs.value.flatMap((run) => run.texts) });
	const fresh: Run[] = [];
	const known: Run[] = [];
	const nextByClient = new Map<number, number>();
	for (const run of [...runs.value].sort((a, b) => a.client - b.client || a.clock - b.clock)) {
		const next = nextByClient.get(run.client) ?? clockOf(run.client);
		if (run.clock > next) return fault('gap', `client ${run.client}: ${run.clock}, expected ${next}`);
		const end = run.clock + run.texts.length;
		if (end > runLimit) return fault('structure', `more than ${runLimit} entries under client ${run.client}`);
		if (run.clock < next) known.push({ ...run, texts: run.texts.slice(0, next - run.clock) });
		const tail = tailOfRun(run, next);
		if (tail) fresh.push(tail);
		nextByClient.set(run.client, Math.max(next, end));
	}
	const unrooted = runsWithoutRoot(fresh, clockOf);
	return unrooted === 0 ? ok({ fresh, known }) : fault('origin', `${unrooted} runs behind something unknown`);
}

/** How many runs stand behind something that neither the page nor, by any number of steps, this update has. */
function runsWithoutRoot(fresh: readonly Run[], clockOf: (client: number) => number): number {
	const reached = new Map<number, number>();
	const isReached = (id: ItemId) => id.clock < (reached.get(id.client) ?? clockOf(id.client));
	let waiting = [...fresh];
	for (;;) {
		// Runs of one client are sorted by clock, so each is reached only after the one before it.
		const still = waiting.filter((run) => {
			const follows = run.clock === (reached.get(run.client) ?? clockOf(run.client));
			if (!follows || (run.origin !== null && !isReached(run.origin))) return true;
			reached.set(run.client, run.clock + run.texts.length);
			return false;
		});
		if (still.length === waiting.length || still.length === 0) return still.length;
		waiting = still;
	}
}

/** The runs of a page that a holder of these clocks lacks. */
export function runsBeyond(runs: readonly Run[], clocks: ReadonlyMap<number, number>): Run[] {
	return runs.map((run) => tailOfRun(run, clocks.get(run.client) ?? 0)).filter((run) => run !== null);
}

