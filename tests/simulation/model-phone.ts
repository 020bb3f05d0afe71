/** A phone with one page: keeps an outbox, appends blind, believes only receipts, and mends itself after a refusal. */
import { entryToText, textToEntry, type Entry } from '#lib/ledger/entry.ts';
import { recordIdOf } from '#lib/ledger/fold.ts';
import { refusals, type RefusalCode } from '#lib/ledger/refusal.ts';
import { projectRecord, type Projection } from '#lib/kinds/project.ts';
import { createAppender, type Appender } from '#lib/replica/append.ts';
import { applyToDoc, docToSnapshot, docToTexts, openDoc, snapshotToClocks } from '#lib/replica/doc.ts';
import { runsBeyond } from '#lib/replica/inspect.ts';
import { answerMessage, askMessage, bytesToMessage, haveYouMessage, updateMessage } from '#lib/replica/messages.ts';
import { runsToUpdate, snapshotToRuns } from '#lib/replica/runs.ts';

export interface ModelPhone {
	readonly name: string;
	/** Writes an entry down; gives what to send when there is signal. */
	readonly write: (entry: Entry) => Uint8Array;
	/** What to say first on a new connection. */
	readonly greet: () => Uint8Array[];
	/**
	 * Answers to what came; null when it was a refusal that asks for a new page and a new connection. On the old one
	 * more refusals may be under way, and mending for each would send everything again each time.
	 */
	readonly receive: (bytes: Uint8Array) => Uint8Array[] | null;
	/** All of its page, for another phone; and taking another's. */
	readonly page: () => Uint8Array;
	readonly merge: (page: Uint8Array) => void;
	/** Closed and opened again: what was stored stays, the session is a new one. */
	readonly restart: () => void;
	readonly texts: () => string[];
	readonly records: () => Map<string, Projection>;
	readonly receipts: ReadonlyMap<string, string>;
	readonly outbox: ReadonlyMap<string, string>;
	readonly refused: ReadonlyMap<string, RefusalCode>;
	readonly counts: { rebuilt: number; appendedAgain: number };
}

export function createModelPhone(name: string, nextClient: () => number): ModelPhone {
	let doc = openDoc([]);
	let session: Appender = createAppender(nextClient());
	const outbox = new Map<string, string>();
	const receipts = new Map<string, string>();
	const refused = new Map<string, RefusalCode>();
	/** Asked about on the last connection and not answered until now. */
	let asked: string[] = [];
	const counts = { rebuilt: 0, appendedAgain: 0 };

	const append = (texts: readonly string[]): Uint8Array => {
		if (session.room() < texts.length) session = createAppender(nextClient());
		const update = session.append(texts);
		applyToDoc(doc, update, 'own');
		return updateMessage(update);
	};
	const appendAgain = (ids: readonly string[]): Uint8Array[] => {
		const texts = ids.flatMap((id) => outbox.get(id) ?? []);
		if (texts.length === 0) return [];
		counts.appendedAgain += texts.length;
		session = createAppender(nextClient());
		return [append(texts)];
	};
	const takeReceipts = (list: readonly { id: string; sha256: string }[]) => {
		for (const { id, sha256 } of list) {
			if (!outbox.has(id)) continue;
			outbox.delete(id);
			receipts.set(id, sha256);
		}
		return [];
	};
	const takeRefusals = (list: readonly { id: string | null; code: RefusalCode }[]) => {
		for (const { id, code } of list) {
			if (id === null || !outbox.has(id) || refusals[code].remedy === 'silently') continue;
			outbox.delete(id);
			refused.set(id, code);
		}
		counts.rebuilt++;
		doc = openDoc([]);
		asked = [...outbox.keys()];
		return null;
	};
	const answerAsk = (clocks: ReadonlyMap<number, number>) => {
		const missing = runsBeyond(snapshotToRuns(docToSnapshot(doc)), clocks);
		asked = [...outbox.keys()];
		return [...(missing.length ? [answerMessage(runsToUpdate(missing))] : []), haveYouMessage(asked)];
	};

	return {
		name,
		receipts,
		outbox,
		refused,
		counts,
		write: (entry) => {
			const text = entryToText(entry);
			outbox.set(entry.id, text);
			return append([text]);
		},
		greet: () => {
			const unanswered = asked.filter((id) => outbox.has(id));
			asked = [];
			return [...appendAgain(unanswered), askMessage(snapshotToClocks(docToSnapshot(doc)))];
		},
		receive: (bytes) => {
			const message = bytesToMessage(bytes);
			switch (message?.type) {
				case 'ask':
					return answerAsk(message.clocks);
				case 'receipt':
					return takeReceipts(message.receipts);
				case 'refusal':
					return takeRefusals(message.refusals);
				case 'update':
					applyToDoc(doc, message.update, 'server');
					return [];
				default:
					return [];
			}
		},
		page: () => docToSnapshot(doc),
		merge: (page) => applyToDoc(doc, page, 'neighbour'),
		restart: () => {
			doc = openDoc([docToSnapshot(doc)]);
			session = createAppender(nextClient());
		},
		texts: () => docToTexts(doc),
		records: () => recordsOf(docToTexts(doc)),
	};
}

export function recordsOf(texts: readonly string[]): Map<string, Projection> {
	const entries = texts.flatMap((text) => {
		const entry = textToEntry(text);
		return entry.ok ? [entry.value] : [];
	});
	const records = [...Map.groupBy(entries, recordIdOf)].map(([id, own]) => [id, projectRecord(own)] as const);
	return new Map(records.flatMap(([id, record]) => (record ? [[id, record]] : [])));
}
