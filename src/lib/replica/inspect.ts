/**
 * The gate's eye: judges an update from its runs alone, before anything is applied or stored. Rules R5–R9 of SPEC.md.
 */
import { err, ok, type Result } from '#lib/ledger/result.ts';
import { runLimit, textLimit } from './limits.ts';
import { tailOfRun, updateToRuns, type Run } from './runs.ts';

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
export function inspectUpdate(
	update: Uint8Array,
	clockOf: (client: number) => number,
): Result<Inspection, InspectFault> {
	const runs = updateToRuns(update);
	if (!runs.ok) return err({ ...runs.error, texts: [] });
	const count = runs.value.reduce((sum, { texts }) => sum + texts.length, 0);
	if (count > textLimit) return err({ code: 'frame', detail: `${count} texts`, texts: [] });
	const fault = (code: InspectFault['code'], detail: string) =>
		err({ code, detail, texts: runs.value.flatMap((run) => run.texts) });
	const fresh: Run[] = [];
	const known: Run[] = [];
	const nextByClient = new Map<number, number>();
	const endByClient = new Map<number, number>();
	for (const run of [...runs.value].sort((a, b) => a.client - b.client || a.clock - b.clock)) {
		const next = nextByClient.get(run.client) ?? clockOf(run.client);
		if (run.clock > next) return fault('gap', `client ${run.client}: ${run.clock}, expected ${next}`);
		const end = run.clock + run.texts.length;
		if (run.clock < (endByClient.get(run.client) ?? 0))
			return fault('structure', `client ${run.client} says ${run.clock} twice`);
		endByClient.set(run.client, end);
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
	const nextOf = (client: number) => reached.get(client) ?? clockOf(client);
	const waitersByClient = new Map<number, Run[]>();
	const open = [...fresh].reverse();
	for (let run = open.pop(); run !== undefined; run = open.pop()) {
		const { client, clock, origin } = run;
		const blocker =
			clock !== nextOf(client)
				? client
				: origin !== null && origin.clock >= nextOf(origin.client)
					? origin.client
					: null;
		if (blocker !== null) {
			const waiters = waitersByClient.get(blocker);
			if (waiters) waiters.push(run);
			else waitersByClient.set(blocker, [run]);
			continue;
		}
		reached.set(client, clock + run.texts.length);
		// Only what waits for this client id can go on now: going through all of them each time would take a crafted update's square.
		for (const waiter of waitersByClient.get(client) ?? []) open.push(waiter);
		waitersByClient.delete(client);
	}
	return [...waitersByClient.values()].reduce((sum, runs) => sum + runs.length, 0);
}

/** The runs of a page that a holder of these clocks lacks. */
export function runsBeyond(runs: readonly Run[], clocks: ReadonlyMap<number, number>): Run[] {
	return runs.map((run) => tailOfRun(run, clocks.get(run.client) ?? 0)).filter((run) => run !== null);
}
