/** A new device has a page, all readable, in plain Node; the floor is the same entries as compressed JSON lines. */
import { gunzipSync, gzipSync } from 'node:zlib';
import * as Y from 'yjs';
import { isEntry } from '#lib/ledger/entry.ts';
import { snapshotToTexts } from '#lib/replica/doc.ts';
import { rootName, runsToUpdate } from '#lib/replica/runs.ts';
import { createPage, demoScene, entriesToLines } from './entries.ts';
import { byTurns, timed } from './rounds.ts';
import { exactly, type Row } from './table.ts';

export async function pageLoad(size: number): Promise<Row[]> {
	const { entries, runs } = createPage(size, demoScene);
	const snapshot = gzipSync(runsToUpdate(runs));
	const lines = gzipSync(entriesToLines(entries));
	const reads = {
		snapshot: () => countEntries(snapshotToTexts(gunzipSync(snapshot))),
		lines: () => countEntries(gunzipSync(lines).toString('utf8').split('\n')),
		doc: () => countEntries(textsOfDoc(gunzipSync(snapshot))),
	};
	for (const read of Object.values(reads)) if (read() !== size) throw new Error('not all entries were read');
	const taken = await byTurns(
		{ ours: () => timed(reads.snapshot), floor: () => timed(reads.lines), doc: () => timed(reads.doc) },
		size > 10_000 ? 9 : 21,
	);
	const { ours, floor, doc } = taken;
	return [
		{ what: 'page load in Node', size, unit: 'ms', ours, floor, budget: 1.5 },
		{ what: 'page load in Node, through a Y.Doc', size, unit: 'ms', ours: doc, floor, note: 'to compare with' },
		{
			what: 'bytes of a page',
			size,
			unit: 'bytes',
			ours: exactly(snapshot.length),
			floor: exactly(lines.length),
			budget: 1.3,
		},
	];
}

const countEntries = (texts: readonly string[]): number =>
	texts.map((text) => JSON.parse(text) as unknown).filter(isEntry).length;

function textsOfDoc(snapshot: Uint8Array): string[] {
	const doc = new Y.Doc();
	Y.applyUpdate(doc, snapshot);
	return doc.getArray<string>(rootName).toArray();
}
