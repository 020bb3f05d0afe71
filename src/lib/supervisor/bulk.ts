/**
 * Routine records become 已阅 together. First they are collected and counted, so that the question names exactly what
 * will be marked; then they go to their pages in batches, each batch taken or refused by itself.
 */
import type { Entry } from '#lib/ledger/entry.ts';
import { err, ok } from '#lib/ledger/result.ts';
import type { Answer, Posted, RecordPage, RecordQuery, RecordView } from './api.ts';
import { gather } from './gather.ts';
import { reviewEntry } from './verdict.ts';

/** Entries posted at once. */
export const batchSize = 100;

export interface Routine {
	readonly records: readonly RecordView[];
	/** What the same filter holds besides, and why it is left to a person. */
	readonly left: { readonly notSeen: number; readonly worth: number; readonly other: number };
}

interface Asking {
	readonly records: (query: RecordQuery) => Promise<Answer<RecordPage>>;
}

/** All open records of the filter, divided into routine ones and those that want a decision. */
export async function collectRoutine(api: Asking, query: RecordQuery): Promise<Answer<Routine>> {
	const all: RecordView[] = [];
	const answer = await gather(api, { ...query, state: 'open' }, (records) => all.push(...records) >= 0);
	if (!answer.ok) return err(answer.error);
	return ok(divide(all));
}

export function divide(records: readonly RecordView[]): Routine {
	const left = { notSeen: 0, worth: 0, other: 0 };
	const routine: RecordView[] = [];
	for (const record of records) {
		if (record.state !== 'open') continue;
		if (record.facts.alarm) left.notSeen++;
		else if (record.hints?.length) left.worth++;
		else if (!isRoutine(record)) left.other++;
		else routine.push(record);
	}
	return { records: routine, left };
}

// A value that two people wrote differently, or a body this version cannot read, is for a person to look at.
const isRoutine = (record: RecordView): boolean =>
	record.facts.routine === true && !record.unreadable && Object.keys(record.rivals).length === 0;

/** By page, since an entry goes to the page of its target; no batch is longer than `batchSize`. */
export function batchesOf(records: readonly RecordView[]): { page: string; records: RecordView[] }[] {
	const byPage = new Map<string, RecordView[]>();
	for (const record of records) byPage.set(record.page, [...(byPage.get(record.page) ?? []), record]);
	return [...byPage].flatMap(([page, own]) =>
		Array.from({ length: Math.ceil(own.length / batchSize) }, (_, index) => ({
			page,
			records: own.slice(index * batchSize, (index + 1) * batchSize),
		})),
	);
}

export interface BulkOutcome {
	readonly done: number;
	readonly refused: number;
	/** Why it stopped before the end; what was done stays done. */
	readonly stopped: 'asked' | 'failed' | null;
}

interface Posting {
	readonly post: (page: string, entries: readonly Entry[]) => Promise<Answer<Posted>>;
}

/** @param onProgress told after each batch; false ends it there */
export async function markSeen(
	api: Posting,
	records: readonly RecordView[],
	by: string,
	now: () => number,
	onProgress: (done: number) => boolean,
): Promise<BulkOutcome> {
	let done = 0;
	let refused = 0;
	for (const batch of batchesOf(records)) {
		const answer = await api.post(
			batch.page,
			batch.records.map((record) => reviewEntry(record, { verdict: 'seen' }, by, now())),
		);
		if (!answer.ok) return { done, refused, stopped: 'failed' };
		done += answer.value.accepted.length;
		refused += answer.value.refused.length;
		if (!onProgress(done + refused))
			return { done, refused, stopped: done + refused < records.length ? 'asked' : null };
	}
	return { done, refused, stopped: null };
}
