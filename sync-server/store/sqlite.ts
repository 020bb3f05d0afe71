/** The store on one SQLite file: WAL, synced to the disk at every commit, deleted bytes overwritten. */
import { randomUUID } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import {
	keptReader,
	knownReader,
	pageReader,
	rulesReader,
	scanReader,
	subjectsReader,
	updatesReader,
	visitedReader,
} from './sqlite/known.ts';
import { createErasing } from './sqlite/erasing.ts';
import { logWriter, pageNumbers, quarantineWriter } from './sqlite/log.ts';
import { createProofs } from './sqlite/proofs.ts';
import { createReads } from './sqlite/reads.ts';
import { pageRewriter } from './sqlite/rewrite.ts';
import { recordWriter } from './sqlite/record-rows.ts';
import { migrate, transaction } from './sqlite/schema.ts';
import { createShelf } from './sqlite/shelf.ts';
import type { Store } from './store.ts';

/** @throws when the file cannot be opened, is damaged, or was written by a newer server. */
export function openSqliteStore(file: string): Store {
	const db = new DatabaseSync(file, { timeout: 5000 });
	db.exec(
		'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA foreign_keys = ON; PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 4000',
	);
	migrate(db, randomUUID);
	const numberOf = pageNumbers(db);
	const readPage = pageReader(db);
	const readKnown = knownReader(db);
	const readSubjects = subjectsReader(db);
	const readVisited = visitedReader(db);
	const readRules = rulesReader(db);
	const write = logWriter(db);
	const writeQuarantine = quarantineWriter(db);
	const readUpdates = updatesReader(db, numberOf);
	const readKept = keptReader(db);
	const readScan = scanReader(db);
	const writeRecord = recordWriter(db);
	const rewritePage = pageRewriter(db);
	const unsealed = db.prepare(
		`SELECT page FROM pages WHERE period <> 'register' AND period < ? AND (sealed IS NULL OR sealed > ?) ORDER BY page`,
	);
	const dropRecord = db.prepare('DELETE FROM records WHERE id = ?');
	const keep = db.prepare(
		`INSERT INTO snapshots SELECT n, ?2, ?3 FROM pages WHERE page = ?1
		ON CONFLICT (page) DO UPDATE SET seq = excluded.seq, bytes = excluded.bytes WHERE excluded.seq > snapshots.seq`,
	);
	return {
		generation: db.prepare(`SELECT value FROM meta WHERE name = 'generation'`).get()!.value as string,
		openPages: async (pages) => new Map(pages.map((page) => [page, readPage(page)])),
		known: async (question) => readKnown(question),
		subjects: async (ids) => readSubjects(ids),
		visited: async (of) => readVisited(of),
		rules: async (desks) => readRules(desks),
		append: async (batch) => write(batch),
		quarantine: async (refused) => writeQuarantine(refused),
		updatesBeyond: async (page, clocks) => readUpdates(page, clocks),
		kept: async (page) => readKept(page),
		rewritePage: async (rewritten) => rewritePage(rewritten),
		unsealed: async (before, at) => unsealed.all(before, at).map(({ page }) => page as string),
		keepSnapshot: async (page, seq, update) => void keep.run(page, seq, update),
		scan: async (after, limit) => readScan(after, limit),
		rewrite: async (rows, dropped) =>
			transaction(db, () => {
				for (const row of rows) writeRecord(row);
				for (const id of dropped) dropRecord.run(id);
			}),
		reads: createReads(db),
		proofs: createProofs(db),
		shelf: createShelf(db),
		erasing: createErasing(db),
		close: async () => db.close(),
	};
}

/**
 * Gives a store that was put back from a backup another generation: phones then ask for all they wrote, and send what is
 * missing. @returns the new one. @throws when the file cannot be opened.
 */
export function renewGeneration(file: string): string {
	const db = new DatabaseSync(file, { timeout: 5000 });
	try {
		db.exec('PRAGMA synchronous = FULL');
		const generation = randomUUID();
		const { changes } = db.prepare(`UPDATE meta SET value = ? WHERE name = 'generation'`).run(generation);
		if (changes === 0) throw new Error('the ledger has no generation');
		return generation;
	} finally {
		db.close();
	}
}
