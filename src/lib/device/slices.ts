/** Long work over many rows in slices so short that no frame is lost to it, also on a slow phone. */
import type { Table } from 'dexie';
import type { RecordRow } from './rows.ts';

export type Records = Table<RecordRow, string>;

/** Rows taken from the database at once: with a processor four times slower than a desk's about five milliseconds. */
const sliceRows = 100;
const sliceMs = 5;

/** Reads all rows of a kind by their clock, a slice at each call; null when there are no more. What is written meanwhile may be among them or not. */
export function createReader(records: Records, kind: string): () => Promise<readonly RecordRow[] | null> {
	let after = '';
	// Rows of one clock can be more than a slice: so many of them have been taken.
	let taken = 0;
	return async () => {
		const range = records.where('[kind+hlc]').between([kind, after], [kind, '\uffff']);
		const rows = (await range.limit(taken + sliceRows).toArray()).slice(taken);
		if (rows.length === 0) return null;
		const last = rows.at(-1)!.hlc;
		const same = rows.length - rows.findIndex(({ hlc }) => hlc === last);
		taken = last === after ? taken + same : same;
		after = last;
		return rows;
	};
}

/** Gives way to what a person does once a slice of time has been used up. */
export type Rest = () => Promise<void> | void;

export function createRest(): Rest {
	let begun = performance.now();
	return () => {
		if (performance.now() - begun < sliceMs) return;
		return new Promise((resolve) => {
			setTimeout(() => {
				begun = performance.now();
				resolve();
			});
		});
	};
}

/** Does work that can be interrupted after each of its steps. */
export async function inSlices<Value>(steps: Generator<void, Value>, rest: Rest): Promise<Value> {
	for (;;) {
		const step = steps.next();
		if (step.done) return step.value;
		// Not awaited in vain: there may be a hundred thousand steps.
		const pause = rest();
		if (pause) await pause;
	}
}
