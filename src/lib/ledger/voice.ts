/**
 * A voice note of a record (录音): said instead of typed. Like a photo it is an entry that points at the record with `re`
 * and lies on its page, and its bytes go another way, later, known by their hash. Rule F11.
 */
import * as v from 'valibot';
import type { Body, Entry } from './entry.ts';

/** Of one note, in bytes: a minute of Opus or AAC as phones record it is a quarter of it. */
export const voiceSizeLimit = 1024 * 1024;
/** Of one note: longer is read by nobody. */
export const voiceSecondsLimit = 60;
/** Of one record that a phone offers to take. */
export const voicesPerRecord = 3;
export const voiceTypes = ['audio/webm', 'audio/mp4'] as const;

/** `added`: a note; `taken-back`: its author takes one back. */
export const voiceSchema = v.variant('what', [
	v.strictObject({
		what: v.literal('added'),
		/** Of its bytes, in hex. */
		sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
		bytes: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(voiceSizeLimit)),
		type: v.picklist(voiceTypes),
		/** As long as the phone recorded. */
		seconds: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(voiceSecondsLimit)),
	}),
	v.strictObject({ what: v.literal('taken-back'), voice: v.pipe(v.string(), v.uuid()) }),
]);

export type VoiceBody = Extract<v.InferOutput<typeof voiceSchema>, { what: 'added' }>;

export interface VoiceEntry extends Entry {
	readonly kind: 'voice';
	readonly re: string;
	readonly body: v.InferOutput<typeof voiceSchema> & Body;
}
export interface AddedVoice extends VoiceEntry {
	readonly body: VoiceBody & Body;
}

export const isVoice = (entry: Entry): entry is VoiceEntry => entry.kind === 'voice' && entry.re !== undefined;
export const isAddedVoice = (entry: Entry): entry is AddedVoice => isVoice(entry) && entry.body.what === 'added';
