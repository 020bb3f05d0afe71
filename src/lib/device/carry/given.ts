/** What went into a parcel for another phone: noted beside what is unsent, and last in the next one. Rule HO7. */
import type { Table } from 'dexie';
import type { Space } from '#lib/device/database.ts';

interface Given {
	readonly id: string;
	readonly state: string;
	readonly given?: number;
}

export const givenLast = <Row extends Pick<Given, 'given'>>(rows: readonly Row[]): Row[] => [
	...rows.filter(({ given }) => given === undefined),
	...rows.filter(({ given }) => given !== undefined),
];

/** Those that still wait: meanwhile the server may have taken some. */
export const noteGiven = <Row extends Given>(
	{ db, now }: Pick<Space, 'db' | 'now'>,
	table: Table<Row, string>,
	rows: readonly Row[],
): Promise<void> =>
	db.transaction('rw', table, async () => {
		const still = await table.bulkGet(rows.map(({ id }) => id));
		const waiting = still.filter((row): row is Row => row?.state === 'waiting');
		await table.bulkPut(waiting.map((row) => ({ ...row, given: now() })));
	});
