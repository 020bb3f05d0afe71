/**
 * The server's answers to the supervisor's screens. These screens keep nothing on the device: they ask, show, and say so
 * when the server cannot be reached.
 */
import type { Grant } from '#lib/access/policy.ts';
import type { AreaLevel } from '#lib/access/areas/area-tree.ts';
import type { Projection, Standing } from '#lib/kinds/project.ts';
import type { Entry } from '#lib/ledger/entry.ts';
import { err, ok, type Result } from '#lib/ledger/result.ts';
import type { Tier } from '#lib/registers/register.ts';

/** `offline`: no answer. `signed-out`: 401. `forbidden`: 403. `missing`: 404. `failed`: anything else. */
export type Failure = 'offline' | 'signed-out' | 'forbidden' | 'missing' | 'failed';
export type Answer<Value> = Result<Value, Failure>;

/** A record as the server lists it. */
export interface RecordView extends Projection {
	readonly page: string;
	/** Server time of arrival in ms. */
	readonly arrived: number;
	readonly deskName: string;
	readonly byName: string;
	readonly subject?: { readonly id: string; readonly kind: string; readonly label: string };
	readonly open?: boolean;
	/** Households and elders: when last reached, and from when due. */
	readonly standing?: Standing;
	/** Why it is worth a second look, as names of `hintWords`; never a verdict. */
	readonly hints?: readonly string[];
}
export type NamedEntry = Entry & { readonly byName?: string };

export interface RecordPage {
	readonly records: readonly RecordView[];
	readonly cursor: string | null;
	readonly total: number;
}
export interface RecordDetail {
	readonly record: RecordView;
	readonly entries: readonly NamedEntry[];
	readonly subject: RecordView | null;
	readonly people: readonly RecordView[];
}
export interface RecordQuery {
	readonly area?: string;
	readonly kind?: string;
	readonly state?: string;
	readonly by?: string;
	readonly about?: string;
	readonly from?: string;
	readonly to?: string;
	readonly alarm?: '1';
	readonly routine?: '0' | '1';
	readonly worth?: '1';
	readonly cursor?: string;
	readonly limit?: string;
}
export interface TierCount {
	readonly total: number;
	readonly due: number;
	readonly overdue: number;
}
export interface DayCount {
	readonly day: string;
	readonly visit: number;
	readonly 'check-in': number;
	readonly patrol: number;
	readonly problem: number;
}
export interface GridProgress {
	readonly desk: string;
	readonly name: string;
	readonly households: { readonly total: number; readonly done: number };
	readonly elders?: Readonly<Record<Tier, TierCount>>;
	readonly alarms: number;
	readonly problems: {
		readonly open: number;
		readonly byAge: { readonly week: number; readonly month: number; readonly older: number };
	};
	readonly today: Omit<DayCount, 'day'>;
}
export interface Progress {
	readonly day: string;
	readonly round: { readonly from: string; readonly next: string };
	readonly grids: readonly GridProgress[];
	readonly days: readonly DayCount[];
}
export interface AreaView {
	readonly code: string;
	readonly name: string;
	readonly level: AreaLevel;
}
export interface Person {
	readonly account: string;
	readonly name: string;
	readonly grants: readonly Grant[];
}
export interface Posted {
	readonly accepted: readonly string[];
	readonly refused: readonly { readonly id: string; readonly code: string; readonly message?: string }[];
}
export interface ImportFault {
	readonly sheet?: string;
	readonly row: number;
	readonly column?: string | null;
	readonly message: { readonly zh: string; readonly en: string };
}
export type ImportAnswer =
	| { readonly ok: true; readonly counts: Readonly<Record<string, number>> }
	| { readonly ok: false; readonly errors: readonly ImportFault[] };
