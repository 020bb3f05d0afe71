/** Where a record is: the most important pixel of the app. Derived here and nowhere else. Rules D6–D7 of SPEC.md. */
import type { RecordState } from '#lib/ledger/fold.ts';

export const marks = ['phone', 'held', 'server', 'seen', 'refused', 'returned'] as const;
/** 待上传 · 待放行 · 已上传 · 已阅 · 未收下 · 打回. */
export type Mark = (typeof marks)[number];

export interface Whereabouts {
	readonly state: RecordState;
	/** Own entries of the record for which no receipt has come. */
	readonly waiting: number;
	/** What waits lies on the server and waits there for a supervisor's word. */
	readonly held?: true;
	/** An entry of the record was not taken and waits for its author. */
	readonly refusal?: object;
}

/** What needs a person stands before what needs time; what needs time before what is done. */
export function markOf({ state, waiting, held, refusal }: Whereabouts): Mark {
	if (refusal) return 'refused';
	if (waiting > 0) return held ? 'held' : 'phone';
	if (state === 'returned') return 'returned';
	return state === 'seen' ? 'seen' : 'server';
}
