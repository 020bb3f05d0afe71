/**
 * Projection: what lists and counters show, computed the same way on the phone and on the server, from entries alone.
 */
import type { Body, Entry } from '#lib/ledger/entry.ts';
import { hlcToMs, isLater } from '#lib/ledger/clock.ts';
import { foldRecord, type RecordState, type Rival } from '#lib/ledger/fold.ts';
import { isByDoor } from '#lib/registers/buildings.ts';
import { carriedContacts } from '#lib/registers/carried.ts';
import { dueAfter, pauseOfElder, pauseOfHousehold, type Pause } from '#lib/registers/pauses.ts';
import type { Elder, Household, Resident } from '#lib/registers/register.ts';
import { elderDueDay, householdDueDay, type Schedule } from '#lib/registers/rounds.ts';
import { sortOf } from '#lib/registers/rules.ts';
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
	/** Ids of the amendments, and of what was said of photos and voice notes, that a review made now covers. */
	readonly amends: readonly string[];
	/** Ids of the entries of its photos; absent when there are none. */
	readonly photos?: readonly string[];
	/** And of its voice notes. */
	readonly voices?: readonly string[];
	readonly facts: Facts;
	/** Households: 1 when the door tells the building in which it stands, and not what it is `about`. */
	readonly byDoor?: 1;
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
		returned:
			state === 'returned' && review?.body.verdict === 'returned'
				? { reason: review.body.reason, by: review.by, at: review.at }
				: undefined,
		seenBy: state === 'seen' ? review?.by : undefined,
		changedSinceReview: record.changedSinceReview,
		body,
		rivals: record.rivals,
		heads: record.heads,
		amends: [...record.amends, ...record.attached].map(({ id }) => id),
		photos: record.photos.length > 0 ? record.photos.map(({ id }) => id) : undefined,
		voices: record.voices.length > 0 ? record.voices.map(({ id }) => id) : undefined,
		facts:
			reading.state === 'read' && isKindName(root.kind) && state !== 'withdrawn'
				? (kinds[root.kind] as Kind).facts(body)
				: {},
		byDoor: isByDoor(root, root.body, body) ? 1 : undefined,
		unreadable: reading.state !== 'read',
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

/** What else a standing follows from: the rules of the subject's desk, and who an elder is. */
export interface Circumstances {
	readonly schedule?: Schedule;
	/** The resident that an elder is, when it is known here. */
	readonly person?: Pick<Projection, 'body'> | null;
	readonly timeZone?: string;
}

/** @param about all projections whose `about` is the subject, or at least the latest that reached it and the latest alarm. */
export function standingOf(
	subject: Pick<Projection, 'kind' | 'body' | 'state'>,
	about: readonly Pick<Projection, 'id' | 'hlc' | 'facts'>[],
	circumstances: Circumstances = {},
): Standing {
	const contacts = [...about, ...carriedContacts(subject.body)]
		.filter((record) => record.facts.reached || record.facts.alarm)
		.sort((a, b) => (isLater(a, b) ? 1 : -1));
	const lastReached = contacts.findLast((record) => record.facts.reached);
	const lastAlarm = contacts.findLast((record) => record.facts.alarm);
	const last = lastReached ? hlcToMs(lastReached.hlc) : null;
	const alarm = lastAlarm && (!lastReached || lastReached.hlc < lastAlarm.hlc) ? lastAlarm.id : null;
	if (subject.state === 'withdrawn' || pauseOf(subject, circumstances.person)?.type === 'gone')
		return { last, alarm: null };
	const due = dueOf(subject, last, circumstances);
	return due === undefined ? { last, alarm } : { last, alarm, due };
}

/** The day from which a subject is due when it was last reached at `last`; null is at once, undefined never. */
export function dueOf(
	subject: Pick<Projection, 'kind' | 'body' | 'state'>,
	last: number | null,
	{ schedule, person, timeZone }: Circumstances = {},
): string | null | undefined {
	const { kind, body, state } = subject;
	if (state === 'withdrawn' || !isVisited(subject)) return undefined;
	const due =
		kind === 'elder'
			? elderDueDay((body as unknown as Elder).tier, last, schedule, timeZone)
			: householdDueDay(last, sortOf(body.tenure), schedule, timeZone);
	return dueAfter(pauseOf(subject, person), due);
}

/** Whether records of this kind are ever due. */
export const isVisited = ({ kind }: Pick<Projection, 'kind'>): boolean => kind === 'household' || kind === 'elder';

function pauseOf(
	{ kind, body }: Pick<Projection, 'kind' | 'body'>,
	person: Pick<Projection, 'body'> | null = null,
): Pause | null {
	if (kind === 'household') return pauseOfHousehold(body as Partial<Household>);
	return kind === 'elder'
		? pauseOfElder(body as Partial<Elder>, person ? (person.body as Partial<Resident>) : null)
		: null;
}
