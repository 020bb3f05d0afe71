/** Whom to call when an elder was not seen: the elder first, then those who know, then those who can break a door. */
import type { Language } from '#lib/kinds/kind.ts';
import { words as elderWords } from '#lib/kinds/elder/words.ts';
import type { Elder } from '#lib/registers/register.ts';
import type { RecordDetail } from './api.ts';
import { reviewWords } from './review-words.ts';

export interface Call {
	readonly who: string;
	readonly phone: string;
}

export function callsFor(detail: RecordDetail, language: Language): Call[] {
	const { subject, people } = detail;
	if (subject?.kind !== 'elder') return publicCalls(language);
	const elder = subject.body as unknown as Elder;
	const self = people.find((person) => person.id === subject.about);
	const own = self?.body.phone ? [{ who: reviewWords.self[language], phone: String(self.body.phone) }] : [];
	const contacts = (elder.contacts ?? []).map(({ relation, name, phone }) => ({
		who: `${elderWords[relation][language]} ${name}`,
		phone,
	}));
	return [...own, ...contacts, ...publicCalls(language)];
}

const publicCalls = (language: Language): Call[] => [
	{ who: reviewWords.ambulance[language], phone: '120' },
	{ who: reviewWords.police[language], phone: '110' },
];
