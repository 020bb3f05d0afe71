/** What lies aside and waits for a word, by HTTP: 待放行 and 隔离. */
import type { Entry } from '#lib/ledger/entry.ts';
import type { Refusal, RefusalCode } from '#lib/ledger/refusal.ts';
import { ask, get, search } from './api.ts';

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

interface Page {
	readonly cursor: number | null;
}

export const aside = {
	held: (area: string, isOpen: boolean, cursor?: number) =>
		get<Page & { readonly held: readonly HeldView[] }>(
			`/api/held?${search({ area, open: isOpen ? '1' : '0', cursor })}`,
		),
	decide: (ids: readonly string[], verdict: 'released' | 'declined', why: string) =>
		ask<Decided>('/api/held/decisions', post({ ids, verdict, ...(why ? { why } : {}) })),
	packets: (area: string, isOpen: boolean, cursor?: number) =>
		get<Page & { readonly packets: readonly PacketView[] }>(
			`/api/quarantine?${search({ area, open: isOpen ? '1' : '0', cursor })}`,
		),
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
