/** Writing the log: one batch, one transaction. */
import type { DatabaseSync } from 'node:sqlite';
import { textToPage, type PageId } from '#lib/ledger/page.ts';
import type { Append, AppendBatch, Appended, Quarantined } from '#server/store/store.ts';
import { receiptWriter } from './proofs.ts';
import { recordWriter } from './record-rows.ts';
import { transaction } from './schema.ts';

/** How much of what one account had refused within a day is kept; nobody may fill the disk with it. */
const quarantinedPerDay = { packets: 500, bytes: 16 * 1024 * 1024 } as const;
const dayMs = 24 * 60 * 60 * 1000;

export type PageNumbers = (page: PageId) => number | null;

export function pageNumbers(db: DatabaseSync): PageNumbers {
	const find = db.prepare('SELECT n FROM pages WHERE page = ?');
	return (page) => (find.get(page)?.n as number | undefined) ?? null;
}

/** Writes a batch and tells the numbers it got. @throws when the disk fails or an id is there already; nothing is written then. */
export function logWriter(db: DatabaseSync): (batch: AppendBatch) => Appended {
	const writeRecord = recordWriter(db);
	const writeAppend = appendWriter(db);
	const lastEvent = db.prepare('SELECT coalesce(max(seq), 0) AS seq FROM events');
	return (batch) =>
		transaction(db, () => {
			const seqs = batch.appends.map((append) => writeAppend(append));
			for (const row of batch.rows) writeRecord(row);
			return { seqs, event: lastEvent.get()!.seq as number };
		});
}

function appendWriter(db: DatabaseSync): (append: Append) => number {
	const newPage = db.prepare('INSERT INTO pages (page, desk, book, period) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING');
	const grow = db.prepare(
		'UPDATE pages SET seq = seq + 1, entries = entries + ?, bytes = bytes + ? WHERE page = ? RETURNING n, seq',
	);
	const update = db.prepare('INSERT INTO updates VALUES (?, ?, ?)');
	const range = db.prepare('INSERT INTO ranges VALUES (?, ?, ?, ?, ?)');
	const client = db.prepare('INSERT INTO clients VALUES (?, ?, ?, ?, ?, 0)');
	const clock = db.prepare('UPDATE clients SET clock = ? WHERE page = ? AND client = ?');
	const device = db.prepare('INSERT INTO devices VALUES (?, ?, ?)');
	const entry = db.prepare('INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?)');
	const writeReceipt = receiptWriter(db);
	const event = db.prepare('INSERT INTO events (page, desk, book, records) VALUES (?, ?, ?, ?)');
	const written = db.prepare(
		'INSERT INTO written VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET entries = entries + excluded.entries',
	);
	return (append) => {
		const { now, day } = append;
		const { desk, book, period } = partsOf(append.page);
		newPage.run(append.page, desk, book, period);
		const { n, seq } = grow.get(append.entries.length, append.update.length, append.page) as { n: number; seq: number };
		update.run(n, seq, append.update);
		for (const owner of append.clients) client.run(n, owner.client, owner.account, owner.device, day);
		for (const { client: id, from, to } of append.ranges) {
			range.run(n, id, from, to, seq);
			clock.run(to, n, id);
		}
		for (const bound of append.devices) device.run(bound.device, bound.account, now);
		for (const { record, id, sha256, text } of append.entries) entry.run(record, id, n, sha256, now, text);
		if (append.receipt) writeReceipt(n, append.receipt);
		if (append.written) written.run(append.written.account, day, append.written.entries);
		if (append.changed.length > 0) event.run(append.page, desk, book, JSON.stringify(append.changed));
		return seq;
	};
}

export function quarantineWriter(db: DatabaseSync): (refused: readonly Quarantined[]) => void {
	const today = db.prepare(
		'SELECT count(*) AS packets, coalesce(sum(size), 0) AS bytes FROM quarantine WHERE account = ? AND at > ? AND at < ?',
	);
	const insert = db.prepare(
		'INSERT INTO quarantine (page, desk, account, device, at, refusals, size, bytes) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
	);
	return (refused) =>
		transaction(db, () => {
			const full = new Set<string>();
			for (const { page, account, device, at, refusals, bytes } of refused) {
				if (full.has(account)) continue;
				const kept = today.get(account, at - dayMs, at + dayMs) as { packets: number; bytes: number };
				const { packets, bytes: most } = quarantinedPerDay;
				if (kept.packets >= packets || kept.bytes + bytes.length > most) full.add(account);
				else insert.run(page, partsOf(page).desk, account, device, at, JSON.stringify(refusals), bytes.length, bytes);
			}
		});
}

function partsOf(page: PageId) {
	const parsed = textToPage(page);
	if (!parsed.ok) throw new Error(`not a page: ${page}`);
	return parsed.value;
}
