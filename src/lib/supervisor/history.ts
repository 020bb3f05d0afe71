/** What happened to one record, in order: what was written, what was changed from what to what, what was said to it. */
import { hlcToMs } from '#lib/ledger/clock.ts';
import type { Body, Json } from '#lib/ledger/entry.ts';
import { photosTogether } from '#lib/kinds/photo-view.ts';
import { isAddedPhoto, isPhoto } from '#lib/ledger/photo.ts';
import { isAddedVoice, isVoice } from '#lib/ledger/voice.ts';
import type { NamedEntry } from './api.ts';

export interface Change {
	readonly field: string;
	readonly before: Json | undefined;
	readonly after: Json | undefined;
}
export type Step = {
	readonly id: string;
	readonly ms: number;
	readonly by: string;
	/** Made without knowledge of the step before it, by someone else: both stand. */
	readonly isParallel: boolean;
} & (
	| { readonly type: 'written' }
	| { readonly type: 'amended'; readonly changes: readonly Change[]; readonly note?: string }
	| { readonly type: 'seen' | 'photoTaken' | 'voiceAdded' | 'voiceTaken' }
	| { readonly type: 'photoAdded'; readonly photos: number }
	| { readonly type: 'returned'; readonly reason: string }
	| { readonly type: 'withdrawn'; readonly reason: string }
);

/** @param entries all entries of one record, in any order */
export function stepsOf(entries: readonly NamedEntry[]): Step[] {
	const sorted = [...entries].sort((a, b) => (a.hlc === b.hlc ? (a.id < b.id ? -1 : 1) : a.hlc < b.hlc ? -1 : 1));
	const root = sorted.find((entry) => entry.re === undefined);
	if (!root) return [];
	let body: Body = root.body;
	let lastAmend: NamedEntry | null = null;
	const steps: Step[] = [{ ...headOf(root), type: 'written' }];
	for (const { entry, photos } of photosTogether(sorted)) {
		if (entry === root) continue;
		const step = stepOf(entry, body, lastAmend, photos);
		if (step) steps.push(step);
		if (entry.kind !== 'amend') continue;
		body = { ...body, ...(entry.body.set as Body) };
		lastAmend = entry;
	}
	return steps;
}

const headOf = (entry: NamedEntry) => ({
	id: entry.id,
	ms: hlcToMs(entry.hlc),
	by: entry.byName ?? entry.by,
	isParallel: false,
});

function stepOf(entry: NamedEntry, body: Body, lastAmend: NamedEntry | null, photos: number): Step | null {
	const head = headOf(entry);
	if (entry.kind === 'amend') {
		const set = entry.body.set as Body;
		const base = entry.body.base as readonly string[];
		const changes = Object.entries(set).map(([field, after]) => ({
			field,
			before: body[field] ?? undefined,
			after: after ?? undefined,
		}));
		const isParallel = lastAmend !== null && lastAmend.by !== entry.by && !base.includes(lastAmend.id);
		return { ...head, isParallel, type: 'amended', changes, note: entry.body.note as string | undefined };
	}
	if (entry.kind === 'review') {
		if (entry.body.verdict === 'returned') return { ...head, type: 'returned', reason: String(entry.body.reason) };
		return { ...head, type: 'seen' };
	}
	if (isVoice(entry)) return { ...head, type: isAddedVoice(entry) ? 'voiceAdded' : 'voiceTaken' };
	if (isPhoto(entry))
		return isAddedPhoto(entry) ? { ...head, type: 'photoAdded', photos } : { ...head, type: 'photoTaken' };
	if (entry.kind === 'withdraw') return { ...head, type: 'withdrawn', reason: String(entry.body.reason) };
	return null;
}
