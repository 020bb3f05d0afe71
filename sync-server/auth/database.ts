/**
 * `accounts.sqlite`: accounts, grants, devices, sessions. A file of its own: passwords and sessions are no part of the
 * ledger, and a ledger may be handed on without them. The `account` command writes it while the server runs, so nothing
 * of it is kept in memory.
 */
import { DatabaseSync } from 'node:sqlite';

export type AccountsFile = DatabaseSync;

/** `migrations[n]` takes a file from version n to n+1; a step that was once released is never changed. */
const migrations: readonly string[] = [
	`CREATE TABLE account (
		id TEXT PRIMARY KEY,
		name TEXT NOT NULL,
		demo INTEGER NOT NULL,
		password TEXT NOT NULL,
		made INTEGER NOT NULL
	) STRICT;
	CREATE TABLE seat (
		number INTEGER PRIMARY KEY,
		account TEXT NOT NULL REFERENCES account (id),
		role TEXT NOT NULL,
		desk TEXT NOT NULL,
		books TEXT NOT NULL,
		first_day TEXT,
		last_day TEXT
	) STRICT;
	CREATE INDEX seat_account ON seat (account);
	CREATE TABLE device (
		id TEXT PRIMARY KEY,
		account TEXT NOT NULL REFERENCES account (id)
	) STRICT;
	CREATE TABLE session (
		hash TEXT PRIMARY KEY,
		account TEXT NOT NULL REFERENCES account (id),
		device TEXT REFERENCES device (id),
		made INTEGER NOT NULL,
		seen INTEGER NOT NULL,
		expires INTEGER NOT NULL
	) STRICT;
	CREATE INDEX session_account ON session (account);`,
	// 2: covers, each with the seat that it is while that stands.
	`CREATE TABLE cover (
		number INTEGER PRIMARY KEY,
		seat INTEGER REFERENCES seat (number) ON DELETE SET NULL,
		account TEXT NOT NULL REFERENCES account (id),
		desk TEXT NOT NULL,
		books TEXT NOT NULL,
		first_day TEXT NOT NULL,
		last_day TEXT NOT NULL,
		made INTEGER NOT NULL,
		made_by TEXT NOT NULL,
		ended INTEGER,
		ended_by TEXT,
		ended_day TEXT
	) STRICT;
	CREATE INDEX cover_account ON cover (account, desk);
	CREATE INDEX cover_seat ON cover (seat);`,
	// 3: accounts that are closed or carry a password for one sign-in, seats that were ended, devices with a name and an
	// end, codes by which a phone is enrolled, and the trace of all that was administered.
	`ALTER TABLE account ADD COLUMN home TEXT;
	ALTER TABLE account ADD COLUMN closed INTEGER;
	ALTER TABLE account ADD COLUMN password_until INTEGER;
	UPDATE account SET home = (SELECT desk FROM seat WHERE seat.account = account.id ORDER BY number LIMIT 1);
	ALTER TABLE seat ADD COLUMN ended_day TEXT;
	ALTER TABLE device ADD COLUMN name TEXT NOT NULL DEFAULT '';
	ALTER TABLE device ADD COLUMN made INTEGER;
	ALTER TABLE device ADD COLUMN seen INTEGER;
	ALTER TABLE device ADD COLUMN revoked INTEGER;
	ALTER TABLE device ADD COLUMN wiped INTEGER;
	UPDATE device SET
		made = (SELECT min(made) FROM session WHERE session.device = device.id),
		seen = (SELECT max(seen) FROM session WHERE session.device = device.id);
	CREATE TABLE enrolment (
		hash TEXT PRIMARY KEY,
		account TEXT NOT NULL REFERENCES account (id),
		made INTEGER NOT NULL,
		made_by TEXT NOT NULL,
		expires INTEGER NOT NULL
	) STRICT;
	CREATE TABLE deed (
		number INTEGER PRIMARY KEY,
		at INTEGER NOT NULL,
		by TEXT NOT NULL,
		deed TEXT NOT NULL,
		account TEXT NOT NULL,
		desk TEXT,
		detail TEXT NOT NULL,
		address TEXT NOT NULL
	) STRICT;
	CREATE TRIGGER deed_stays BEFORE UPDATE ON deed BEGIN SELECT RAISE(ABORT, 'the trace only grows'); END;
	CREATE TRIGGER deed_is_kept BEFORE DELETE ON deed BEGIN SELECT RAISE(ABORT, 'the trace only grows'); END;`,
	// 4: what opens a locked space on a phone when its PIN is forgotten.
	`CREATE TABLE space_key (
		account TEXT NOT NULL REFERENCES account (id),
		id TEXT NOT NULL,
		key TEXT NOT NULL,
		made INTEGER NOT NULL,
		PRIMARY KEY (account, id)
	) STRICT;`,
	// 5: up to where a device has heard what was erased: the generation of the ledger, and the number there.
	`ALTER TABLE device ADD COLUMN heard_in TEXT;
	ALTER TABLE device ADD COLUMN heard_to INTEGER;`,
];

/**
 * @param path a file, made when missing, or `:memory:`.
 * @throws when the file cannot be opened, or was written by a newer version.
 */
export function openAccountsFile(path: string): AccountsFile {
	const file = new DatabaseSync(path, { timeout: 5000 });
	file.exec(
		'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA foreign_keys = ON',
	);
	migrate(file);
	return file;
}

function migrate(file: AccountsFile): void {
	// Taken before reading the version: the command and the server may open a new file at the same moment.
	file.exec('BEGIN IMMEDIATE');
	try {
		const { user_version: version } = file.prepare('PRAGMA user_version').get() as { user_version: number };
		if (version > migrations.length) {
			throw new Error(`accounts.sqlite is of version ${version}; this program knows up to ${migrations.length}`);
		}
		for (const step of migrations.slice(version)) file.exec(step);
		file.exec(`PRAGMA user_version = ${migrations.length}`);
		file.exec('COMMIT');
	} catch (error) {
		file.exec('ROLLBACK');
		throw error;
	}
}

/** One transaction; whatever is thrown takes all of it back. */
export function inTransaction<Value>(file: AccountsFile, work: () => Value): Value {
	file.exec('BEGIN IMMEDIATE');
	try {
		const value = work();
		file.exec('COMMIT');
		return value;
	} catch (error) {
		file.exec('ROLLBACK');
		throw error;
	}
}

/** Tells a number that is another when another connection, in this process or another, has written the file. */
export function createVersions(file: AccountsFile): () => number {
	const version = file.prepare('PRAGMA data_version');
	return () => version.get()!.data_version as number;
}
