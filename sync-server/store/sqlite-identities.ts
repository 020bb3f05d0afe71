/** `identities.sqlite`: keyed hashes of ID-card numbers. A file of its own, so that a ledger may be handed on without it. */
import { DatabaseSync } from 'node:sqlite';
import type { IdentityStore } from '#server/roster/identities.ts';

/** `migrations[n]` takes a file from version n to n+1; a step that was once released is never changed. */
const migrations: readonly string[] = [
	`CREATE TABLE identity (
		community TEXT NOT NULL,
		hash TEXT NOT NULL,
		resident TEXT NOT NULL,
		import TEXT NOT NULL,
		PRIMARY KEY (community, hash)
	) STRICT, WITHOUT ROWID;
	CREATE INDEX identity_import ON identity (import);`,
];

/** @throws when the file cannot be opened, or was written by a newer version. */
export function openSqliteIdentities(path: string): IdentityStore {
	const db = new DatabaseSync(path, { timeout: 5000 });
	db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON');
	inTransaction(db, () => {
		const { user_version: version } = db.prepare('PRAGMA user_version').get() as { user_version: number };
		if (version > migrations.length)
			throw new Error(`identities.sqlite is of version ${version}; this program knows up to ${migrations.length}`);
		for (const step of migrations.slice(version)) db.exec(step);
		db.exec(`PRAGMA user_version = ${migrations.length}`);
	});
	const select = db.prepare('SELECT hash, resident FROM identity WHERE community = ?');
	const insert = db.prepare('INSERT INTO identity VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING');
	const remove = db.prepare('DELETE FROM identity WHERE import = ?');
	const erase = db.prepare('DELETE FROM identity WHERE resident IN (SELECT value FROM json_each(?))');
	return {
		known: async (community) =>
			new Map(
				(select.all(community) as { hash: string; resident: string }[]).map(({ hash, resident }) => [hash, resident]),
			),
		keep: async (community, importId, residents) =>
			inTransaction(db, () => {
				for (const [hash, resident] of residents) insert.run(community, hash, resident, importId);
			}),
		forget: async (importId) => void remove.run(importId),
		erase: async (residents) => {
			erase.run(JSON.stringify(residents));
			db.exec('VACUUM; PRAGMA wal_checkpoint(TRUNCATE)');
		},
		close: () => db.close(),
	};
}

function inTransaction(db: DatabaseSync, work: () => void): void {
	db.exec('BEGIN IMMEDIATE');
	try {
		work();
		db.exec('COMMIT');
	} catch (error) {
		if (db.isTransaction) db.exec('ROLLBACK');
		throw error;
	}
}
