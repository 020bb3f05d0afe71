/**
 * 今日小结: a day of one worker in figures, from what lies on the phone. It counts as the supervisor's 报表 counts: every
 * record once, on the day of its clock, whatever became of it since; what was taken back not at all. It holds no name,
 * no address, no position and no hours on duty, and compares with nobody.
 */
import { isFieldGrant, type Grant } from '#lib/access/policy.ts';
import type { Entry, Json } from '#lib/ledger/entry.ts';
import { hlcToMs } from '#lib/ledger/clock.ts';
import { dayOf } from '#lib/ledger/page.ts';
import { recordKinds, type KindName } from '#lib/kinds/index.ts';
import type { RecordRow } from './rows.ts';

export type SummaryRow = Pick<
	RecordRow,
	'id' | 'kind' | 'desk' | 'by' | 'about' | 'hlc' | 'state' | 'body' | 'facts' | 'mark' | 'log'
>;

export interface KindCount {
	readonly kind: KindName;
	readonly count: number;
	/** By what came of it, the most frequent first; empty for kinds without. */
	readonly outcomes: readonly { readonly outcome: string; readonly count: number }[];
}

/** What was done at one's own grids, or at one that was covered. */
export interface DayPart {
	readonly kinds: readonly KindCount[];
	readonly count: number;
	/** Different doors at which somebody was met or spoken to. */
	readonly households: number;
	/** Different elders who were seen, spoken to or found. */
	readonly elders: number;
	/** Promises answered on this day (办好, 没办成 or 转交), whenever they were made. */
	readonly promises: number;
	/** Reports of before that were found settled on this day. */
	readonly settled: number;
}

export interface DaySummary {
	readonly day: string;
	readonly count: number;
	/** ms; null when nothing was recorded. */
	readonly first: number | null;
	readonly last: number | null;
	readonly own: DayPart;
	/** 顶岗, each grid apart, in order of their codes. */
	readonly covers: readonly (DayPart & { readonly desk: string })[];
	/** Records of the day that are still on this phone only. */
	readonly unsent: number;
	/** Records of the day that the server did not take. */
	readonly refused: number;
}

export interface SummaryQuestion {
	readonly account: string;
	readonly day: string;
	/** Whether the worker only stands in at this grid. */
	readonly isCover: (desk: string) => boolean;
	/** Subjects that are no households: a visit to a shop reaches no door. */
	readonly places: ReadonlySet<string>;
}

/** @param rows in any order: own records of the day, and records that were settled or kept on it; others are ignored. */
export function summaryOf(rows: readonly SummaryRow[], question: SummaryQuestion): DaySummary {
	const { account, day, isCover } = question;
	const standing = rows.filter(({ state }) => state !== 'withdrawn');
	const own = standing.filter((row) => row.by === account && isRecord(row) && dayOf(hlcToMs(row.hlc)) === day);
	const ended = standing.filter((row) => endedOn(row, account, day));
	const clocks = own.map(({ hlc }) => hlc).sort();
	const partOf = (isHere: (desk: string) => boolean) =>
		dayPart(
			own.filter(({ desk }) => isHere(desk)),
			ended.filter(({ desk }) => isHere(desk)),
			question,
		);
	const covered = [...new Set([...own, ...ended].map(({ desk }) => desk))].filter(isCover).sort();
	return {
		day,
		count: own.length,
		first: clocks.length > 0 ? hlcToMs(clocks[0]!) : null,
		last: clocks.length > 0 ? hlcToMs(clocks.at(-1)!) : null,
		own: partOf((desk) => !isCover(desk)),
		covers: covered.map((desk) => ({ desk, ...partOf((one) => one === desk) })),
		unsent: own.filter(({ mark }) => mark === 'phone').length,
		refused: own.filter(({ mark }) => mark === 'refused').length,
	};
}

const isRecord = ({ kind }: Pick<SummaryRow, 'kind'>): boolean => (recordKinds as readonly string[]).includes(kind);

function dayPart(own: readonly SummaryRow[], ended: readonly SummaryRow[], { places }: SummaryQuestion): DayPart {
	const reached = (kind: string) =>
		new Set(
			own
				.filter((row) => row.kind === kind && row.facts.reached && row.about && !places.has(row.about))
				.map(({ about }) => about),
		).size;
	return {
		kinds: recordKinds
			.map((kind) =>
				kindCount(
					kind,
					own.filter((row) => row.kind === kind),
				),
			)
			.filter(({ count }) => count > 0),
		count: own.length,
		households: reached('visit'),
		elders: reached('check-in'),
		promises: ended.filter(({ kind }) => kind !== 'problem').length,
		settled: ended.filter(({ kind }) => kind === 'problem').length,
	};
}

/** The field that says what came of a record. */
const outcomeFields: { readonly [kind: string]: string } = {
	visit: 'outcome',
	'check-in': 'outcome',
	problem: 'handling',
	patrol: 'result',
};

function kindCount(kind: KindName, rows: readonly SummaryRow[]): KindCount {
	const counts = new Map<string, number>();
	for (const { body } of rows) {
		const outcome = body[outcomeFields[kind] ?? ''];
		if (typeof outcome === 'string') counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
	}
	const outcomes = [...counts].map(([outcome, count]) => ({ outcome, count }));
	return { kind, count: rows.length, outcomes: outcomes.sort((a, b) => b.count - a.count) };
}

/** What ends a promise or a report, by kind. */
const endFields: { readonly [kind: string]: string } = { visit: 'kept', errand: 'answered', problem: 'settled' };

/** Whether this account wrote on that day that a promise was kept or a report settled. */
function endedOn(row: SummaryRow, account: string, day: string): boolean {
	const field = endFields[row.kind];
	if (!field || row.body[field] !== day) return false;
	const amends = (row.log ?? []).filter((entry) => entry.kind === 'amend' && setOf(entry)[field] === day);
	// Without an amendment that says so, the root itself did.
	return amends.length > 0 ? amends.some(({ by }) => by === account) : row.by === account;
}

const setOf = (amend: Entry): { readonly [field: string]: Json } =>
	(amend.body as unknown as { readonly set: { readonly [field: string]: Json } }).set;

/**
 * Whether an account only stands in at a grid: its grant there says so, or has a last day where another has none. What
 * is held by no grant any more was covered too, unless nothing else is held either.
 */
export function coverOf(grants: readonly (Grant & { readonly cover?: true })[]): (desk: string) => boolean {
	const seats = grants.filter(isFieldGrant);
	const lasting = new Set(seats.filter(({ cover, to }) => cover !== true && to === undefined).map(({ desk }) => desk));
	const marked = new Set(seats.filter(({ cover }) => cover === true).map(({ desk }) => desk));
	return (desk) => !lasting.has(desk) && (marked.has(desk) || lasting.size > 0);
}
