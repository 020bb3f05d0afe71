/** An import is taken back: its records are found, the plan is made, and all of it is written whole. */
import { v7 as uuidv7 } from 'uuid';
import { denialOf } from '#lib/access/policy.ts';
import type { Body, Entry, Json } from '#lib/ledger/entry.ts';
import { originsOf } from '#lib/ledger/origins.ts';
import { books, dayOf, type PageId } from '#lib/ledger/page.ts';
import { err, ok, type Result } from '#lib/ledger/result.ts';
import type { ImportBody } from '#lib/kinds/import/kind.ts';
import { kinds, recordKinds } from '#lib/kinds/index.ts';
import type { Projection } from '#lib/kinds/project.ts';
import type { Reads } from '#server/store/reads.ts';
import type { Author } from '#server/sync/rooms.ts';
import { createPen, registerPage, type Line } from './entries.ts';
import { writeWhole, type Watch } from './journal.ts';
import { registerRows, type RegisterReads } from './load.ts';
import { labelOf, toRegisterRecord, type RegisterKind } from './register.ts';
import { nextTurn, runInSlices } from './steps.ts';
import { takeBackSteps, type StandingRecord, type TakeBack } from './take-back.ts';
import { isDenied, type WritingDeps } from './writing.ts';

export interface TakingDeps extends Omit<WritingDeps, 'store'> {
	readonly reads: RegisterReads & Pick<Reads, 'rowsAbout'>;
}

export type TakeBackFault = 'not-found' | 'taken-back' | 'role';

export interface StayedView {
	readonly id: string;
	readonly kind: RegisterKind;
	readonly label: string;
	/** Null: the whole record. */
	readonly field: string | null;
}

export interface TakenBack {
	readonly withdrawn: number;
	readonly restored: number;
	readonly stayed: readonly StayedView[];
}

export interface TakeBackRequest {
	/** Id of the import. */
	readonly id: string;
	/** Who asks: anybody who may administer the community. */
	readonly author: Author;
}

/** @throws as `writeWhole` does. */
export async function takeBackImport(
	deps: TakingDeps,
	{ id, author }: TakeBackRequest,
	watch: Watch = {},
): Promise<Result<TakenBack, TakeBackFault>> {
	const nowMs = deps.now();
	const day = dayOf(nowMs, deps.timeZone);
	const record = (await deps.reads.rows([id])).get(id)?.projection;
	if (record?.kind !== 'import') return err('not-found');
	if (denialOf(author.grants, 'administer', record.desk, 'field', day, 'import') !== null) return err('not-found');
	if (record.body.takenBack !== undefined) return err('taken-back');
	const records = await standingRecords(deps.reads, record.desk, watch.signal);
	const workedOn = await subjectsOfWork(deps.reads, records, id, watch.signal);
	const plan = await runInSlices(takeBackSteps(id, records, workedOn), watch.signal);
	const taken = summaryOf(plan, records);
	const pages = await runInSlices(pageSteps(plan, taken, record, author.account, nowMs, day), watch.signal);
	if (pages.some(([page, entries]) => isDenied(page, entries, author, day))) return err('role');
	const steward: Author = { account: author.account, grants: author.grants, device: null, steward: true };
	const identities = { import: id, keep: null };
	await writeWhole(
		deps,
		{ what: 'import', community: record.desk, author: steward, now: nowMs, newGrids: [], identities, pages },
		watch,
	);
	return ok(taken);
}

async function standingRecords(
	reads: RegisterReads,
	community: string,
	signal?: AbortSignal,
): Promise<StandingRecord[]> {
	const records: StandingRecord[] = [];
	for await (const { row, entries } of registerRows(reads, community, books, signal)) {
		const { projection } = row;
		const isReviewed =
			projection.seenBy !== undefined || projection.returned !== undefined || projection.changedSinceReview;
		records.push({ ...toRegisterRecord(projection, entries && originsOf(entries)), entries, isReviewed });
	}
	return records;
}

const batch = 300;

/** Which of the records that the import made visits, check-ins and the like are about. */
async function subjectsOfWork(
	reads: Pick<Reads, 'rowsAbout'>,
	records: readonly StandingRecord[],
	importId: string,
	signal?: AbortSignal,
): Promise<Set<string>> {
	const made = records.filter(({ root }) => root.source?.import === importId).map(({ id }) => id);
	const found = new Set<string>();
	for (let from = 0; from < made.length; from += batch) {
		const rows = await reads.rowsAbout(made.slice(from, from + batch), recordKinds);
		for (const { projection } of rows) if (projection.about !== undefined) found.add(projection.about);
		await nextTurn();
		signal?.throwIfAborted();
	}
	return found;
}

function summaryOf({ withdrawals, restorations, kept }: TakeBack, records: readonly StandingRecord[]): TakenBack {
	const byId = new Map(records.map((record) => [record.id, record]));
	const nameOf = (record: StandingRecord | undefined): string => {
		if (!record) return '';
		if (record.kind === 'household') return labelOf(record);
		if (record.kind === 'elder') return nameOf(byId.get(record.about ?? ''));
		const name = String(record.body.name);
		return record.kind === 'resident' ? `${name} ${nameOf(byId.get(record.about ?? ''))}`.trim() : name;
	};
	return {
		withdrawn: withdrawals.length,
		restored: new Set(restorations.map(({ record }) => record.id)).size,
		stayed: kept.map(({ record, field }) => ({ id: record.id, kind: record.kind, label: nameOf(record), field })),
	};
}

function* pageSteps(
	{ withdrawals, restorations }: TakeBack,
	taken: TakenBack,
	record: Projection,
	account: string,
	nowMs: number,
	day: string,
): Generator<void, [PageId, Entry[]][], void> {
	const write = createPen({ by: account, nowMs, at: new Date(nowMs).toISOString(), newId: uuidv7 });
	const pages = new Map<PageId, Entry[]>();
	const put = (kind: keyof typeof kinds, line: Line) => {
		const page = registerPage(line.desk, kind);
		const entries = pages.get(page);
		if (entries) entries.push(write(line));
		else pages.set(page, [write(line)]);
	};
	const reason = `撤回导入（${account}）`;
	for (const {
		record: { id, kind, desk, root },
	} of withdrawals) {
		// Only its author's withdrawal counts (F6), and that is who imported; who asked stands in the reason.
		put(kind, { kind: 'withdraw', desk, re: id, by: root.by, body: { reason } });
		yield;
	}
	for (const {
		record: { id, kind, desk, heads },
		set,
		source,
	} of restorations) {
		const from = source && { source: { import: source.import, list: source.list } };
		put(kind, { kind: 'amend', desk, re: id, body: { of: kind, base: [...heads], set, note: reason, ...from } });
		yield;
	}
	const { withdrawn, restored, stayed } = taken;
	const takenBack: ImportBody['takenBack'] = { by: account, day, withdrawn, restored, kept: stayed.length };
	const body: Body = {
		of: 'import',
		base: [...record.heads],
		set: { takenBack: takenBack as unknown as Json },
		note: reason,
	};
	put('import', { kind: 'amend', desk: record.desk, re: record.id, body });
	return [...pages];
}
