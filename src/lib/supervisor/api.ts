/**
 * The server's answers to the supervisor's screens. These screens keep nothing on the device: they ask, show, and say so
 * when the server cannot be reached.
 */
import type { Grant } from '#lib/access/policy.ts';
import type { AreaLevel } from '#lib/access/areas/area-tree.ts';
import type { Projection, Standing } from '#lib/kinds/project.ts';
import type { Entry } from '#lib/ledger/entry.ts';
import type { Book } from '#lib/ledger/page.ts';
import { err, ok, type Result } from '#lib/ledger/result.ts';
import type { Tier } from '#lib/registers/register.ts';
import type { Setting } from '#lib/registers/rounds.ts';
import type { Rule, Sort } from '#lib/registers/rules.ts';

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
	/** What the people are called whom the record names by id. */
	readonly names?: Readonly<Record<string, string>>;
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
	readonly people: readonly PersonView[];
}
/** Someone who lives behind a door. */
export interface PersonView extends RecordView {
	/** Ids under which the same person was entered as well. */
	readonly also: readonly string[];
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
/** Households that are due or reached, and those reached. */
export interface DoneCount {
	readonly total: number;
	readonly done: number;
}
export interface DayCount {
	readonly day: string;
	readonly visit: number;
	readonly 'check-in': number;
	readonly patrol: number;
	readonly problem: number;
	readonly change: number;
	readonly errand: number;
}
export interface GridProgress {
	readonly desk: string;
	readonly name: string;
	readonly households: DoneCount & { readonly sorts: Readonly<Partial<Record<Sort, DoneCount>>> };
	/** What holds there today. */
	readonly setting: Setting;
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
/** A rule of rounds, and who set it when. */
export interface RuleView {
	readonly from: string;
	readonly rule: Rule;
	readonly by?: string;
	readonly byName?: string;
	readonly at?: string;
}
export interface RoundsView {
	readonly day: string;
	/** The one in force, where one was set, and those to come. */
	readonly rules: readonly RuleView[];
	/** Grids where something else holds or comes. */
	readonly unlike: readonly { readonly code: string; readonly name: string }[];
}
export interface DueCount {
	readonly total: number;
	readonly due: number;
}
export interface Asked {
	readonly households: DueCount & { readonly sorts: Readonly<Partial<Record<Sort, DueCount>>> };
	/** Absent for those who do not see the care book. */
	readonly elders?: DueCount & { readonly tiers: Readonly<Record<Tier, DueCount>> };
}
export interface RoundsPreview {
	readonly now: Asked;
	readonly then: Asked;
}
export interface AreaView {
	readonly code: string;
	readonly name: string;
	readonly level: AreaLevel;
	/** First day on which it is closed. */
	readonly closedFrom?: string;
}
export interface Person {
	readonly account: string;
	readonly name: string;
	readonly grants: readonly Grant[];
}
/** 顶岗 as the server tells it: who, where, when, and who said so. */
export interface CoverView {
	/** By which it is ended. */
	readonly number: number;
	readonly account: string;
	readonly name: string;
	readonly desk: string;
	readonly deskName: string;
	readonly books: readonly Book[];
	readonly from: string;
	readonly to: string;
	readonly by: string;
	readonly byName: string;
	/** Unix ms. */
	readonly made: number;
	/** Before its last day, or taken back. */
	readonly ended?: { readonly by: string; readonly byName: string; readonly at: number; readonly day: string };
}
export type NewCover = Pick<CoverView, 'account' | 'desk' | 'books' | 'from' | 'to'>;
export type CoverAnswer =
	| { readonly cover: CoverView }
	| { readonly code: 'cover-grid' | 'cover-closed' | 'cover-days' | 'cover-seat' | 'cover-own-grid' };
export interface Posted {
	readonly accepted: readonly string[];
	readonly refused: readonly { readonly id: string; readonly code: string; readonly message?: string }[];
}
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
	/** The grid from which all goes is closed; the grid that was closed is open again. */
	readonly closes?: true;
	readonly opens?: true;
}
/** `moved`: it is not where it was; `request`: that cannot be done; `busy`: an import is running. */
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
	rounds: (community: string) => get<RoundsView>(`/api/rounds?${search({ community })}`),
	previewRounds: (community: string, rule: Rule) => send<RoundsPreview>('/api/rounds/preview', { community, rule }),
	/** @param id the same at each try, so that it is written once */
	setRounds: (community: string, id: string, rule: Rule) =>
		send<{ grids: readonly string[] }>('/api/rounds', { community, id, rule }),
	areasBelow: (code: string) => get<{ areas: readonly AreaView[] }>(`/api/areas?${search({ under: code })}`),
	/** Those that are closed among them. */
	allAreasBelow: (code: string) =>
		get<{ areas: readonly AreaView[] }>(`/api/areas?${search({ under: code, closed: '1' })}`),
	area: (code: string) => get<AreaView & { path: readonly AreaView[] }>(`/api/areas/${code}`),
	people: (area: string) => get<{ people: readonly Person[] }>(`/api/people?${search({ area })}`),
	covers: (area: string) => get<{ covers: readonly CoverView[] }>(`/api/cover?${search({ area })}`),
	setCover: (cover: NewCover) => ask<CoverAnswer>('/api/cover', asJson(cover), [422]),
	transfer: (order: TransferOrder) => ask<TransferCounts | NotDone>('/api/transfers', asJson(order), [400, 409]),
	duplicates: (area: string) => get<Duplicates>(`/api/duplicates?${search({ area })}`),
	decide: (decision: { readonly keep: string; readonly other: string; readonly as: 'same' | 'apart' | 'other' }) =>
		ask<Partial<NotDone>>('/api/duplicates', asJson(decision), [400, 409]),
	endCover: (number: number) => ask<{ cover: CoverView }>(`/api/cover/${number}`, { method: 'DELETE' }),
	serverTime: () => get<ServerTime>('/api/session'),
	post: (page: string, entries: readonly Entry[]) => send<Posted>(`/api/pages/${page}/entries`, entries),
};

export const get = <Value>(path: string) => ask<Value>(path, {});
const send = <Value>(path: string, body: object) => ask<Value>(path, asJson(body));

const asJson = (body: object): RequestInit => ({
	method: 'POST',
	headers: { 'content-type': 'application/json' },
	body: JSON.stringify(body),
});

export function search(query: object): string {
	const entries = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
	return new URLSearchParams(entries as [string, string][]).toString();
}

/** @param expected statuses besides 2xx whose JSON is an answer, not a failure */
export async function ask<Value>(
	path: string,
	init: RequestInit,
	expected: readonly number[] = [],
): Promise<Answer<Value>> {
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

export function failureOf(status: number): Failure {
	if (status === 401) return 'signed-out';
	if (status === 403) return 'forbidden';
	if (status === 404) return 'missing';
	// A proxy in front of a server that is being restarted.
	if (status === 502 || status === 503 || status === 504) return 'offline';
	return 'failed';
}
