/** What is asked of the log before and after a batch. Lists of ids go in as one JSON text, so that a batch is one query. */
import type { DatabaseSync } from 'node:sqlite';
import type { Entry } from '#lib/ledger/entry.ts';
import type { PageId } from '#lib/ledger/page.ts';
import type {
	Kept,
	Known,
	Question,
	RecordRow,
	Store,
	StoredEntry,
	StoredPage,
	StoredRecord,
} from '#server/store/store.ts';
import { toContact, toRecordRow, type Row } from './record-rows.ts';
import type { PageNumbers } from './log.ts';

export function pageReader(db: DatabaseSync): (page: PageId) => StoredPage {
	const head = db.prepare('SELECT n, epoch, seq FROM pages WHERE page = ?');
	const chain = db.prepare('SELECT n, head FROM receipts WHERE page = ? ORDER BY n DESC LIMIT 1');
	const clients = db.prepare('SELECT client, account, device, clock FROM clients WHERE page = ?');
	return (page) => {
		const row = head.get(page);
		if (!row) return { epoch: 1, clients: new Map(), seq: 0, chain: null };
		const owners = clients.all(row.n!) as unknown as {
			client: number;
			account: string;
			device: string;
			clock: number;
		}[];
		return {
			epoch: row.epoch as number,
			clients: new Map(owners.map(({ client, account, device, clock }) => [client, { account, device, clock }])),
			seq: row.seq as number,
			chain: (chain.get(row.n!) as StoredPage['chain'] | undefined) ?? null,
		};
	};
}

const listed = 'IN (SELECT value FROM json_each(?))';

export function knownReader(db: DatabaseSync): (question: Question) => Known {
	const ids = db.prepare(`SELECT e.id, sha256, p.page FROM entries e JOIN pages p ON p.n = e.page WHERE id ${listed}`);
	const devices = db.prepare(`SELECT device, account FROM devices WHERE device ${listed}`);
	const clients = db.prepare(`SELECT account, device, client FROM clients WHERE day = ? AND account ${listed}`);
	const written = db.prepare(`SELECT account, entries FROM written WHERE day = ? AND account ${listed}`);
	const readRecords = recordsReader(db);
	return (question) => {
		const clientsToday = new Map<string, Set<number>>();
		for (const { account, device, client } of question.accounts.length > 0
			? clients.all(question.day, json(question.accounts))
			: []) {
			const owner = `${account as string} ${(device as string | null) ?? ''}`;
			const own = clientsToday.get(owner) ?? new Set();
			clientsToday.set(owner, own.add(client as number));
		}
		return {
			entries: new Map(
				ids
					.all(json(question.ids))
					.map(({ id, sha256, page }) => [id as string, { sha256: sha256 as string, page: page as string }]),
			),
			records: readRecords(question.records),
			devices: new Map(
				devices.all(json(question.devices)).map(({ device, account }) => [device as string, account as string]),
			),
			clientsToday,
			entriesToday: new Map(
				written
					.all(question.day, json(question.accounts))
					.map(({ account, entries }) => [account as string, entries as number]),
			),
		};
	};
}

const json = (list: readonly string[]): string => JSON.stringify(list);

function recordsReader(db: DatabaseSync): (records: readonly string[]) => Map<string, StoredRecord> {
	const entries = db.prepare(`${entriesOf} WHERE record IN (SELECT value FROM json_each(?))`);
	const rows = rowsReader(db);
	return (records) => {
		if (records.length === 0) return new Map();
		const entriesByRecord = Map.groupBy(entries.all(json(records)), ({ record }) => record as string);
		const rowById = rows([...entriesByRecord.keys()]);
		return new Map(
			[...entriesByRecord].map(([id, own]) => [id, { entries: own.map(toStoredEntry), row: rowById.get(id) ?? null }]),
		);
	};
}

const entriesOf = 'SELECT record, text, arrived, p.page FROM entries e JOIN pages p ON p.n = e.page';

const toStoredEntry = ({ text, arrived, page }: Row): StoredEntry => ({
	entry: JSON.parse(text as string) as Entry,
	page: page as string,
	arrived: arrived as number,
});

export function rowsReader(db: DatabaseSync): (ids: readonly string[]) => Map<string, RecordRow> {
	const rows = db.prepare('SELECT * FROM records WHERE id IN (SELECT value FROM json_each(?))');
	return (ids) => new Map(rows.all(json(ids)).map((row) => [row.id as string, toRecordRow(row)]));
}

export function entriesReader(db: DatabaseSync): (record: string) => StoredEntry[] {
	const entries = db.prepare(`${entriesOf} WHERE record = ? ORDER BY id`);
	return (record) => entries.all(record).map(toStoredEntry);
}

export function entryReader(db: DatabaseSync): (id: string) => StoredEntry | null {
	const one = db.prepare(`${entriesOf} WHERE id = ?`);
	return (id) => {
		const row = one.get(id);
		return row ? toStoredEntry(row) : null;
	};
}

