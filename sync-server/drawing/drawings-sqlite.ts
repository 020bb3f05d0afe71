/** `drawings.sqlite`: every version of every community's drawing. It only grows; the file itself refuses a change. */
import { DatabaseSync } from 'node:sqlite';
import type { Drawing } from '#lib/ground/drawing.ts';
import type { DrawingFile, KeptDrawing, Version } from './drawings.ts';

/** `migrations[n]` takes a file from version n to n+1; a step that was once released is never changed. */
const migrations: readonly string[] = [
	`CREATE TABLE version (
		community TEXT NOT NULL,
		n INTEGER NOT NULL,
		at INTEGER NOT NULL,
		account TEXT NOT NULL,
		way TEXT NOT NULL,
		added INTEGER NOT NULL,
		changed INTEGER NOT NULL,
		removed INTEGER NOT NULL,
		drawing TEXT NOT NULL,
		PRIMARY KEY (community, n)
	) STRICT, WITHOUT ROWID;
	CREATE TRIGGER version_stays BEFORE UPDATE ON version BEGIN SELECT RAISE(ABORT, 'drawings only grow'); END;
	CREATE TRIGGER version_is_kept BEFORE DELETE ON version BEGIN SELECT RAISE(ABORT, 'drawings only grow'); END;`,
];

type Row = Version & { readonly drawing: string };

/**
 * @param path a file, made when missing, or `:memory:`.
 * @throws when the file cannot be opened, or was written by a newer version.
 */
export function openDrawingFile(path: string): DrawingFile {
	const file = new DatabaseSync(path, { timeout: 5000 });
	file.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
	migrate(file);
	const columns = 'n, at, account, way, added, changed, removed';
	const latest = file.prepare(`SELECT ${columns}, drawing FROM version WHERE community = ? ORDER BY n DESC LIMIT 1`);
	const list = file.prepare(`SELECT ${columns} FROM version WHERE community = ? ORDER BY n DESC LIMIT ?`);
	const number = file.prepare('SELECT max(n) AS n FROM version WHERE community = ?');
	const insert = file.prepare(
		`INSERT INTO version (community, ${columns}, drawing) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
	);
	return {
		latest: (community) => {
			const row = latest.get(community) as Row | undefined;
			return row ? { ...row, drawing: JSON.parse(row.drawing) as Drawing } : null;
		},
		add: (community, { n, at, account, way, added, changed, removed, drawing }: KeptDrawing) =>
			insert.run(community, n, at, account, way, added, changed, removed, JSON.stringify(drawing)).changes === 1,
		versions: (community, limit) =>
			list.all(community, limit).map((row) => ({ ...row })) as unknown as readonly Version[],
		numberOf: (community) => (number.get(community) as { n: number | null }).n ?? 0,
		close: () => file.close(),
	};
}

function migrate(file: DatabaseSync): void {
	const { user_version: version } = file.prepare('PRAGMA user_version').get() as { user_version: number };
	if (version > migrations.length)
		throw new Error(`drawings.sqlite is of version ${version}; this program knows up to ${migrations.length}`);
	if (version === migrations.length) return;
	const steps = migrations.slice(version).join('');
	file.exec(`BEGIN IMMEDIATE; ${steps} PRAGMA user_version = ${migrations.length}; COMMIT`);
}
