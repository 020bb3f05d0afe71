/**
 * `exports.sqlite`: the trace of exports. A file of its own, since it outlives both accounts and ledger: whoever was
 * removed, and whatever was erased, who carried it out stays known. It only grows, but for what retention takes away; a
 * search for somebody who was erased is blanked.
 */
import { DatabaseSync } from 'node:sqlite';
import type { Format, ListName } from './lists.ts';
import type { NumberedExport, Trace } from './trace.ts';

/** `migrations[n]` takes a file from version n to n+1; a step that was once released is never changed. */
const migrations: readonly string[] = [
	`CREATE TABLE export (
		number INTEGER PRIMARY KEY AUTOINCREMENT,
		at INTEGER NOT NULL,
		account TEXT NOT NULL,
		name TEXT NOT NULL,
		list TEXT NOT NULL,
		area TEXT NOT NULL,
		filters TEXT NOT NULL,
		rows INTEGER NOT NULL,
		format TEXT NOT NULL,
		address TEXT NOT NULL
	) STRICT;
	CREATE INDEX export_area ON export (area, number);`,
];

interface Row {
	number: number;
	at: number;
	account: string;
	name: string;
	list: string;
	area: string;
	filters: string;
	rows: number;
	format: string;
	address: string;
}

/**
 * @param path a file, made when missing, or `:memory:`.
 * @throws when the file cannot be opened, or was written by a newer version.
 */
export function openTrace(path: string): Trace {
	const file = new DatabaseSync(path, { timeout: 5000 });
	file.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON');
	migrate(file);
	const insert = file.prepare(
		'INSERT INTO export (at, account, name, list, area, filters, rows, format, address) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
	);
	// The codes that begin with this one lie between it and it followed by what sorts behind the digits.
	const select = file.prepare(
		`SELECT * FROM export WHERE area >= ?1 AND area < ?1 || ':' AND number < ?2 ORDER BY number DESC LIMIT ?3`,
	);
	const found = file.prepare(`SELECT number, filters FROM export WHERE filters ->> '$.find' IS NOT NULL`);
	const blank = file.prepare('UPDATE export SET filters = ? WHERE number = ?');
	const remove = file.prepare('DELETE FROM export WHERE at < ?');
	return {
		removeBefore: (at) => Number(remove.run(at).changes),
		write: ({ at, account, name, list, area, filters, rows, format, address }) =>
			void insert.run(at, account, name, list, area, JSON.stringify(filters), rows, format, address),
		list: ({ area, before, limit }) =>
			(select.all(area, before ?? Number.MAX_SAFE_INTEGER, limit) as unknown as Row[]).map(toExport),
		erase: (words) => {
			for (const { number, filters } of found.all() as unknown as { number: number; filters: string }[]) {
				const { find = '', ...others } = JSON.parse(filters) as Record<string, string>;
				if (words.some((word) => find.includes(word))) blank.run(JSON.stringify({ ...others, find: '…' }), number);
			}
			file.exec('VACUUM; PRAGMA wal_checkpoint(TRUNCATE)');
		},
		close: () => file.close(),
	};
}

const toExport = ({ list, format, filters, ...row }: Row): NumberedExport => ({
	...row,
	list: list as ListName,
	format: format as Format,
	filters: JSON.parse(filters) as Record<string, string>,
});

function migrate(file: DatabaseSync): void {
	const { user_version: version } = file.prepare('PRAGMA user_version').get() as { user_version: number };
	if (version > migrations.length)
		throw new Error(`exports.sqlite is of version ${version}; this program knows up to ${migrations.length}`);
	if (version === migrations.length) return;
	const steps = migrations.slice(version).join('');
	file.exec(`BEGIN IMMEDIATE; ${steps} PRAGMA user_version = ${migrations.length}; COMMIT`);
}