/** What is asked of POST /api/transfers. */
export interface TransferOrder {
	readonly id: string;
	readonly from: string;
	readonly to: string | { readonly name: string };
	readonly places?: readonly string[];
	readonly households?: readonly string[];
	readonly whole?: true;
	readonly undoes?: string;
	readonly day: string;
	readonly dry: boolean;
}
export interface TransferCounts {
	readonly id: string;
	readonly from: string;
	readonly to: string;
	readonly what: string;
	readonly doors: number;
	readonly people: number;
	readonly elders: number;
	readonly matters: number;
}
/** `moved`: it is not where it was; `request`: that cannot be done. */
export interface NotDone {
	readonly code: string;
	readonly message: string;
}
export type LookedAt = RecordView & { readonly people: readonly string[] };
export interface Duplicates {
	readonly pairs: readonly { readonly why: 'door' | 'birth' | 'phone'; readonly records: readonly LookedAt[] }[];
	/** The kept one, then the one that was folded into it. */
	readonly merged: readonly (readonly LookedAt[])[];
}
export interface ServerTime {
	readonly serverTime: number;
	readonly version?: string;
}

export const api = {
	records: (query: RecordQuery) => get<RecordPage>(`/api/records?${search(query)}`),
	record: (id: string) => get<RecordDetail>(`/api/records/${encodeURIComponent(id)}`),
	progress: (area: string) => get<Progress>(`/api/progress?${search({ area })}`),
	areasBelow: (code: string) => get<{ areas: readonly AreaView[] }>(`/api/areas?${search({ under: code })}`),
	area: (code: string) => get<AreaView & { path: readonly AreaView[] }>(`/api/areas/${code}`),
	people: (area: string) => get<{ people: readonly Person[] }>(`/api/people?${search({ area })}`),
	serverTime: () => get<ServerTime>('/api/session'),
	post: (page: string, entries: readonly Entry[]) =>
		ask<Posted>(`/api/pages/${page}/entries`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify(entries),
		}),
	importRoster: (file: File, community: string, dry: boolean) =>
		ask<ImportAnswer>(
			`/api/import?${search({ community, dry: dry ? '1' : '0', name: file.name })}`,
			{ method: 'POST', headers: { 'content-type': 'application/octet-stream' }, body: file },
			[422],
		),
	transfer: (order: TransferOrder) => ask<TransferCounts | NotDone>('/api/transfers', asJson(order), [400, 409]),
	duplicates: (area: string) => get<Duplicates>(`/api/duplicates?${search({ area })}`),
	decide: (decision: { readonly keep: string; readonly other: string; readonly as: 'same' | 'apart' | 'other' }) =>
		ask<Partial<NotDone>>('/api/duplicates', asJson(decision), [400, 409]),
	templateUrl: (format: 'xlsx' | 'csv') => `/api/import/template?${search({ format })}`,
};

const asJson = (body: object): RequestInit => ({
	method: 'POST',
	headers: { 'content-type': 'application/json' },
	body: JSON.stringify(body),
});

const get = <Value>(path: string) => ask<Value>(path, {});

function search(query: object): string {
	const entries = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
	return new URLSearchParams(entries as [string, string][]).toString();
}

/** @param expected statuses besides 2xx whose JSON is an answer, not a failure */
async function ask<Value>(path: string, init: RequestInit, expected: readonly number[] = []): Promise<Answer<Value>> {
	let response: Response;
	try {
		response = await fetch(path, { ...init, cache: 'no-store', credentials: 'same-origin' });
	} catch {
		return err('offline');
	}
	if (!response.ok && !expected.includes(response.status)) return err(failureOf(response.status));
	try {
		return ok((await response.json()) as Value);
	} catch {
		// The connection broke in the middle of the answer.
		return err('offline');
	}
}

function failureOf(status: number): Failure {
	if (status === 401) return 'signed-out';
	if (status === 403) return 'forbidden';
	if (status === 404) return 'missing';
	// A proxy in front of a server that is being restarted.
	if (status === 502 || status === 503 || status === 504) return 'offline';
	return 'failed';
}
