/**
 * One tab's hand for appending: a client id of its own, made when the tab first writes, kept in memory only and given
 * up at the first sign that a run may have a hole. Needs no Y.Doc.
 */
import type { PageId } from '#lib/ledger/page.ts';
import { createAppender, newClientId, type Appender } from '#lib/replica/append.ts';

export interface Pen {
	/** One after the other: runs of this tab must be stored in the order in which they were numbered. */
	readonly inTurn: <Value>(work: () => Promise<Value>) => Promise<Value>;
	/** @param rebuilt the page's count; when it has risen, the old run is not carried on. */
	readonly append: (page: PageId, rebuilt: number, text: string) => Uint8Array;
	/** What was appended did not reach the disk: the numbers given away are lost, and the client id with them. */
	readonly giveUp: () => void;
}

export function createPen(random32: () => number): Pen {
	let client = newClientId(random32);
	let turn: Promise<unknown> = Promise.resolve();
	const runs = new Map<PageId, { readonly rebuilt: number; readonly appender: Appender }>();

	const runOn = (page: PageId, rebuilt: number): Appender => {
		const run = runs.get(page);
		if (run && run.rebuilt === rebuilt && run.appender.room() > 0) return run.appender;
		const appender = createAppender(run ? newClientId(random32) : client);
		runs.set(page, { rebuilt, appender });
		return appender;
	};
	return {
		inTurn: (work) => {
			const done = turn.then(work);
			turn = done.catch(() => undefined);
			return done;
		},
		append: (page, rebuilt, text) => runOn(page, rebuilt).append([text]),
		giveUp: () => {
			runs.clear();
			client = newClientId(random32);
		},
	};
}

export interface Batch {
	readonly texts: readonly string[];
	readonly bytes: Uint8Array;
}

/** Texts as updates under fresh client ids, each of about `maxBytes` at most, and of one text at least. */
export function textsToBatches(texts: readonly string[], random32: () => number, maxBytes: number): Batch[] {
	const batches: Batch[] = [];
	let appender = createAppender(newClientId(random32));
	let open: string[] = [];
	let size = 0;
	const close = () => {
		if (open.length > 0) batches.push({ texts: open, bytes: appender.append(open) });
		open = [];
		size = 0;
	};
	for (const text of texts) {
		// Three bytes a character is the most that UTF-8 takes for one unit of a text.
		const bytes = text.length * 3;
		if (size + bytes > maxBytes) close();
		if (appender.room() === open.length) {
			close();
			appender = createAppender(newClientId(random32));
		}
		open.push(text);
		size += bytes;
	}
	close();
	return batches;
}
