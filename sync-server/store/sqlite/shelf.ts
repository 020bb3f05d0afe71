/** Quarantine and held entries. */
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import type { Book } from '#lib/ledger/page.ts';
import type { Refusal, RefusalCode } from '#lib/ledger/refusal.ts';
import type { Dealing, Held, HeldVerdict, RefusedPacket, Shelf } from '#server/store/shelf.ts';
import { below } from './reads.ts';
import { transaction } from './schema.ts';

type Row = Record<string, SQLOutputValue>;

const listed = 'IN (SELECT value FROM json_each(?))';
const latest = 'n < ? ORDER BY n DESC LIMIT ?';

export function createShelf(db: DatabaseSync): Shelf {
	return { ...quarantineShelf(db), ...heldShelf(db) };
}

function quarantineShelf(db: DatabaseSync): Pick<Shelf, 'packets' | 'packet' | 'deal' | 'emptyPackets'> {
	const fields = 'n, page, account, device, at, refusals, size, settled';
	const all = db.prepare(`SELECT ${fields} FROM quarantine WHERE desk >= ? AND desk < ? AND ${latest}`);
	const open = db.prepare(
		`SELECT ${fields} FROM quarantine WHERE desk >= ? AND desk < ? AND settled IS NULL AND ${latest}`,
	);
	const one = db.prepare(`SELECT ${fields}, bytes FROM quarantine WHERE n = ?`);
	const dealings = db.prepare('SELECT * FROM dealings WHERE packet = ? ORDER BY n');
	const write = db.prepare(
		'INSERT INTO dealings (packet, at, by, act, waived, why, taken, refused) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
	);
	const settle = db.prepare('UPDATE quarantine SET settled = ? WHERE n = ?');
	const empty = db.prepare('UPDATE quarantine SET bytes = NULL WHERE n = ?');
	const discardOld = db.prepare(
		`INSERT INTO dealings (packet, at, by, act, waived, why, taken, refused)
		SELECT n, ?2, ?3, 'discarded', '[]', ?4, '[]', '[]' FROM quarantine WHERE at < ?1 AND settled IS NULL`,
	);
	const emptyOld = db.prepare(
		`UPDATE quarantine SET bytes = NULL, settled = coalesce(settled, 'discarded') WHERE at < ? AND bytes IS NOT NULL`,
	);
	const toPacket = (row: Row): RefusedPacket => ({
		number: row.n as number,
		page: row.page as string,
		account: row.account as string,
		device: row.device as string | null,
		at: row.at as number,
		refusals: JSON.parse(row.refusals as string) as Refusal[],
		size: row.size as number,
		settled: row.settled as RefusedPacket['settled'],
		dealings: dealings.all(row.n!).map(toDealing),
	});
	return {
		packets: async ({ area, before = Number.MAX_SAFE_INTEGER, limit, open: isOpen }) =>
			(isOpen ? open : all).all(...below(area), before, limit).map(toPacket),
		packet: async (number) => {
			const row = one.get(number);
			return row ? { packet: toPacket(row), bytes: row.bytes as Uint8Array | null } : null;
		},
		deal: async (number, { at, by, act, waived, why, taken, refused }, settles) =>
			transaction(db, () => {
				const lists = [waived, taken, refused].map((list) => JSON.stringify(list)) as [string, string, string];
				write.run(number, at, by, act, lists[0], why, lists[1], lists[2]);
				if (settles) settle.run(act, number);
				if (settles && act === 'discarded') empty.run(number);
			}),
		emptyPackets: async (before, { at, by, why }) =>
			transaction(db, () => {
				discardOld.run(before, at, by, why);
				return Number(emptyOld.run(before).changes);
			}),
	};
}

const toDealing = (row: Row): Dealing => ({
	at: row.at as number,
	by: row.by as string,
	act: row.act as Dealing['act'],
	waived: JSON.parse(row.waived as string) as RefusalCode[],
	why: row.why as string,
	taken: JSON.parse(row.taken as string) as string[],
	refused: JSON.parse(row.refused as string) as Refusal[],
});

function heldShelf(db: DatabaseSync): Pick<Shelf, 'hold' | 'heldById' | 'held' | 'decide' | 'forgetHeld'> {
	const insert = db.prepare(
		`INSERT INTO held (id, page, desk, book, account, device, at, sha256, text) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT DO NOTHING`,
	);
	const byId = db.prepare(`SELECT * FROM held WHERE id ${listed}`);
	const all = db.prepare(`SELECT * FROM held WHERE desk >= ? AND desk < ? AND ${latest}`);
	// One that came onto its page by another way, under a new grant, waits for nobody.
	const open = db.prepare(
		`SELECT * FROM held WHERE desk >= ? AND desk < ? AND verdict IS NULL
		AND NOT EXISTS (SELECT 1 FROM entries WHERE entries.id = held.id) AND ${latest}`,
	);
	const decide = db.prepare(
		`UPDATE held SET verdict = ?1, decided = ?2, decided_by = ?3, why = ?4, text = iif(?1 = 'declined', NULL, text)
		WHERE id = ?5 AND verdict IS NULL`,
	);
	const forget = db.prepare(
		'UPDATE held SET text = NULL WHERE verdict IS NOT NULL AND decided < ? AND text IS NOT NULL',
	);
	return {
		forgetHeld: async (before) => Number(forget.run(before).changes),
		hold: async (entries) =>
			transaction(db, () => {
				for (const { id, page, desk, book, account, device, at, sha256, text } of entries)
					insert.run(id, page, desk, book, account, device, at, sha256, text);
			}),
		heldById: async (ids) => new Map(byId.all(JSON.stringify(ids)).map((row) => [row.id as string, toHeld(row)])),
		held: async ({ area, before = Number.MAX_SAFE_INTEGER, limit, open: isOpen }) =>
			(isOpen ? open : all).all(...below(area), before, limit).map(toHeld),
		decide: async (ids, { verdict, at, by, why }) =>
			transaction(db, () => {
				for (const id of ids) decide.run(verdict, at, by, why, id);
			}),
	};
}

const toHeld = (row: Row): Held => ({
	number: row.n as number,
	id: row.id as string,
	page: row.page as string,
	desk: row.desk as string,
	book: row.book as Book,
	account: row.account as string,
	device: row.device as string | null,
	at: row.at as number,
	sha256: row.sha256 as string,
	text: row.text as string | null,
	decided:
		row.verdict === null
			? null
			: {
					verdict: row.verdict as HeldVerdict['verdict'],
					at: row.decided as number,
					by: row.decided_by as string,
					why: row.why as string,
				},
});
