/** Pages for tests, on stock Y.Docs: what a y-websocket client of somebody else does to a page. */
import fc from 'fast-check';
import * as Y from 'yjs';
import { createAppender, type Appender } from '#lib/replica/append.ts';
import { runLimit } from '#lib/replica/limits.ts';
import { rootName } from '#lib/replica/runs.ts';

export function createDoc(client?: number): Y.Doc {
	const doc = new Y.Doc();
	if (client !== undefined) doc.clientID = client;
	return doc;
}

export const rootOf = (doc: Y.Doc): Y.Array<string> => doc.getArray<string>(rootName);
export const textsOf = (doc: Y.Doc): string[] => rootOf(doc).toArray();
export const clocksOfDoc = (doc: Y.Doc): Map<number, number> => Y.decodeStateVector(Y.encodeStateVector(doc));

/** What the other lacks, as y-websocket's step 2 sends it. */
export function exchange(from: Y.Doc, to: Y.Doc): Uint8Array {
	const update = Y.encodeStateAsUpdate(from, Y.encodeStateVector(to));
	Y.applyUpdate(to, update);
	return update;
}

export function docOf(...updates: readonly Uint8Array[]): Y.Doc {
	const doc = createDoc();
	for (const update of updates) Y.applyUpdate(doc, update);
	return doc;
}

/** Nothing waits for something that did not come. */
export const isWhole = (doc: Y.Doc): boolean => doc.store.pendingStructs === null && doc.store.pendingDs === null;

/** The updates that an action on a doc sends. */
export function updatesOf(doc: Y.Doc, action: () => void): Uint8Array[] {
	const updates: Uint8Array[] = [];
	const listener = (update: Uint8Array) => void updates.push(update);
	doc.on('update', listener);
	action();
	doc.off('update', listener);
	return updates;
}

export type Step =
	| { readonly what: 'push'; readonly who: number; readonly count: number }
	| { readonly what: 'blind'; readonly who: number; readonly count: number }
	| { readonly what: 'restart'; readonly who: number }
	| { readonly what: 'exchange'; readonly who: number; readonly with: number };

/** Stock pushes, blind appends, sessions begun anew and exchanges among a few devices, in any order. */
export const steps = (devices: number): fc.Arbitrary<Step[]> => {
	const who = fc.nat(devices - 1);
	const count = fc.integer({ min: 1, max: 4 });
	return fc.array(
		fc.oneof(
			{ weight: 3, arbitrary: fc.record({ what: fc.constant('push' as const), who, count }) },
			{ weight: 2, arbitrary: fc.record({ what: fc.constant('blind' as const), who, count }) },
			{ weight: 1, arbitrary: fc.record({ what: fc.constant('restart' as const), who }) },
			{ weight: 3, arbitrary: fc.record({ what: fc.constant('exchange' as const), who, with: who }) },
		),
		{ maxLength: 40 },
	);
};

export interface Device {
	doc: Y.Doc;
	session: Appender;
	/** Every update that it made or was sent, for stale resends. */
	readonly sent: Uint8Array[];
}

/** Plays steps; texts say who wrote them and when. Client ids are numbered in a mixed order, as random ones come. */
export function play(devices: number, played: readonly Step[]): { devices: Device[]; written: string[] } {
	const written: string[] = [];
	let sessions = 0;
	// A walk through ids that is neither rising nor falling: the order of client ids decides how Yjs writes structs.
	const nextClient = () => ((++sessions * 2_654_435_761) % 4_294_967_291) + 1;
	const all = Array.from({ length: devices }, (): Device => ({
		doc: createDoc(nextClient()),
		session: createAppender(nextClient()),
		sent: [],
	}));
	const write = (who: number, count: number) => {
		const texts = Array.from({ length: count }, (_, index) => `${who}:${written.length + index} 汉字👵`);
		written.push(...texts);
		return texts;
	};
	for (const step of played) {
		const device = all[step.who]!;
		if (step.what === 'push') {
			const texts = write(step.who, step.count);
			device.sent.push(...updatesOf(device.doc, () => rootOf(device.doc).push(texts)));
		} else if (step.what === 'blind') {
			if (device.session.room() < step.count) device.session = createAppender(nextClient());
			const update = device.session.append(write(step.who, step.count));
			device.sent.push(update);
			Y.applyUpdate(device.doc, update);
		} else if (step.what === 'restart') {
			const doc = createDoc(nextClient());
			Y.applyUpdate(doc, Y.encodeStateAsUpdate(device.doc));
			device.doc = doc;
			device.session = createAppender(nextClient());
		} else if (step.with !== step.who) {
			device.sent.push(exchange(all[step.with]!.doc, device.doc));
		}
	}
	return { devices: all, written };
}

/** A page as large as one client id may carry, and more, by several ids. */
export function pageOf(count: number, text: (index: number) => string, perSession = runLimit): Uint8Array[] {
	const updates: Uint8Array[] = [];
	for (let index = 0, client = 1_000; index < count; client += 7) {
		const size = Math.min(perSession, count - index);
		updates.push(createAppender(client).append(Array.from({ length: size }, (_, own) => text(index + own))));
		index += size;
	}
	return updates;
}
