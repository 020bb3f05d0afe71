/** What lies aside and waits for a word, by HTTP: 待放行 and 隔离. */
import type { Entry } from '#lib/ledger/entry.ts';
import { ok } from '#lib/ledger/result.ts';
import type { Refusal, RefusalCode } from '#lib/ledger/refusal.ts';
import { ask, get, search, type Answer } from './api.ts';

export interface HeldView {
	readonly number: number;
	readonly id: string;
	readonly page: string;
	readonly desk: string;
	readonly deskName: string;
	readonly account: string;
	readonly name: string;
	/** Unix ms. */
	readonly at: number;
	/** Null once it was declined. */
	readonly entry: Entry | null;
	readonly subject: string | null;
	readonly lastDay: string | null;
	readonly decided: {
		readonly verdict: 'released' | 'declined';
		readonly at: number;
		readonly byName: string;
		readonly why: string;
	} | null;
}

export interface DealingView {
	readonly at: number;
	readonly by: string;
	readonly byName: string;
	readonly act: 'released' | 'discarded';
	readonly waived: readonly RefusalCode[];
	readonly why: string;
	readonly taken: readonly string[];
	readonly refused: readonly Refusal[];
}

export interface PacketView {
	readonly number: number;
	readonly page: string;
	readonly deskName: string;
	readonly account: string;
	readonly name: string;
	/** Unix ms. */
	readonly at: number;
	readonly refusals: readonly Refusal[];
	/** Bytes. */
	readonly size: number;
	readonly settled: 'released' | 'discarded' | null;
	readonly dealings: readonly DealingView[];
}

export interface Decided {
	readonly released: readonly string[];
	readonly declined: readonly string[];
	readonly refused: readonly Refusal[];
}

const post = (body: object): RequestInit => ({
	method: 'POST',
	headers: { 'content-type': 'application/json' },
	body: JSON.stringify(body),
});

/** Rows of a list that goes on after the cursor. */
export interface AsideRows<Row> {
	readonly rows: readonly Row[];
	/** Null when there is no more. */
	readonly cursor: number | null;
}

/** @param isOpen only what waits; otherwise also what was dealt with */
type AskRows<Row> = (area: string, isOpen: boolean, cursor?: number) => Promise<Answer<AsideRows<Row>>>;

const rowsFrom =
	<Row>(path: string, name: string): AskRows<Row> =>
	async (area, isOpen, cursor) => {
		const answer = await get<Readonly<Record<string, readonly Row[]>> & { readonly cursor: number | null }>(
			`${path}?${search({ area, open: isOpen ? '1' : '0', cursor })}`,
		);
		return answer.ok ? ok({ rows: answer.value[name] as readonly Row[], cursor: answer.value.cursor }) : answer;
	};

export const aside = {
	held: rowsFrom<HeldView>('/api/held', 'held'),
	decide: (ids: readonly string[], verdict: 'released' | 'declined', why: string) =>
		ask<Decided>('/api/held/decisions', post({ ids, verdict, ...(why ? { why } : {}) })),
	packets: rowsFrom<PacketView>('/api/quarantine', 'packets'),
	packet: (number: number) =>
		get<{ readonly packet: PacketView; readonly texts: readonly string[] | null }>(`/api/quarantine/${number}`),
	/** `unreadable` (422) and `moved` (409: dealt with meanwhile) come as an answer. */
	release: (number: number, why: string, waive: readonly string[]) =>
		ask<{ readonly dealing?: DealingView; readonly code?: string }>(
			`/api/quarantine/${number}/release`,
			post({ why, waive }),
			[409, 422],
		),
	discard: (number: number, why: string) =>
		ask<{ readonly dealing?: DealingView; readonly code?: string }>(
			`/api/quarantine/${number}/discard`,
			post({ why }),
			[409],
		),
};
