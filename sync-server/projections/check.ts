/** Proves the projection against the log, and rebuilds it: every row must be what its entries fold to. */
import type { RecordRow, Store, StoredRecord } from '#server/store/store.ts';
import { schedulesOf } from './circumstances.ts';
import { isSubject, recordRow, standingFrom, type Calendar } from './refold.ts';

export interface Difference {
	readonly id: string;
	/** `missing`: no row; `stray`: a row that no entries fold to; `different`: the row says something else. */
	readonly type: 'missing' | 'stray' | 'different';
}

const recordsAtOnce = 500;

/** All differences between the rows and the fold of the log; none when the projection is right. */
export async function checkProjections(
	store: Store,
	calendar: Calendar,
): Promise<{ readonly records: number; readonly differences: readonly Difference[] }> {
	const differences: Difference[] = [];
	let records = 0;
	for await (const chunk of scanned(store)) {
		records += chunk.length;
		const wanted = await wantedRows(store, chunk, calendar);
		for (const { id, row } of chunk) {
			const type = differenceOf(row, wanted.get(id) ?? null);
			if (type) differences.push({ id, type });
		}
	}
	return { records, differences };
}

/** Writes every row anew from the log. Twice over: standings read the rows of contacts, which must be right before. */
export async function rebuildProjections(store: Store, calendar: Calendar): Promise<number> {
	let records = 0;
	for await (const chunk of scanned(store)) {
		const rows = chunk.map(({ entries }) => recordRow(entries, calendar));
		await store.rewrite(
			rows.filter((row) => row !== null),
			chunk.filter((_, index) => rows[index] === null).map(({ id }) => id),
		);
		records += rows.filter((row) => row !== null).length;
	}
	for await (const chunk of scanned(store)) {
		const wanted = await wantedRows(store, chunk, calendar);
		await store.rewrite(
			[...wanted.values()].filter((row) => row.standing !== null),
			[],
		);
	}
	return records;
}

async function* scanned(store: Store): AsyncGenerator<readonly (StoredRecord & { readonly id: string })[]> {
	for (let after = ''; ;) {
		const chunk = await store.scan(after, recordsAtOnce);
		if (chunk.length === 0) return;
		yield chunk;
		after = chunk.at(-1)!.id;
	}
}

async function wantedRows(
	store: Store,
	chunk: readonly (StoredRecord & { readonly id: string })[],
	calendar: Calendar,
): Promise<Map<string, RecordRow>> {
	const rows = chunk.map(({ entries }) => recordRow(entries, calendar)).filter((row) => row !== null);
	const subjects = rows.map(({ projection }) => projection).filter(isSubject);
	const [stored, schedules] = await Promise.all([
		store.subjects(subjects.map(({ id }) => id)),
		schedulesOf(store, subjects, [], calendar.timeZone),
	]);
	return new Map(
		rows.map((row) => {
			const { id, desk } = row.projection;
			const subject = stored.get(id);
			const standing = subject
				? standingFrom(row.projection, subject.contacts, {
						...calendar,
						schedule: schedules(desk),
						person: subject.about,
					})
				: null;
			return [id, { ...row, standing }];
		}),
	);
}

function differenceOf(row: RecordRow | null, wanted: RecordRow | null): Difference['type'] | null {
	if (!wanted) return row ? 'stray' : null;
	if (!row) return 'missing';
	return canonical(row) === canonical(wanted) ? null : 'different';
}

/** Text that is equal for equal rows, whatever the order of their keys. */
function canonical(value: unknown): string {
	return JSON.stringify(value, (_, part: unknown) =>
		typeof part === 'object' && part !== null && !Array.isArray(part)
			? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
			: part,
	);
}