/** A verb of the store as it runs here: SQLite answers at once. */
type Unwrapped<Verb extends 'subjects' | 'visited' | 'rules'> = (
	...asked: Parameters<Store[Verb]>
) => Awaited<ReturnType<Store[Verb]>>;

export function subjectsReader(db: DatabaseSync): Unwrapped<'subjects'> {
	const contacts = db.prepare('SELECT id, kind, desk, hlc, contact FROM records WHERE about = ? AND contact > 0');
	const readRows = rowsReader(db);
	return (ids) => {
		const rows = readRows(ids);
		// Of elders alone: what a household is about, its building, says nothing of when it is due.
		const elders = [...rows.values()].filter(({ projection }) => projection.kind === 'elder');
		const people = elders.flatMap(({ projection }) => projection.about ?? []);
		const abouts = people.length > 0 ? readRows(people) : new Map<string, RecordRow>();
		return new Map(
			ids.map((id) => {
				const row = rows.get(id) ?? null;
				const about = (row?.projection.about && abouts.get(row.projection.about)) || null;
				return [id, { row, about, contacts: contacts.all(id).map(toContact) }];
			}),
		);
	};
}

export function visitedReader(db: DatabaseSync): Unwrapped<'visited'> {
	const ofDesks = db.prepare(
		`SELECT id FROM records WHERE desk ${listed} AND kind IN ('household', 'elder') AND state <> 'withdrawn'`,
	);
	const ofPeople = db.prepare(`SELECT id FROM records WHERE about ${listed} AND kind = 'elder'`);
	return ({ desks, people }) => {
		const found = [
			...(desks.length > 0 ? ofDesks.all(json(desks)) : []),
			...(people.length > 0 ? ofPeople.all(json(people)) : []),
		];
		return [...new Set(found.map(({ id }) => id as string))];
	};
}

export function rulesReader(db: DatabaseSync): Unwrapped<'rules'> {
	const rules = db.prepare(`SELECT * FROM records WHERE desk ${listed} AND kind = 'rounds'`);
	return (desks) => Map.groupBy(rules.all(json(desks)).map(toRecordRow), ({ projection }) => projection.desk);
}

export function updatesReader(
	db: DatabaseSync,
	numberOf: PageNumbers,
): (page: PageId, clocks: ReadonlyMap<number, number>) => Uint8Array[] {
	const ranges = db.prepare('SELECT client, clock_to, seq FROM ranges WHERE page = ?');
	const updates = db.prepare(
		'SELECT bytes FROM updates WHERE page = ? AND seq IN (SELECT value FROM json_each(?)) ORDER BY seq',
	);
	return (page, clocks) => {
		const n = numberOf(page);
		if (n === null) return [];
		// Compared here: within SQL the clocks, which a client may name by the hundred thousand, are read anew for each range.
		const lacking = ranges
			.all(n)
			.filter(({ client, clock_to: to }) => (to as number) > (clocks.get(client as number) ?? 0))
			.map(({ seq }) => seq as number);
		return updates.all(n, JSON.stringify([...new Set(lacking)])).map(({ bytes }) => bytes as Uint8Array);
	};
}

export function keptReader(db: DatabaseSync): (page: PageId) => Kept {
	const head = db.prepare(
		'SELECT p.n, p.epoch, s.seq, s.bytes FROM pages p LEFT JOIN snapshots s ON s.page = p.n WHERE p.page = ?',
	);
	const tail = db.prepare('SELECT seq, bytes FROM updates WHERE page = ? AND seq > ? ORDER BY seq');
	return (page) => {
		const row = head.get(page);
		if (!row) return { epoch: 1, snapshot: null, tail: [] };
		const seq = (row.seq as number | null) ?? 0;
		return {
			epoch: row.epoch as number,
			snapshot: row.bytes === null ? null : { seq, update: row.bytes as Uint8Array },
			tail: tail.all(row.n!, seq).map((update) => ({ seq: update.seq as number, update: update.bytes as Uint8Array })),
		};
	};
}

export function scanReader(db: DatabaseSync): (after: string, limit: number) => (StoredRecord & { id: string })[] {
	// Also records whose root or entries are missing: a check must see a row that should not be there.
	const next = db.prepare(
		`SELECT record AS id FROM (SELECT DISTINCT record FROM entries WHERE record > ?1 UNION SELECT id FROM records WHERE id > ?1)
		ORDER BY record LIMIT ?2`,
	);
	const readRecords = recordsReader(db);
	const readRows = rowsReader(db);
	return (after, limit) => {
		const ids = next.all(after, limit).map(({ id }) => id as string);
		const records = readRecords(ids);
		const rows = readRows(ids);
		return ids.map((id) => ({ id, ...(records.get(id) ?? { entries: [], row: rows.get(id) ?? null }) }));
	};
}
