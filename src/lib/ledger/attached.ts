/**
 * What is attached to a record and brings bytes that travel apart: photos and voice notes. What holds for both alike.
 * Rules F10, F11.
 */
import type { Entry } from './entry.ts';
import { isAddedPhoto, isPhoto, type AddedPhoto, type PhotoBody, type PhotoEntry } from './photo.ts';
import { isAddedVoice, isVoice, type AddedVoice, type VoiceBody, type VoiceEntry } from './voice.ts';

export type AttachedBody = PhotoBody | VoiceBody;
export type AttachedEntry = PhotoEntry | VoiceEntry;
export type AddedAttached = AddedPhoto | AddedVoice;

export const isAttached = (entry: Entry): entry is AttachedEntry => isPhoto(entry) || isVoice(entry);
export const isAddedAttached = (entry: Entry): entry is AddedAttached => isAddedPhoto(entry) || isAddedVoice(entry);

/** Those that stand, in the order in which they were added; only its author takes one back. */
export function standingAttached(entries: readonly Entry[]): AddedAttached[] {
	const attached = entries.filter(isAttached);
	const takenBack = new Set(
		attached
			.filter(({ body }) => body.what === 'taken-back')
			.map(({ kind, by, body }) => `${kind} ${by} ${String(body[kind])}`),
	);
	return attached.filter(isAddedAttached).filter(({ kind, by, id }) => !takenBack.has(`${kind} ${by} ${id}`));
}

export const isVoiceBody = (body: AttachedBody): body is VoiceBody => 'seconds' in body;
/** The kind of entry that speaks of it. */
export const attachedKind = (body: AttachedBody): AttachedEntry['kind'] => (isVoiceBody(body) ? 'voice' : 'photo');
