/** The proofs' tables. */
import type { DatabaseSync } from 'node:sqlite';
import type { PageId } from '#lib/ledger/page.ts';
import type { Links } from '#lib/proof/chain.ts';
import type { HeadingReason, SignedHeading } from '#lib/proof/heading.ts';
import type { DeviceKey, KeptSeal } from '#lib/proof/page.ts';
import type { Seal } from '#lib/proof/seal.ts';
import type { SignedReceipt } from '#lib/proof/receipt.ts';
import type { ChainEnd } from '#lib/proof/roll.ts';
import type { Proofs, StoredText } from '#server/store/proofs.ts';
import { transaction } from './schema.ts';

/** Writes a receipt of the page with this number. */
export function receiptWriter(db: DatabaseSync): (page: number, receipt: SignedReceipt) => void {
	const insert = db.prepare('INSERT INTO receipts VALUES (?, ?, ?, ?, ?, ?)');
	return (page, receipt) => {
		const { n, at, head, signature } = receipt;
		insert.run(page, n, at, JSON.stringify(linksOf(receipt)), head, signature);
	};
}

/** Writes a heading of the page with this number. */
export function headingWriter(db: DatabaseSync): (page: number, heading: SignedHeading) => void {
	const insert = db.prepare('INSERT INTO headings VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
	return (page, { epoch, entries, ids, n, head, gone, changed, at, why, before, signature }) =>
		void insert.run(
			page,
			epoch,
			entries,
			ids,
			n,
			head,
			JSON.stringify(gone),
			JSON.stringify(changed),
			at,
			why,
			before,
			signature,
		);
}

const toHeading = (page: PageId, row: Record<string, unknown>): SignedHeading => ({
	page,
	epoch: row.epoch as number,
	entries: row.entries as number,
	ids: row.ids as string,
	n: row.n as number,
	head: row.head as string,
	gone: JSON.parse(row.gone as string) as string[],
	changed: JSON.parse(row.changed as string) as string[],
	at: row.at as number,
	why: row.why as HeadingReason,
	before: row.before as string,
	signature: row.signature as string,
});

export const linksOf = ({ ids, seed, salts, bare }: Links): Links => ({
	ids,
	seed,
	...(salts ? { salts } : {}),
	...(bare ? { bare } : {}),
});

const toReceipt = (page: PageId, row: Record<string, unknown>): SignedReceipt => ({
	...(JSON.parse(row.links as string) as Links),
	page,
	n: row.n as number,
	at: row.at as number,
	head: row.head as string,
	signature: row.signature as string,
});

const toSeal = (row: Record<string, unknown>): KeptSeal => ({
	...(JSON.parse(row.links as string) as Links),
	page: row.name as PageId,
	device: row.device as string,
	account: row.account as string,
	n: row.n as number,
	contacts: JSON.parse(row.contacts as string) as Seal['contacts'],
	head: row.head as string,
	signature: row.signature as string,
	at: row.at as number,
});

export function createProofs(db: DatabaseSync): Proofs {
	const pages = db.prepare('SELECT page FROM pages ORDER BY page');
	const orphans = ['entries', 'updates', 'snapshots', 'receipts', 'headings', 'seals'].map((table) => ({
		table,
		find: db.prepare(`SELECT 1 FROM ${table} WHERE page NOT IN (SELECT n FROM pages) LIMIT 1`),
	}));
	const ends = db.prepare(
		`SELECT p.page AS page, NULL AS device, r.n AS n, r.head AS head FROM receipts r JOIN pages p ON p.n = r.page
			WHERE r.n = (SELECT max(n) FROM receipts o WHERE o.page = r.page)
		UNION ALL SELECT p.page, s.device, s.n, s.head FROM seals s JOIN pages p ON p.n = s.page
			WHERE s.n > 0 AND s.n = (SELECT max(n) FROM seals o WHERE o.page = s.page AND o.device = s.device)
		ORDER BY 1, 2`,
	);
	const receiptAt = db.prepare(
		'SELECT 1 FROM receipts r JOIN pages p ON p.n = r.page WHERE p.page = ? AND r.n = ? AND r.head = ?',
	);
	const sealAt = db.prepare(
		'SELECT 1 FROM seals s JOIN pages p ON p.n = s.page WHERE p.page = ? AND s.n = ? AND s.head = ? AND s.device = ?',
	);
	const rolls = db.prepare('SELECT at, ends, signature FROM roll');
	const insertRoll = db.prepare('INSERT OR REPLACE INTO roll VALUES (1, ?, ?, ?)');
	const receipts = db.prepare('SELECT r.* FROM receipts r JOIN pages p ON p.n = r.page WHERE p.page = ? ORDER BY r.n');
	const receiptsOf = db.prepare(
		`SELECT r.*, (SELECT head FROM receipts b WHERE b.page = r.page AND b.n = r.n - 1) AS before FROM receipts r JOIN pages p ON p.n = r.page WHERE p.page = ?1 AND r.at IN (
			SELECT arrived FROM entries WHERE page = p.n AND id IN (SELECT value FROM json_each(?2))
		) ORDER BY r.n`,
	);
	const texts = db.prepare(
		'SELECT id, text, arrived FROM entries e JOIN pages p ON p.n = e.page WHERE p.page = ? ORDER BY id',
	);
	const textsOf = db.prepare(
		'SELECT id, text FROM entries e JOIN pages p ON p.n = e.page WHERE e.id IN (SELECT value FROM json_each(?)) AND p.page = ?',
	);
	const unproven = db.prepare(
		'SELECT page FROM pages p WHERE entries > 0 AND NOT EXISTS (SELECT 1 FROM receipts r WHERE r.page = p.n)',
	);
	const numberOf = db.prepare('SELECT n FROM pages WHERE page = ?');
	const write = receiptWriter(db);
	const writeHeading = headingWriter(db);
	const headings = db.prepare(
		'SELECT h.* FROM headings h JOIN pages p ON p.n = h.page WHERE p.page = ? ORDER BY h.epoch',
	);
	const unheaded = db.prepare(
		`SELECT page, epoch FROM pages p WHERE sealed IS NOT NULL AND NOT EXISTS (SELECT 1 FROM headings h WHERE h.page = p.n)`,
	);
	const seals = db.prepare(
		'SELECT s.*, p.page AS name FROM seals s JOIN pages p ON p.n = s.page WHERE p.page = ? ORDER BY device, s.n, at',
	);
	const lastSeal = db.prepare(
		'SELECT s.*, p.page AS name FROM seals s JOIN pages p ON p.n = s.page WHERE p.page = ? AND device = ? AND s.n > 0 ORDER BY s.n DESC LIMIT 1',
	);
	const insertSeal = db.prepare('INSERT INTO seals VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING');
	const keys = db.prepare('SELECT * FROM device_keys WHERE device IN (SELECT value FROM json_each(?))');
	const insertKey = db.prepare('INSERT INTO device_keys VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING');
	const keysOf = (devices: readonly string[]) =>
		new Map(
			keys
				.all(JSON.stringify(devices))
				.map(({ device, account, key }) => [device as string, { account, key } as unknown as DeviceKey]),
		);
	const namesOf = (rows: readonly Record<string, unknown>[]) => rows.map(({ page }) => page as PageId);
	return {
		pages: async () => namesOf(pages.all()),
		orphaned: async () => orphans.find(({ find }) => find.get() !== undefined)?.table ?? null,
		ends: async () => ends.all() as unknown as ChainEnd[],
		has: async ({ page, device, n, head }) =>
			(device === null ? receiptAt.get(page, n, head) : sealAt.get(page, n, head, device)) !== undefined,
		roll: async () => {
			const row = rolls.get();
			if (!row) return null;
			const { at, ends, signature } = row as { at: number; ends: string; signature: string };
			return { at, ends: JSON.parse(ends) as ChainEnd[], signature };
		},
		keepRoll: async ({ at, ends, signature }) => void insertRoll.run(at, JSON.stringify(ends), signature),
		receipts: async (page) => receipts.all(page).map((row) => toReceipt(page, row)),
		receiptsOf: async (page, ids) => {
			const wanted = new Set(ids);
			const near = receiptsOf.all(page, JSON.stringify(ids));
			return near
				.map((row) => ({ receipt: toReceipt(page, row), before: row.before as string | null }))
				.filter(({ receipt }) => receipt.ids.some((id) => wanted.has(id)));
		},
		texts: async (page) => texts.all(page) as unknown as StoredText[],
		textsOf: async (page, ids) =>
			new Map(textsOf.all(JSON.stringify(ids), page).map(({ id, text }) => [id as string, text as string])),
		unproven: async () => namesOf(unproven.all()),
		keep: async (kept) =>
			transaction(db, () => {
				for (const receipt of kept) write(numberOf.get(receipt.page)!.n as number, receipt);
			}),
		headings: async (page) => headings.all(page).map((row) => toHeading(page, row)),
		unheaded: async () => unheaded.all() as unknown as { page: PageId; epoch: number }[],
		keepHeading: async (heading) => writeHeading(numberOf.get(heading.page)!.n as number, heading),
		seals: async (page) => seals.all(page).map(toSeal),
		lastSeal: async (page, device) => {
			const row = lastSeal.get(page, device);
			return row ? toSeal(row) : null;
		},
		keepSeal: async (seal, carrier) => {
			const { page, device, n, account, contacts, head, signature, at } = seal;
			const number = numberOf.get(page)!.n as number;
			const [links, runs] = [JSON.stringify(linksOf(seal)), JSON.stringify(contacts)];
			insertSeal.run(number, device, n, account, links, runs, head, signature, at, carrier);
		},
		keys: async (devices) => keysOf(devices),
		keepKey: async (device, { account, key }, at) => {
			insertKey.run(device, account, key, at);
			const kept = keysOf([device]).get(device);
			return kept?.account === account && kept.key === key;
		},
	};
}
