/** Imports and takings back that run by themselves: one at a time in a community, and anybody there may see how far it is. */
import type { Result } from '#lib/ledger/result.ts';

export type JobPhase = 'preparing' | 'writing' | 'done' | 'refused' | 'cancelled' | 'failed';

export interface Job<Outcome, Fault> {
	/** Of the import that is written or taken back. */
	readonly id: string;
	readonly type: 'import' | 'take-back';
	readonly community: string;
	readonly account: string;
	readonly file: string;
	phase: JobPhase;
	done: number;
	total: number;
	outcome: Outcome | null;
	fault: Fault | null;
}

export interface JobWatch {
	readonly signal: AbortSignal;
	readonly onProgress: (done: number, total: number) => void;
}

type Order = Pick<Job<unknown, unknown>, 'id' | 'type' | 'community' | 'account' | 'file'>;

const keptAtMost = 50;

/** @param onError what went wrong and is nobody's fault; what was written down is finished at the next start. */
export function createJobs<Outcome, Fault>(onError: (error: unknown) => void) {
	const jobs = new Map<string, Job<Outcome, Fault>>();
	const controllers = new Map<string, AbortController>();
	const runningIn = (community: string) =>
		[...jobs.values()].find((job) => job.community === community && controllers.has(job.id)) ?? null;

	return {
		get: (id: string) => jobs.get(id) ?? null,
		runningIn,
		/** Null when one is running in the community already. */
		start: (order: Order, work: (watch: JobWatch) => Promise<Result<Outcome, Fault>>): Job<Outcome, Fault> | null => {
			if (runningIn(order.community)) return null;
			const job: Job<Outcome, Fault> = { ...order, phase: 'preparing', done: 0, total: 0, outcome: null, fault: null };
			const controller = new AbortController();
			jobs.delete(order.id);
			jobs.set(order.id, job);
			controllers.set(order.id, controller);
			for (const id of [...jobs.keys()].slice(0, Math.max(0, jobs.size - keptAtMost)))
				if (!controllers.has(id)) jobs.delete(id);
			const onProgress = (done: number, total: number) => Object.assign(job, { phase: 'writing', done, total });
			work({ signal: controller.signal, onProgress })
				.then((result) =>
					Object.assign(
						job,
						result.ok ? { phase: 'done', outcome: result.value } : { phase: 'refused', fault: result.error },
					),
				)
				.catch((error: unknown) => {
					const isCancelled = controller.signal.aborted && job.phase === 'preparing';
					job.phase = isCancelled ? 'cancelled' : 'failed';
					if (!isCancelled) onError(error);
				})
				.finally(() => controllers.delete(order.id));
			return job;
		},
		/** Whether it could still be: once it is written down it is carried out. */
		cancel: (id: string): boolean => {
			if (jobs.get(id)?.phase !== 'preparing') return false;
			controllers.get(id)?.abort();
			return true;
		},
		/** What came of those that are over in these communities: it may name people. */
		forgetIn: (communities: readonly string[]) => {
			for (const { id, community } of jobs.values())
				if (communities.includes(community) && !controllers.has(id)) jobs.delete(id);
		},
		close: () => [...controllers.values()].forEach((controller) => controller.abort()),
	};
}
