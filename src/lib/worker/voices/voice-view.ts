/** How a voice note of a record is told: how long, whose and when; and its bytes, or in words why not. */
import type { LookFault } from '#lib/device/photos/look.ts';
import { hlcToMs } from '#lib/ledger/clock.ts';
import type { Entry } from '#lib/ledger/entry.ts';
import type { Result } from '#lib/ledger/result.ts';
import { standingAttached } from '#lib/ledger/attached.ts';
import { isAddedVoice } from '#lib/ledger/voice.ts';
import { momentText } from '#lib/words/moments.ts';
import { voiceWords } from '#lib/words/voices.ts';
import type { Language } from '#lib/words/language.svelte.ts';

export interface VoiceView {
	/** Of its entry. */
	readonly id: string;
	readonly by: string;
	readonly seconds: number;
	/** `王芳 11月28日 周六 10:05`. */
	readonly label: string;
}

export interface TellingVoice {
	readonly language: Language;
	readonly nowMs: number;
	readonly nameOf: (entry: Entry) => string;
}

/** @param entries all that is known of one record */
export const voiceViews = (entries: readonly Entry[], { language, nowMs, nameOf }: TellingVoice): VoiceView[] =>
	standingAttached(entries)
		.filter(isAddedVoice)
		.map((entry) => ({
			id: entry.id,
			by: entry.by,
			seconds: entry.body.seconds,
			label: `${nameOf(entry)} ${momentText(hlcToMs(entry.hlc), language, nowMs)}`,
		}));

const wordOf = { offline: 'offline', waiting: 'notCome', gone: 'gone' } as const satisfies Record<
	LookFault,
	keyof typeof voiceWords
>;

/** What a player is given. @param look asks the phone, then the server */
export async function loadVoice(
	look: (id: string) => Promise<Result<Blob, LookFault>>,
	id: string,
	say: (word: { readonly zh: string; readonly en: string }) => string,
): Promise<{ readonly blob: Blob } | { readonly text: string }> {
	const found = await look(id);
	return found.ok ? { blob: found.value } : { text: say(voiceWords[wordOf[found.error]]) };
}
