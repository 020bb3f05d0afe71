/** An import from the file to the ledger, step by step as a person goes: upload, mapping, preview, answers, start. */
import { hash } from 'node:crypto';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { dayOf } from '#lib/ledger/page.ts';
import { err, ok, type Result } from '#lib/ledger/result.ts';
import type { SourceList } from '#lib/registers/register.ts';
import { createTurns } from '#server/auth/throttle.ts';
import type { Author } from '#server/sync/rooms.ts';
import type { RowError } from './errors.ts';
import { createJobs, type Job } from './jobs.ts';
import { readPeopleApart, readPlacesApart, readRosterApart } from './lists.ts';
import { proposeMapping, type Mapping } from './mapping.ts';
import { locateErrors, partsOf, type Spans } from './parts.ts';
import { conflictKey, countPlan, sidesOf, type Decision, type PlanCounts } from './plan.ts';
import { makePlan, type PlanningDeps } from './planning.ts';
import { createPreparations, type Preparation, type ReadContent } from './preparations.ts';
import { importRoster, type ImportRequest } from './roster.ts';
import { openRemembered } from './remembered.ts';
import { takeBackImport, type TakeBackFault, type TakenBack, type TakingDeps } from './taking-back.ts';
import { readWorkbook } from './workbook.ts';
import type { Writers } from './writers.ts';
import { carryOutPlan, type WritingDeps } from './writing.ts';

export type ImportsDeps = PlanningDeps &
	WritingDeps &
	TakingDeps & {
		readonly identities: PlanningDeps['identities'] & TakingDeps['identities'];
		readonly reads: PlanningDeps['reads'] & TakingDeps['reads'];
		readonly writers: Pick<Writers, 'import'>;
		readonly onError: (error: unknown) => void;
	};

/** `not-found`: gone after an hour, or another's. `busy`: an import is running in the community. `unmapped`: no mapping yet. `rows`: rows with errors, and nobody said to leave them out. */
export type StepFault = 'not-found' | 'busy' | 'unmapped' | 'rows' | 'superseded';
export type ImportOutcome = { readonly counts: PlanCounts } | TakenBack;
export type ImportJob = Job<ImportOutcome, readonly RowError[] | TakeBackFault>;

export interface Upload {
	readonly author: Author;
	readonly community: string;
	readonly file: string;
	readonly bytes: Uint8Array;
}

export type Imports = ReturnType<typeof createImports>;

