/** `retention.sqlite`: what was removed when. It only grows. */
import { DatabaseSync } from 'node:sqlite';
import type { Run, RunLog } from './retention.ts';

/** `migrations[n]` takes a file from version n to n+1; a step that was once released is never changed. */
const migrations: readonly string[] = [
	`CREATE TABLE run (n INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, took TEXT NOT NULL) STRICT;
	CREATE TRIGGER run_stays BEFORE UPDATE ON run BEGIN SELECT RAISE(ABORT, 'runs only grow'); END;
	CREATE TRIGGER run_is_kept BEFORE DELETE ON run BEGIN SELECT RAISE(ABORT, 'runs only grow'); END;`,
];

/** @throws when the file cannot be opened, or was written by a newer version. */
export function openRunLog(path: string): RunLog {
	const file = new DatabaseSync(path, { timeout: 5000 });
	file.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
	const { user_version: version } = file.prepare('PRAGMA user_version').get() as { user_version: number };
	if (version > migrations.length)
		throw new Error(`retention.sqlite is of version ${version}; this program knows up to ${migrations.length}`);
	const steps = migrations.slice(version).join('');
	if (steps) file.exec(`BEGIN IMMEDIATE; ${steps} PRAGMA user_version = ${migrations.length}; COMMIT`);
	const insert = file.prepare('INSERT INTO run (at, took) VALUES (?, ?)');
	const latest = file.prepare('SELECT at, took FROM run ORDER BY n DESC LIMIT ?');
	return {
		write: ({ at, took }) => void insert.run(at, JSON.stringify(took)),
		list: (limit) =>
			latest.all(limit).map(({ at, took }) => ({ at: at as number, took: JSON.parse(took as string) as Run['took'] })),
		close: () => file.close(),
	};
}
