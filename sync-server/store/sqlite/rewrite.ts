/** A page written anew: one update in place of all that lay there, under the next epoch. */
import type { DatabaseSync } from 'node:sqlite';
import type { Rewritten } from '#server/store/store.ts';
import { headingWriter } from './proofs.ts';
import { recordWriter } from './record-rows.ts';
import { transaction } from './schema.ts';

/** Tells the page's new epoch. @throws when the disk fails, there is no such page, or the heading is of another epoch; nothing has changed then. */
export function pageRewriter(db: DatabaseSync): (rewritten: Rewritten) => number {
	const write = pageWriter(db);
	return (rewritten) => transaction(db, () => write(rewritten));
}

/** The same within a transaction of the caller's. */
export function pageWriter(db: DatabaseSync): (rewritten: Rewritten) => number {
	const raise = db.prepare(
		`UPDATE pages SET epoch = epoch + 1, seq = seq + 1, entries = ?2, bytes = ?3, sealed = coalesce(?4, sealed)
		WHERE page = ?1 RETURNING n, seq, epoch`,
	);
	const clear = ['updates', 'ranges', 'clients', 'snapshots'].map((table) =>
		db.prepare(`DELETE FROM ${table} WHERE page = ?`),
	);
	const update = db.prepare('INSERT INTO updates VALUES (?, ?, ?)');
	const client = db.prepare('INSERT INTO clients VALUES (?, ?, NULL, NULL, ?, ?)');
	const range = db.prepare('INSERT INTO ranges VALUES (?, ?, ?, ?, ?)');
	const dropEntries = db.prepare('DELETE FROM entries WHERE page = ? AND id IN (SELECT value FROM json_each(?))');
	const dropRecord = db.prepare('DELETE FROM records WHERE id = ?');
	const writeRecord = recordWriter(db);
	const writeHeading = headingWriter(db);
	return ({ page, update: bytes, ranges, entries, sealed, dropped, rows, gone, heading, day }) => {
		const raised = raise.get(page, entries, bytes.length, sealed);
		if (!raised) throw new Error(`no such page: ${page}`);
		const { n, seq, epoch } = raised as { n: number; seq: number; epoch: number };
		if (heading.epoch !== epoch) throw new Error(`${page} is of epoch ${epoch}, its heading of ${heading.epoch}`);
		writeHeading(n, heading);
		for (const statement of clear) statement.run(n);
		update.run(n, seq, bytes);
		for (const { client: id, to } of ranges) client.run(n, id, day, to);
		for (const { client: id, from, to } of ranges) range.run(n, id, from, to, seq);
		if (dropped.length > 0) dropEntries.run(n, JSON.stringify(dropped));
		for (const row of rows) writeRecord(row);
		for (const id of gone) dropRecord.run(id);
		return epoch;
	};
}
