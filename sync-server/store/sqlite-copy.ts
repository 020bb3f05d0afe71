/** A whole copy of an SQLite file that others may be writing: one moment of it, synced to the disk. */
import { closeSync, fsyncSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

/** @throws when the source cannot be read or the target cannot be written; the target is then not to be used. */
export function copySqlite(source: string, target: string): void {
	const db = new DatabaseSync(source, { timeout: 30_000, readOnly: true });
	try {
		// One read transaction: writers go on beside it, and the copy holds no deleted bytes.
		db.prepare('VACUUM INTO ?').run(target);
	} finally {
		db.close();
	}
	const file = openSync(target, 'r+');
	fsyncSync(file);
	closeSync(file);
}

/** Of the ledger in this file. @throws when it is none. */
export function generationOf(file: string): string {
	const db = new DatabaseSync(file, { readOnly: true });
	try {
		return db.prepare(`SELECT value FROM meta WHERE name = 'generation'`).get()!.value as string;
	} finally {
		db.close();
	}
}
