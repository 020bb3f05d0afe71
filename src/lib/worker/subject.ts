/** What a person calls the subject of a record: `张桂兰 3-2-501`, `3-2-501`, `北门岗亭`. */
import type { Called } from '#lib/device/records.ts';
import type { SubjectView } from '#lib/kinds/face.ts';
import { isKindName } from '#lib/kinds/index.ts';
import { clerk } from '#lib/registers/leads.ts';
import { say } from '#lib/words/language.svelte.ts';
import { entryWords } from './words/entry-words.ts';

/** Who wrote an entry; what was carried over from another grid was written by the server. */
export const writtenBy = (account: string): string => (account === clerk ? say(entryWords.theClerk) : account);

export const subjectLabel = ({ name, label }: Called): string => [name, label].filter(Boolean).join(' ');

export const subjectView = (called: Called): SubjectView | undefined =>
	isKindName(called.kind) ? { id: called.id, kind: called.kind, label: subjectLabel(called) } : undefined;
