/** An entry that was not taken, in words: for a person who carries it out of the phone by hand. */
import type { RefusedItem } from '#lib/device/outbox.ts';
import { isKindName, kinds } from '#lib/kinds/index.ts';
import type { Language } from '#lib/kinds/kind.ts';
import { bodyTexts } from '#lib/kinds/record-words.ts';
import { isAmend } from '#lib/ledger/amend.ts';
import { refusals } from '#lib/ledger/refusal.ts';
import { momentText } from '#lib/words/moments.ts';
import { photoWords } from '#lib/words/photos.ts';
import { voiceWords } from '#lib/words/voices.ts';
import { refusedWords as words } from './words/refused-words.ts';

/** What is written of a record and has no fields of its own to tell. */
const acts: Readonly<Record<string, { readonly zh: string; readonly en: string }>> = {
	withdraw: words.withdrawal,
	photo: photoWords.photo,
	voice: voiceWords.voice,
};

export interface TextMeans {
	readonly language: Language;
	readonly name: string;
	readonly gridName: (desk: string) => string;
	/** What the record is about, as people call it; '' when that is not here. */
	readonly subject: string;
	readonly nowMs: number;
}

export function refusedToText({ refusal, entry, row }: RefusedItem, means: TextMeans): string {
	const { language, name, gridName, subject, nowMs } = means;
	const colon = language === 'zh' ? '：' : ': ';
	const line = (label: { zh: string; en: string }, text: string) => `${label[language]}${colon}${text}`;
	const kind = isAmend(entry) ? entry.body.of : (row?.kind ?? entry.kind);
	const kindName = isKindName(kind) ? kinds[kind].words.name[language] : kind;
	const act = isAmend(entry) ? words.amendment[language] : (acts[entry.kind]?.[language] ?? '');
	const body = isAmend(entry) ? entry.body.set : entry.body;
	const fields = Object.hasOwn(acts, entry.kind) ? [] : bodyTexts(kind, body, language);
	const detail = refusal.detail ? ` (${refusal.detail})` : '';
	return [
		[kindName, act, subject].filter(Boolean).join(' '),
		line(words.by, `${name} · ${gridName(entry.desk)}`),
		line(words.at, momentText(Date.parse(entry.at), language, nowMs)),
		...fields.map((field) => `${field.label}${colon}${field.text}`),
		line(words.whyRefused, `${refusals[refusal.code][language]}${detail}`),
		line(words.number, entry.id),
	].join('\n');
}
