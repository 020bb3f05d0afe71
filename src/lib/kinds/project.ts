/**
 * Projection: what lists and counters show, computed the same way on the phone and on the server, from entries alone.
 */
import type { Body, Entry } from '#lib/ledger/entry.ts';
import { hlcToMs, isLater } from '#lib/ledger/clock.ts';
import { foldRecord, type RecordState, type Rival } from '#lib/ledger/fold.ts';
import { carriedContacts } from '#lib/registers/carried.ts';
import { isCurrent } from '#lib/registers/leads.ts';
import type { Elder } from '#lib/registers/register.ts';
import { elderDueDay, householdDueDay, type Round } from '#lib/registers/rounds.ts';
import { isKindName, kinds, readBody } from './index.ts';
import type { Facts, Kind } from './kind.ts';

/** One record as lists show it. */
export interface Projection {
	readonly id: string;
	readonly desk: string;
	readonly kind: string;
	readonly about?: string;
	readonly by: string;
	readonly at: string;
	readonly hlc: string;
	/** Clock of the latest entry of the record. */
	readonly changed: string;
	readonly state: RecordState;
	/** 打回: why, by whom; present while the return is unanswered. */
	readonly returned?: { readonly reason: string; readonly by: string; readonly at: string };
	readonly seenBy?: string;
	readonly changedSinceReview: boolean;
	readonly body: Body;
	readonly rivals: { readonly [field: string]: readonly Rival[] };
	readonly heads: readonly string[];
	/** Ids of the amendments a review made now covers. */
	readonly amends: readonly string[];
	readonly facts: Facts;
	/** Written by a newer app: shown as 'update the app', body untouched. */
	readonly unreadable: boolean;
}

/** A record from all its entries; null while its root is missing. */
export function projectRecord(entries: Iterable<Entry>): Projection | null {
	const record = foldRecord(entries);
	if (!record) return null;
	const { root, reviews, state } = record;
	const reading = readBody(root.kind, root.v, record.body);
	const body = reading.state === 'read' ? reading.body : record.body;
	const review = reviews.at(-1);
	return {
		id: root.id,
		desk: root.desk,
		kind: root.kind,
		about: root.about,
		by: root.by,
		at: root.at,
		hlc: root.hlc,
		changed: record.changed,
		state,
		returned: state === 'returned' && review?.body.verdict === 'returned' ? { reason: review.body.reason, by: review.by, at: review.at } : undefined,
		seenBy: state === 'seen' ? review?.by : undefined,
		changedSinceReview: record.changedSinceReview,
		body,
		rivals: record.rivals,
		heads: record.heads,
		amends: record.amends.map((amend) => amend.id),
		facts: reading.state === 'read' && isKindName(root.kind) && state !== 'withdrawn' ? (kinds[root.kind] as Kind).facts(body) : {},
		unreadable: reading.state !== 'read'
	};
}

/** What the records about one subject say of it together. */
export interface Standing {
	/** Clock of the latest contact that reached the subject, in ms; null when never. */
	readonly last: number | null;
	/** The check-in that says an elder was not seen and that nothing later answers. */
	readonly alarm: string | null;
	/** Day from which the subject is due; null: due at once; absent: never due. */
	readonly due?: string | null;
}

/** @param about all projections whose `about` is the subject, or at least the latest that reached it and the latest alarm. */
export function standingOf(subject: Pick<Projection, 'kind' | 'body' | 'state'>, about: readonly Pick<Projection, 'id' | 'hlc' | 'facts'>[], round?: Round, timeZone?: string): Standing {
	const contacts = [...about, ...carriedContacts(subject.body)].filter((record) => record.facts.reached || record.facts.alarm).sort((a, b) => (isLater(a, b) ? 1 : -1));
	const lastReached = contacts.findLast((record) => record.facts.reached);
	const lastAlarm = contacts.findLast((record) => record.facts.alarm);
	const last = lastReached ? hlcToMs(lastReached.hlc) : null;
	const alarm = lastAlarm && (!lastReached || lastReached.hlc < lastAlarm.hlc) ? lastAlarm.id : null;
	// Handed on or folded into another: that one asks for attention.
	if (subject.state === 'withdrawn' || !isCurrent(subject.body)) return { last, alarm: null };
	if (subject.kind === 'elder') return { last, alarm, due: elderDueDay((subject.body as unknown as Elder).tier, last, timeZone) };
	const isVisited = subject.kind === 'household' && subject.body.tenure !== 'vacant';
	return isVisited ? { last, alarm, due: householdDueDay(last, round, timeZone) } : { last, alarm };
}
