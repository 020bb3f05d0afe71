/**
 * 答复: how a promise (代办) ended, with the day on which it did. A promise stands in a visit, in an errand, or in a
 * matter that came along from another grid; each keeps the day in a field of its own, and the answer beside it. Both are
 * always set together. A day without an answer, as it was written at first, says that it was done.
 */
import * as v from 'valibot';
import type { Body } from '#lib/ledger/entry.ts';

/** 已办好, 没办成, 已转交. */
export const answers = ['settled', 'could-not', 'passed-on'] as const;
export type Answer = (typeof answers)[number];
export const answer = v.picklist(answers);

export const answerWords = {
	answer: { zh: '答复', en: 'Answer' },
	settled: { zh: '已办好', en: 'Done' },
	'could-not': { zh: '没办成', en: 'Could not' },
	'passed-on': { zh: '已转交', en: 'Passed on' },
} as const;

/** The sign beside each. */
export const answerIcons = { settled: 'check', 'could-not': 'minus', 'passed-on': 'return' } as const;

/** Where each kind keeps the day. */
const dayFields = { visit: 'kept', errand: 'answered', matter: 'done' } as const;
type PromiseKind = keyof typeof dayFields;
const isPromiseKind = (kind: string): kind is PromiseKind => Object.hasOwn(dayFields, kind);

export interface Promised {
	readonly text: string;
	/** Day by which it was promised. */
	readonly due?: string;
	/** Absent while it is open. */
	readonly ended?: { readonly day: string; readonly answer: Answer };
}

/** What a record promises; null when it promises nothing. */
export function promisedIn(kind: string, body: Body): Promised | null {
	if (!isPromiseKind(kind) || (kind === 'matter' && body.of !== 'visit')) return null;
	const { text, due } = ((kind === 'visit' ? body.promise : body) as { text?: string; due?: string } | undefined) ?? {};
	if (text === undefined) return null;
	const day = body[dayFields[kind]] as string | undefined;
	return {
		text,
		...(due && { due }),
		...(day && { ended: { day, answer: (body.answer as Answer | undefined) ?? 'settled' } }),
	};
}

/** The fields that an amendment sets to answer a promise on a day; null opens it again. */
export function answering(kind: string, ended: { readonly day: string; readonly answer: Answer } | null): Body {
	if (!isPromiseKind(kind)) return {};
	return { [dayFields[kind]]: ended?.day ?? null, answer: ended?.answer ?? null };
}

/** Fields of which one choice between two that did not know each other settles all. */
export const answerFields: readonly string[] = ['answer', ...Object.values(dayFields)];
