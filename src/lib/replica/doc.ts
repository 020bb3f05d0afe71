/** A page as a Y.Doc, for y-websocket's provider on the phone. Nobody else needs one: see runs.ts. */
import * as Y from 'yjs';
import { clocksOf, rootName, snapshotToRuns } from './runs.ts';

export type PageDoc = Y.Doc;

/** Opens a page from its stored bytes; each element is an update or a snapshot, in any order. */
export function openDoc(updates: readonly Uint8Array[]): PageDoc {
	const doc = new Y.Doc();
	doc.getArray<string>(rootName);
	doc.transact(() => {
		for (const update of updates) Y.applyUpdate(doc, update, 'stored');
	});
	return doc;
}

export const applyToDoc = (doc: PageDoc, update: Uint8Array, origin: unknown): void =>
	Y.applyUpdate(doc, update, origin);

/** Calls back with each update that did not come from `exceptOrigins`. */
export function watchDoc(doc: PageDoc, listener: (update: Uint8Array, origin: unknown) => void): void {
	doc.on('update', listener);
}

export const docToTexts = (doc: PageDoc): string[] => doc.getArray<string>(rootName).toArray();

/** For each client id, the clock that the page expects next. */
export const docToClocks = (doc: PageDoc): Map<number, number> => Y.decodeStateVector(Y.encodeStateVector(doc));

/** The page's bytes, without what still waits for something that has not come: Yjs would write the gap into them. */
export function docToSnapshot(doc: PageDoc): Uint8Array {
	const { pendingStructs } = doc.store;
	doc.store.pendingStructs = null;
	const snapshot = Y.encodeStateAsUpdate(doc);
	doc.store.pendingStructs = pendingStructs;
	return snapshot;
}

/** The texts of stored bytes without opening a Y.Doc: about the cost of reading the strings. */
export const snapshotToTexts = (snapshot: Uint8Array): string[] => snapshotToRuns(snapshot).flatMap((run) => run.texts);
export const snapshotToClocks = (snapshot: Uint8Array): Map<number, number> => clocksOf(snapshotToRuns(snapshot));
