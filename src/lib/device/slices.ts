/** Long work over many rows in slices so short that no frame is lost to it, also on a slow phone. */
import type { Table } from 'dexie';
import type { RecordRow } from './rows.ts';

export type Records = Table<RecordRow, string>;

/** Rows taken from the database at once: with a processor four times slower than a desk's about five milliseconds. */
const sliceRows = 100;
const sliceMs = 5;

/** All rows of a kind by their clock, a slice at a time. What is written meanwhile may be among them or not. */
export async function* rowsInSlices(records: Records, kind: string): AsyncGenerator<readonly RecordRow[]> {
	let after = '';
	// Rows of one clock can be more than a slice: so many of them have been taken.
	let taken = 0;
	for (;;) {
		const range = records.where('[kind+hlc]').between([kind, after], [kind, '\uffff']);
		const rows = (await range.limit(taken + sliceRows).toArray()).slice(taken);
		if (rows.length === 0) return;
		yield rows;
		const last = rows.at(-1)!.hlc;
		const same = rows.length - rows.findIndex(({ hlc }) => hlc === last);
		taken = last === after ? taken + same : same;
		after = last;
	}
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
		await rest();
	}
}
