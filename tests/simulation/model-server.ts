/**
 * A server of one page, as small as it can be, on the real ledger and replica: judges by `inspectUpdate`, keeps runs,
 * gives receipts for what is on its disk. The real one knows more of who may write what; that is tested where it lives.
 */
import { createHash } from 'node:crypto';
import { entryToText, textToEntry, type Entry } from '#lib/ledger/entry.ts';
import type { Refusal, RefusalCode } from '#lib/ledger/refusal.ts';
import { entryFault } from '#lib/kinds/index.ts';
import { createAppender } from '#lib/replica/append.ts';
import { inspectUpdate, runsBeyond } from '#lib/replica/inspect.ts';
import {
	answerMessage,
	askMessage,
	bytesToMessage,
	receiptMessage,
	refusalMessage,
	updateMessage,
	type Receipt,
} from '#lib/replica/messages.ts';
import { clocksOf, joinRuns, runsToUpdate, type Run } from '#lib/replica/runs.ts';

export interface ModelServer {
	/** Answers to the sender, and what everybody else is told. */
	readonly receive: (from: string, bytes: Uint8Array) => { answers: Uint8Array[]; news: Uint8Array[] };
	/** An entry of the server's own, as a review that came by HTTP. */
	readonly write: (entry: Entry) => Uint8Array;
	readonly snapshot: () => Uint8Array;
	readonly clocks: () => Map<number, number>;
	readonly texts: () => string[];
	readonly textOf: (id: string) => string | undefined;
	readonly counts: { accepted: number; known: number; refused: Partial<Record<RefusalCode, number>> };
}

export const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** @param isTrusting takes what one phone carries for another; otherwise client ids and entries must be the sender's own */
export function createModelServer(nextClient: () => number, isTrusting: boolean): ModelServer {
	let runs: Run[] = [];
	let clocks = new Map<number, number>();
	const textById = new Map<string, string>();
	const deviceByClient = new Map<number, string>();
	const counts: ModelServer['counts'] = { accepted: 0, known: 0, refused: {} };
	let own = createAppender(nextClient());

	const refuse = (refusals: readonly Refusal[]) => {
		for (const { code } of refusals) counts.refused[code] = (counts.refused[code] ?? 0) + 1;
		return { answers: [refusalMessage(refusals)], news: [] };
	};
	const store = (fresh: readonly Run[], from: string) => {
		runs = joinRuns([...runs, ...fresh]);
		clocks = clocksOf(runs);
		for (const run of fresh) {
			deviceByClient.set(run.client, from);
			for (const text of run.texts) textById.set(idIn(text)!, text);
		}
	};
	const receiptsOf = (ids: readonly string[]): Receipt[] =>
		ids.flatMap((id) => {
			const text = textById.get(id);
			return text === undefined ? [] : [{ id, sha256: hashOf(text) }];
		});

	function take(update: Uint8Array, from: string) {
		const verdict = inspectUpdate(update, (client) => clocks.get(client) ?? 0);
		if (!verdict.ok) {
			const { code, texts } = verdict.error;
			return refuse(texts.length ? texts.map((text) => ({ id: idIn(text), code })) : [{ id: null, code }]);
		}
		const { fresh, known } = verdict.value;
		if (!isTrusting && fresh.some(({ client }) => (deviceByClient.get(client) ?? from) !== from)) {
			return refuse(
				fresh.flatMap(({ texts }) => texts.map((text) => ({ id: idIn(text), code: 'client-id' as const }))),
			);
		}
		const texts = fresh.flatMap((run) => run.texts);
		const refusals = texts.flatMap((text) => refusalOf(text, textById, isTrusting ? null : from) ?? []);
		if (refusals.length > 0) return refuse(refusals);
		store(fresh, from);
		counts.accepted += texts.length;
		counts.known += known.reduce((sum, run) => sum + run.texts.length, 0);
		return {
			answers: texts.length ? [receiptMessage(receiptsOf(texts.map((text) => idIn(text)!)))] : [],
			news: fresh.length ? [updateMessage(runsToUpdate(fresh))] : [],
		};
	}

	return {
		counts,
		receive: (from, bytes) => {
			const message = bytesToMessage(bytes);
			if (message?.type === 'update') return take(message.update, from);
			if (message?.type === 'have-you') return { answers: [receiptMessage(receiptsOf(message.ids))], news: [] };
			if (message?.type !== 'ask') return { answers: [], news: [] };
			return { answers: [answerMessage(runsToUpdate(runsBeyond(runs, message.clocks))), askMessage(clocks)], news: [] };
		},
		write: (entry) => {
			if (own.room() === 0) own = createAppender(nextClient());
			const update = own.append([entryToText(entry)]);
			const verdict = inspectUpdate(update, (client) => clocks.get(client) ?? 0);
			if (!verdict.ok) throw new Error(verdict.error.detail);
			store(verdict.value.fresh, 'server');
			return updateMessage(update);
		},
		snapshot: () => runsToUpdate(runs),
		clocks: () => clocks,
		texts: () => runs.flatMap(({ texts }) => texts),
		textOf: (id) => textById.get(id),
	};
}

function refusalOf(text: string, textById: ReadonlyMap<string, string>, author: string | null): Refusal | null {
	const entry = textToEntry(text);
	if (!entry.ok) return { id: idIn(text), code: entry.error };
	if (author !== null && entry.value.by !== author) return { id: entry.value.id, code: 'author' };
	const fault = entryFault(entry.value);
	if (fault) return { id: entry.value.id, code: fault.code };
	const stands = textById.get(entry.value.id);
	return stands !== undefined && stands !== text ? { id: entry.value.id, code: 'id-conflict' } : null;
}

function idIn(text: string): string | null {
	return /^\{"id":"([0-9a-f-]{36})"/.exec(text)?.[1] ?? null;
}