export function createImports(deps: ImportsDeps) {
	const { now, timeZone } = deps;
	const preparations = createPreparations(now);
	const jobs = createJobs<ImportOutcome, readonly RowError[] | TakeBackFault>(deps.onError);
	const start: typeof jobs.start = (order, work) =>
		jobs.start(order, (watch) => deps.writers.import(order.community, watch.signal, () => work(watch)));
	// One file at a time: each may take much memory.
	const inTurn = createTurns();
	const reading = ['reading'];
	const remembered = openRemembered(join(deps.dataDir, 'mappings.json'));

	/** Compares what was read with the ledger as it is now. */
	const look = async (
		preparation: Preparation,
		author: Author,
		work: (signal: AbortSignal) => Promise<Result<void, readonly RowError[]>>,
	): Promise<Result<Preparation, StepFault | readonly RowError[]>> => {
		preparation.looking?.abort();
		const looking = new AbortController();
		preparation.looking = looking;
		try {
			const worked = await work(looking.signal);
			if (!worked.ok) return worked;
			const { community, read, decisions, taken } = preparation;
			const planned = await makePlan(deps, {
				community,
				content: read!.content,
				author,
				decisions,
				taken,
				signal: looking.signal,
			});
			if (!planned.ok) return planned;
			preparation.planned = planned.value;
			return ok(preparation);
		} catch (error) {
			// The person went on to another mapping, or left.
			if (looking.signal.aborted) return err('superseded');
			throw error;
		} finally {
			if (preparation.looking === looking) preparation.looking = null;
		}
	};

	return {
		/** Lets go of the files of these communities that lie in memory, and of what came of earlier ones. */
		forgetIn: (communities: readonly string[]): void => {
			preparations.dropIn(communities);
			jobs.forgetIn(communities);
		},
		upload: async ({ author, community, file, bytes }: Upload): Promise<Result<Preparation, readonly RowError[]>> => {
			const workbook = await inTurn(reading, () => readWorkbook(bytes, file));
			if (!workbook.ok) return workbook;
			const preparation: Preparation = {
				id: uuidv7(),
				account: author.account,
				community,
				file,
				sha256: hash('sha256', bytes, 'hex'),
				workbook: workbook.value,
				proposal: proposeMapping(workbook.value, remembered.of(community)),
				list: 'roster',
				mapping: null,
				read: null,
				planned: null,
				decisions: new Map(),
				taken: new Map(),
				looking: null,
				progress: { done: 0, total: 0 },
				touched: now(),
			};
			preparations.add(preparation);
			return ok(preparation);
		},
		preparation: (id: string, account: string) => preparations.get(id, account),
		map: async (id: string, author: Author, mapping: Mapping, list: SourceList) => {
			const preparation = preparations.get(id, author.account);
			if (!preparation) return err<StepFault>('not-found');
			Object.assign(preparation, { mapping, list, read: null, planned: null });
			preparation.decisions.clear();
			preparation.taken.clear();
			return look(preparation, author, async (signal) => {
				const today = dayOf(now(), timeZone);
				preparation.read = await inTurn(reading, () => readContent(preparation, mapping, today, signal));
				return ok(undefined);
			});
		},
		decide: async (id: string, author: Author, decisions: readonly (readonly [string, Decision | null])[]) => {
			const preparation = preparations.get(id, author.account);
			if (!preparation) return err<StepFault>('not-found');
			if (!preparation.read) return err<StepFault>('unmapped');
			for (const [key, decision] of decisions) {
				if (decision) preparation.decisions.set(key, decision);
				else preparation.decisions.delete(key);
			}
			return look(preparation, author, async () => ok(undefined));
		},
		/** A person takes over what the file says of one value, or leaves what stands. */
		takeOver: async (id: string, author: Author, key: string, isTaken: boolean) => {
			const preparation = preparations.get(id, author.account);
			if (!preparation) return err<StepFault>('not-found');
			const conflict = preparation.planned?.plan.conflicts.find((one) => conflictKey(one) === key);
			if (!conflict?.isOpen) return err<StepFault>('not-found');
			if (isTaken) preparation.taken.set(key, sidesOf(conflict));
			else preparation.taken.delete(key);
			return look(preparation, author, async () => ok(undefined));
		},
		/** What is written is compared anew: the ledger may have gone on since the preview. */
		start: (id: string, author: Author, withoutErrors: boolean): Result<ImportJob, StepFault> => {
			const preparation = preparations.get(id, author.account);
			if (!preparation) return err('not-found');
			const { read, mapping, community, file, sha256, list } = preparation;
			if (!read || !mapping) return err('unmapped');
			if (read.errors.length > 0 && !withoutErrors) return err('rows');
			preparation.looking?.abort();
			const decisions = new Map(preparation.decisions);
			const taken = new Map(preparation.taken);
			const order = { id, type: 'import', community, account: author.account, file } as const;
			const job = start(order, async (watch) => {
				const planned = await makePlan(deps, {
					community,
					content: read.content,
					author,
					decisions,
					taken,
					signal: watch.signal,
				});
				if (!planned.ok) return planned;
				const written = await carryOutPlan(
					deps,
					{ ...planned.value, id, community, author, file, sha256, list },
					watch,
				);
				if (!written.ok) return err(locateErrors(spansOf(preparation), written.error));
				remembered.keep(community, mapping);
				preparations.drop(preparation);
				return ok({ counts: countPlan(planned.value.plan) });
			});
			return job ? ok(job) : err('busy');
		},
		/** A roster in one go, in its turn with all others of the community. */
		inOne: async (request: ImportRequest): Promise<Result<PlanCounts, readonly RowError[] | 'busy'>> => {
			const { community, author, file } = request;
			if (request.dry) return inTurn(reading, () => importRoster(deps, request));
			const order = { id: uuidv7(), type: 'import', community, account: author.account, file } as const;
			const { promise, resolve, reject } = Promise.withResolvers<Result<PlanCounts, readonly RowError[]>>();
			const job = start(order, async (watch) => {
				try {
					const imported = await importRoster(deps, request, watch);
					resolve(imported);
					return imported.ok ? ok({ counts: imported.value }) : imported;
				} catch (error) {
					reject(error as Error);
					throw error;
				}
			});
			return job ? promise : err('busy');
		},
		takeBack: (id: string, community: string, file: string, author: Author): Result<ImportJob, StepFault> => {
			const order = { id, type: 'take-back', community, account: author.account, file } as const;
			const job = start(order, (watch) => takeBackImport(deps, { id, author }, watch));
			return job ? ok(job) : err('busy');
		},
		job: jobs.get,
		runningIn: jobs.runningIn,
		/** Whether there was something that could still be ended. */
		cancel: (id: string, account: string): boolean => {
			const preparation = preparations.get(id, account);
			const job = jobs.get(id);
			const isOwnJob = job?.account === account && jobs.cancel(id);
			if (preparation && !job) preparations.drop(preparation);
			return isOwnJob || (preparation !== null && !job);
		},
		close: () => {
			preparations.close();
			jobs.close();
		},
	};
}

/** Where the sheets begin whose rows are numbered one after the other. */
export const spansOf = ({ workbook, mapping }: Preparation): Spans => (mapping ? partsOf(workbook, mapping).spans : []);

async function readContent(
	preparation: Preparation,
	mapping: Mapping,
	today: string,
	signal: AbortSignal,
): Promise<ReadContent> {
	const { workbook, list } = preparation;
	const onProgress = (done: number, total: number) => void (preparation.progress = { done, total });
	const watch = { signal, onProgress };
	if (list === 'roster') {
		const { roster, errors, warnings } = await readRosterApart(workbook, mapping, today, watch);
		return { content: { type: 'roster', roster }, errors, warnings };
	}
	if (list === 'places') {
		const { places, spans, errors, warnings } = await readPlacesApart(workbook, mapping, today, watch);
		return { content: { type: 'places', places, spans }, errors, warnings };
	}
	const { people, errors, warnings } = await readPeopleApart(workbook, mapping, today, watch);
	return { content: { type: 'list', people, list }, errors, warnings };
}
