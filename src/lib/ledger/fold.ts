/**
 * Folding: the entries about one thing, in any order and any number of copies, give one record. Rules F1–F11 of SPEC.md.
 */
import { isAmend, isReview, isWithdraw, type Amend, type Review } from './amend.ts';
import { isAttached, standingAttached, type AttachedEntry } from './attached.ts';
import { isLater, type Hlc } from './clock.ts';
import type { Body, Entry, Json } from './entry.ts';
import { isAddedPhoto, type AddedPhoto } from './photo.ts';
import { isAddedVoice, type AddedVoice } from './voice.ts';

/** Where the supervisor's reading of a record stands. */
export type RecordState = 'open' | 'seen' | 'returned' | 'withdrawn';

/** A value that stands beside the shown one: written without knowledge of it. */
export interface Rival {
	readonly value: Json | undefined;
	readonly by: string;
	readonly hlc: Hlc;
	readonly entry: string;
}

export interface LedgerRecord {
	readonly id: string;
	readonly root: Entry;
	/** The root's body with all amendments merged, field by field. */
	readonly body: Body;
	/** Fields with more than one standing value: the others, latest first. */
	readonly rivals: { readonly [field: string]: readonly Rival[] };
	/** What a new amendment names as its base: the amendments nobody has built on, and an unanswered return. */
	readonly heads: readonly string[];
	readonly amends: readonly Amend[];
	readonly reviews: readonly Review[];
	/** Those that stand, in the order in which they were added. */
	readonly photos: readonly AddedPhoto[];
	readonly voices: readonly AddedVoice[];
	/** All that was written of photos and voice notes. */
	readonly attached: readonly AttachedEntry[];
	readonly state: RecordState;
	/** Someone changed it, or what is attached to it, after it was reviewed. */
	readonly changedSinceReview: boolean;
	/** Clock of the latest entry that counts. */
	readonly changed: Hlc;
}

/** The root entry of the record an entry belongs to. */
export const recordIdOf = (entry: Entry): string => entry.re ?? entry.id;

/** One record from all known entries about it; null while its root has not come yet. */
export function foldRecord(entries: Iterable<Entry>): LedgerRecord | null {
	const byId = new Map<string, Entry>();
	for (const entry of entries) {
		const twin = byId.get(entry.id);
		// Two texts under one id cannot pass the gate; should they meet, the choice must not depend on order.
		if (!twin || JSON.stringify(entry) < JSON.stringify(twin)) byId.set(entry.id, entry);
	}
	const all = [...byId.values()].sort((a, b) => (isLater(a, b) ? 1 : -1));
	const root = all.find((entry) => entry.re === undefined);
	if (!root) return null;
	// Nine of ten records are one entry, and a phone folds ten thousand of them when it takes a page.
	if (all.length === 1) return aloneRecord(root);
	const targets = all.filter((entry) => entry.re === root.id && entry.desk === root.desk);
	const amends = targets.filter(isAmend).filter((amend) => amend.body.of === root.kind);
	const reviews = targets.filter(isReview);
	const attached = targets.filter(isAttached);
	const standing = standingAttached(attached);
	const withdrawals = targets.filter(isWithdraw).filter((entry) => entry.by === root.by);
	const known = knowledge(amends);
	const unanswered = unansweredReturn(reviews, amends);
	const review = reviews.at(-1);
	const changedSinceReview =
		review !== undefined && [...amends, ...attached].some(({ id }) => !review.body.upto.includes(id));
	return {
		id: root.id,
		root,
		...mergeFields(root, amends, known),
		heads: [...headsOf(amends, known), ...(unanswered ? [unanswered.id] : [])],
		amends,
		reviews,
		photos: standing.filter(isAddedPhoto),
		voices: standing.filter(isAddedVoice),
		attached,
		state:
			withdrawals.length > 0
				? 'withdrawn'
				: unanswered
					? 'returned'
					: review?.body.verdict === 'seen' && !changedSinceReview
						? 'seen'
						: 'open',
		changedSinceReview,
		changed: [root, ...amends, ...attached, ...reviews, ...withdrawals]
			.map((entry) => entry.hlc)
			.sort()
			.at(-1)!,
	};
}

const aloneRecord = (root: Entry): LedgerRecord => ({
	id: root.id,
	root,
	body: root.body,
	rivals: {},
	heads: [],
	amends: [],
	reviews: [],
	photos: [],
	voices: [],
	attached: [],
	state: 'open',
	changedSinceReview: false,
	changed: root.hlc,
});

/** For each amendment, every amendment it was made in knowledge of, through any number of steps. */
function knowledge(amends: readonly Amend[]): Map<string, Set<string>> {
	const amendsById = new Map(amends.map((amend) => [amend.id, amend]));
	const known = new Map<string, Set<string>>();
	for (const amend of amends) {
		const seen = new Set<string>();
		const open = [...amend.body.base];
		while (open.length > 0) {
			const id = open.pop()!;
			// An amendment cannot know itself or what came after it; a forged circle must not hide anything.
			const base = amendsById.get(id);
			if (!base || seen.has(id) || !isLater(amend, base)) continue;
			seen.add(id);
			open.push(...base.body.base);
		}
		known.set(amend.id, seen);
	}
	return known;
}

function headsOf(amends: readonly Amend[], known: Map<string, Set<string>>): string[] {
	const builtOn = new Set([...known.values()].flatMap((ids) => [...ids]));
	return amends.map((amend) => amend.id).filter((id) => !builtOn.has(id));
}

function mergeFields(
	root: Entry,
	amends: readonly Amend[],
	known: Map<string, Set<string>>,
): Pick<LedgerRecord, 'body' | 'rivals'> {
	if (amends.length === 0) return { body: root.body, rivals: {} };
	const body: Record<string, Json> = { ...root.body };
	const rivals: Record<string, Rival[]> = {};
	for (const [field, standing] of standingByField(amends, known)) {
		const shown = standing.at(-1)!;
		const value = shown.body.set[field]!;
		if (value === null) delete body[field];
		else body[field] = value;
		const others = standing.filter((writer) => JSON.stringify(writer.body.set[field]) !== JSON.stringify(value));
		if (others.length > 0) {
			rivals[field] = others.reverse().map((writer) => ({
				value: writer.body.set[field] ?? undefined,
				by: writer.by,
				hlc: writer.hlc,
				entry: writer.id,
			}));
		}
	}
	return { body, rivals };
}

/** For each amended field the amendments that nobody who set it has built on, the one that shows last. */
export function standingByField(
	amends: readonly Amend[],
	known = knowledge(amends),
): ReadonlyMap<string, readonly Amend[]> {
	const amendsByField = new Map<string, Amend[]>();
	for (const amend of amends) {
		for (const field of Object.keys(amend.body.set))
			amendsByField.set(field, [...(amendsByField.get(field) ?? []), amend]);
	}
	return new Map(
		[...amendsByField].map(([field, writers]) => [
			field,
			writers.filter((writer) => !writers.some((other) => known.get(other.id)!.has(writer.id))),
		]),
	);
}

/** The latest return that neither a later review nor an amendment made in knowledge of it has answered. */
function unansweredReturn(reviews: readonly Review[], amends: readonly Amend[]): Review | null {
	const latest = reviews.at(-1);
	if (latest?.body.verdict !== 'returned') return null;
	return amends.some((amend) => amend.body.base.includes(latest.id)) ? null : latest;
}
