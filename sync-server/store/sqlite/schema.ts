/** The tables, as steps that each store takes once, in order; `user_version` counts the steps taken. Never change a step that was released. */
import type { DatabaseSync } from 'node:sqlite';

const steps: readonly string[] = [
	`
	CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

	-- The log. Pages go by number within it.
	CREATE TABLE pages (
		n INTEGER PRIMARY KEY,
		page TEXT NOT NULL UNIQUE,
		desk TEXT NOT NULL,
		book TEXT NOT NULL,
		period TEXT NOT NULL,
		epoch INTEGER NOT NULL DEFAULT 1,
		seq INTEGER NOT NULL DEFAULT 0,
		entries INTEGER NOT NULL DEFAULT 0,
		bytes INTEGER NOT NULL DEFAULT 0
	) STRICT;
	CREATE INDEX pages_desk ON pages (desk);
	CREATE TABLE updates (
		page INTEGER NOT NULL REFERENCES pages,
		seq INTEGER NOT NULL,
		bytes BLOB NOT NULL,
		PRIMARY KEY (page, seq)
	) STRICT;
	-- Which clocks each update carries, so that a state vector is answered without decoding the page.
	CREATE TABLE ranges (
		page INTEGER NOT NULL,
		client INTEGER NOT NULL,
		clock_from INTEGER NOT NULL,
		clock_to INTEGER NOT NULL,
		seq INTEGER NOT NULL,
		PRIMARY KEY (page, client, clock_from)
	) STRICT, WITHOUT ROWID;
	-- Whose a client id is from its first use, and the clock expected next. Server's own: no account.
	CREATE TABLE clients (
		page INTEGER NOT NULL,
		client INTEGER NOT NULL,
		account TEXT,
		device TEXT,
		day TEXT NOT NULL,
		clock INTEGER NOT NULL,
		PRIMARY KEY (page, client)
	) STRICT, WITHOUT ROWID;
	CREATE INDEX clients_day ON clients (day, account);
	CREATE TABLE devices (device TEXT PRIMARY KEY, account TEXT NOT NULL, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
	CREATE TABLE written (
		account TEXT NOT NULL,
		day TEXT NOT NULL,
		entries INTEGER NOT NULL,
		PRIMARY KEY (account, day)
	) STRICT, WITHOUT ROWID;
	CREATE TABLE snapshots (page INTEGER PRIMARY KEY REFERENCES pages, seq INTEGER NOT NULL, bytes BLOB NOT NULL) STRICT;

	-- The entries of one record lie together.
	CREATE TABLE entries (
		record TEXT NOT NULL,
		id TEXT NOT NULL,
		page INTEGER NOT NULL,
		sha256 TEXT NOT NULL,
		arrived INTEGER NOT NULL,
		text TEXT NOT NULL,
		PRIMARY KEY (record, id)
	) STRICT, WITHOUT ROWID;
	CREATE UNIQUE INDEX entries_id ON entries (id);

	-- Projection: a fold of the entries, thrown away and rebuilt at will.
	CREATE TABLE records (
		id TEXT PRIMARY KEY,
		page TEXT NOT NULL,
		desk TEXT NOT NULL,
		book TEXT NOT NULL,
		kind TEXT NOT NULL,
		about TEXT,
		by TEXT NOT NULL,
		hlc TEXT NOT NULL,
		state TEXT NOT NULL,
		routine INTEGER NOT NULL,
		-- 1 reached the subject, 2 an elder was not seen.
		contact INTEGER NOT NULL,
		open INTEGER NOT NULL,
		hints TEXT NOT NULL,
		day TEXT NOT NULL,
		arrived INTEGER NOT NULL,
		-- Standing of a subject. due: '' at once, null never.
		subject INTEGER NOT NULL,
		last INTEGER,
		alarm TEXT,
		due TEXT,
		json TEXT NOT NULL
	) STRICT;
	CREATE INDEX records_newest ON records (hlc, id);
	CREATE INDEX records_desk ON records (desk, kind, hlc);
	CREATE INDEX records_about ON records (about, contact) WHERE about IS NOT NULL;
	CREATE INDEX records_alarm ON records (alarm) WHERE alarm IS NOT NULL;

	CREATE TABLE quarantine (
		n INTEGER PRIMARY KEY,
		page TEXT NOT NULL,
		account TEXT NOT NULL,
		device TEXT,
		at INTEGER NOT NULL,
		refusals TEXT NOT NULL,
		size INTEGER NOT NULL,
		bytes BLOB
	) STRICT;
	CREATE INDEX quarantine_account ON quarantine (account, at);
	CREATE TABLE events (
		seq INTEGER PRIMARY KEY AUTOINCREMENT,
		page TEXT NOT NULL,
		desk TEXT NOT NULL,
		book TEXT NOT NULL,
		records TEXT NOT NULL
	) STRICT;
	`,
	`
	-- The server's signed word on what each append brought: the chain of each page.
	CREATE TABLE receipts (
		page INTEGER NOT NULL REFERENCES pages,
		n INTEGER NOT NULL,
		at INTEGER NOT NULL,
		links TEXT NOT NULL,
		head TEXT NOT NULL,
		signature TEXT NOT NULL,
		PRIMARY KEY (page, n)
	) STRICT;
	CREATE INDEX receipts_at ON receipts (page, at);
	-- What each device signed of what it wrote; n 0 is what another account (carrier) brought.
	CREATE TABLE seals (
		page INTEGER NOT NULL REFERENCES pages,
		device TEXT NOT NULL,
		n INTEGER NOT NULL,
		account TEXT NOT NULL,
		links TEXT NOT NULL,
		contacts TEXT NOT NULL,
		head TEXT NOT NULL,
		signature TEXT NOT NULL,
		at INTEGER NOT NULL,
		carrier TEXT,
		PRIMARY KEY (page, device, n, head)
	) STRICT;
	CREATE TABLE device_keys (
		device TEXT PRIMARY KEY,
		account TEXT NOT NULL,
		key TEXT NOT NULL,
		at INTEGER NOT NULL
	) STRICT, WITHOUT ROWID;
	`,
	// 3: who was folded into whom, found from the one that was kept.
	`CREATE INDEX records_same ON records (json ->> '$.body.sameAs') WHERE json ->> '$.body.sameAs' IS NOT NULL;`,
	// 4: households whose door tells the building.
	`
	UPDATE records SET json = json_set(json, '$.byDoor', 1) WHERE kind = 'household' AND (about IS NULL OR EXISTS (
		SELECT 1 FROM entries root WHERE root.record = records.id AND root.id = records.id
			AND root.text ->> '$.body.building' IS NOT records.json ->> '$.body.building'));
	CREATE INDEX records_by_door ON records (desk) WHERE json ->> '$.byDoor' IS NOT NULL;
	`,
	// 5: what became of refused bytes, and entries that wait for a supervisor's word.
	`
	ALTER TABLE quarantine ADD COLUMN desk TEXT NOT NULL DEFAULT '';
	UPDATE quarantine SET desk = substr(page, 1, instr(page, '/') - 1);
	-- Null while nobody has dealt with it.
	ALTER TABLE quarantine ADD COLUMN settled TEXT;
	CREATE INDEX quarantine_desk ON quarantine (desk, n);
	CREATE TABLE dealings (
		n INTEGER PRIMARY KEY,
		packet INTEGER NOT NULL REFERENCES quarantine,
		at INTEGER NOT NULL,
		by TEXT NOT NULL,
		act TEXT NOT NULL,
		waived TEXT NOT NULL,
		why TEXT NOT NULL,
		taken TEXT NOT NULL,
		refused TEXT NOT NULL
	) STRICT;
	CREATE INDEX dealings_packet ON dealings (packet);
	CREATE TABLE held (
		n INTEGER PRIMARY KEY,
		id TEXT NOT NULL UNIQUE,
		page TEXT NOT NULL,
		desk TEXT NOT NULL,
		book TEXT NOT NULL,
		account TEXT NOT NULL,
		device TEXT,
		at INTEGER NOT NULL,
		sha256 TEXT NOT NULL,
		-- Null once it was declined.
		text TEXT,
		-- 'released' or 'declined'; null while it waits.
		verdict TEXT,
		decided INTEGER,
		decided_by TEXT,
		why TEXT
	) STRICT;
	CREATE INDEX held_desk ON held (desk, n);
	`,
	// 6: when a page was sealed, unix ms.
	'ALTER TABLE pages ADD COLUMN sealed INTEGER;',
	// 7: the server's signed word on each page that it wrote anew.
	`CREATE TABLE headings (
		page INTEGER NOT NULL REFERENCES pages,
		epoch INTEGER NOT NULL,
		entries INTEGER NOT NULL,
		ids TEXT NOT NULL,
		n INTEGER NOT NULL,
		head TEXT NOT NULL,
		gone TEXT NOT NULL,
		changed TEXT NOT NULL,
		at INTEGER NOT NULL,
		why TEXT NOT NULL,
		before TEXT NOT NULL,
		signature TEXT NOT NULL,
		PRIMARY KEY (page, epoch)
	) STRICT;`,
	// 8: erasures that were carried out here, and the ids that never come back: of entries that are gone, or that stand on
	// without what was a person's.
	`
	CREATE TABLE erasures (id TEXT PRIMARY KEY, at INTEGER NOT NULL, summary TEXT NOT NULL) STRICT, WITHOUT ROWID;
	CREATE TABLE erased (
		n INTEGER PRIMARY KEY,
		id TEXT NOT NULL UNIQUE,
		how TEXT NOT NULL,
		desk TEXT NOT NULL,
		erasure TEXT NOT NULL
	) STRICT;
	`,
	// 9: the server's signed word on where every chain stands.
	`CREATE TABLE roll (
		one INTEGER PRIMARY KEY CHECK (one = 1),
		at INTEGER NOT NULL,
		ends TEXT NOT NULL,
		signature TEXT NOT NULL
	) STRICT;`,
	// 10: of which record an erased entry was.
	'ALTER TABLE erased ADD COLUMN record TEXT;',
];

/** @throws when the file was written by a newer server. */
export function migrate(db: DatabaseSync, newGeneration: () => string): void {
	const taken = db.prepare('PRAGMA user_version').get()!.user_version as number;
	if (taken > steps.length) throw new Error(`the ledger is of version ${taken}; this program knows ${steps.length}`);
	for (const [index, step] of steps.entries()) {
		if (index < taken) continue;
		transaction(db, () => {
			db.exec(step);
			if (index === 0) db.prepare('INSERT INTO meta VALUES (?, ?)').run('generation', newGeneration());
			db.exec(`PRAGMA user_version = ${index + 1}`);
		});
	}
}

/** All of `work` on the disk, or none of it. */
export function transaction<Value>(db: DatabaseSync, work: () => Value): Value {
	db.exec('BEGIN IMMEDIATE');
	try {
		const value = work();
		db.exec('COMMIT');
		return value;
	} catch (error) {
		// After some failures (a full disk) SQLite has rolled back by itself already.
		if (db.isTransaction) db.exec('ROLLBACK');
		throw error;
	}
}
