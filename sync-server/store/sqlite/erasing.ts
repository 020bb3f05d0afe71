/** Erasure in SQLite: one transaction, then the file is written anew, so that no deleted byte is left in it. */
import type { DatabaseSync } from 'node:sqlite';
import type {
	Aside,
	DeskSummary,
	Erased,
	ErasedBatch,
	ErasedPage,
	Erasing,
	Remembered,
} from '#server/store/erasing.ts';
import { linksOf, receiptWriter } from './proofs.ts';
import { below } from './reads.ts';
import { pageWriter } from './rewrite.ts';
import { transaction } from './schema.ts';

const listed = 'IN (SELECT value FROM json_each(?))';

export function createErasing(db: DatabaseSync): Erasing {
	const writeErasedPage = erasedPageWriter(db);
	const remember = db.prepare(
		`INSERT INTO erased (id, how, desk, erasure, record) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET how = iif(excluded.how = 'gone', 'gone', erased.how)`,
	);
	const note = db.prepare('INSERT INTO erasures VALUES (?, ?, ?) ON CONFLICT DO NOTHING');
	// What was wrong with a refused text may repeat some of it.
	const keepPacket = db.prepare(
		`UPDATE quarantine SET bytes = ?, refusals = (SELECT json_group_array(json_remove(value, '$.detail')) FROM json_each(refusals)),
		settled = iif(? = 1, coalesce(settled, 'discarded'), settled) WHERE n = ?`,
	);
	const dropHeld = db.prepare(`DELETE FROM held WHERE id ${listed} AND verdict IS NULL`);
	const emptyHeld = db.prepare(`UPDATE held SET text = NULL WHERE id ${listed}`);
	const known = db.prepare(`SELECT id, how FROM erased WHERE id ${listed}`);
	const any = db.prepare('SELECT 1 FROM erased LIMIT 1');
	const summary = db.prepare('SELECT summary FROM erasures WHERE id = ?');
	const last = db.prepare('SELECT max(n) AS n FROM erased WHERE erasure = ?');
	const after = db.prepare('SELECT n, id, desk, how, record FROM erased WHERE n > ? ORDER BY n LIMIT ?');
	const entries = db.prepare(
		'SELECT e.id, e.record, p.page, e.text FROM entries e JOIN pages p ON p.n = e.page WHERE p.desk >= ? AND p.desk < ?',
	);
	const held = db.prepare('SELECT id, page, text FROM held WHERE desk >= ? AND desk < ? AND text IS NOT NULL');
	const packets = db.prepare('SELECT n, bytes FROM quarantine WHERE desk >= ? AND desk < ? AND bytes IS NOT NULL');

	const erase = (batch: ErasedBatch) =>
		transaction(db, () => {
			for (const page of batch.pages) writeErasedPage(page);
			for (const { id, how, desk, record } of batch.remembered)
				remember.run(id, how, desk, batch.erasure, record ?? null);
			for (const { number, bytes } of batch.packets) keepPacket.run(bytes, bytes === null ? 1 : 0, number);
			dropHeld.run(JSON.stringify(batch.held));
			emptyHeld.run(JSON.stringify(batch.held));
			note.run(batch.erasure, batch.at, JSON.stringify(batch.summary));
		});
	/** Deleted cells are overwritten, but what SQLite only moved within the file leaves copies behind. */
	const scour = () => db.exec('VACUUM; PRAGMA wal_checkpoint(TRUNCATE)');
	return {
		erase: async (batch) => {
			erase(batch);
			scour();
		},
		scour: async () => scour(),
		known: async (ids) =>
			ids.length === 0 || !any.get()
				? new Map()
				: new Map(known.all(JSON.stringify(ids)).map(({ id, how }) => [id as string, how as Erased])),
		summary: async (erasure) => {
			const row = summary.get(erasure);
			return row ? (JSON.parse(row.summary as string) as DeskSummary[]) : null;
		},
		lastOf: async (erasure) => last.get(erasure)!.n as number | null,
		after: async (number, areas, limit) => {
			const rows = after.all(number, limit) as unknown as (Remembered & { n: number })[];
			const asked = rows.filter(({ desk }) => areas.some((area) => desk.startsWith(area)));
			const idsOf = (erased: Erased) => asked.filter(({ how }) => how === erased).map(({ id }) => id);
			return {
				ids: idsOf('gone'),
				changed: idsOf('stripped'),
				records: [...new Set(asked.map(({ id, record }) => record ?? id))],
				next: rows.at(-1)?.n ?? number,
			};
		},
		mentions: async (area, words) => {
			if (words.length === 0) return [];
			const isMention = (text: string) => words.some((word) => text.includes(word));
			const found = [];
			for (const row of entries.iterate(...below(area))) {
				const { id, record, page, text } = row as { id: string; record: string; page: string; text: string };
				if (isMention(text)) found.push({ id, record, page, text, held: false });
			}
			for (const row of held.iterate(...below(area))) {
				const { id, page, text } = row as { id: string; page: string; text: string };
				if (isMention(text)) found.push({ id, record: id, page, text, held: true });
			}
			return found;
		},
		aside: async (area): Promise<Aside> => ({
			packets: packets.all(...below(area)).map(({ n, bytes }) => ({ number: n as number, bytes: bytes as Uint8Array })),
			held: held.all(...below(area)).map(({ id, text }) => ({ id: id as string, text: text as string })),
		}),
	};
}

function erasedPageWriter(db: DatabaseSync): (page: ErasedPage) => void {
	const write = pageWriter(db);
	const writeReceipt = receiptWriter(db);
	const numberOf = db.prepare('SELECT n FROM pages WHERE page = ?');
	const change = db.prepare('UPDATE entries SET sha256 = ?, text = ? WHERE id = ? AND page = ?');
	const receipt = db.prepare('UPDATE receipts SET links = ? WHERE page = ? AND n = ?');
	const seal = db.prepare('UPDATE seals SET links = ? WHERE page = ? AND device = ? AND n = ? AND head = ?');
	return (page) => {
		write(page);
		const n = numberOf.get(page.page)!.n as number;
		for (const { id, sha256, text } of page.changed) change.run(sha256, text, id, n);
		for (const one of page.receipts) receipt.run(JSON.stringify(linksOf(one)), n, one.n);
		for (const one of page.seals) seal.run(JSON.stringify(linksOf(one)), n, one.device, one.n, one.head);
		if (page.receipt) writeReceipt(n, page.receipt);
	};
}
