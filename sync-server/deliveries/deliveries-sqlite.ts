/**
 * `deliveries.sqlite`: who was shown whose details. Readers and records stand in it once, under a number; a list of
 * fifty costs some hundred small rows. It only grows: what retention takes away goes by `removeBefore` alone, and any
 * other program that tries to delete or change a row is refused by the file.
 */
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { isEntryId } from '#lib/ledger/entry.ts';
import type { DeliveryFile, DeliveryQuery, NumberedDelivery, SeenQuery, TimedDelivery } from './deliveries.ts';

/** `migrations[n]` takes a file from version n to n+1; a step that was once released is never changed. */
const migrations: readonly string[] = [
	`CREATE TABLE reader (
		n INTEGER PRIMARY KEY,
		account TEXT NOT NULL,
		device TEXT NOT NULL,
		address TEXT NOT NULL,
		UNIQUE (account, device, address)
	) STRICT;
	CREATE TABLE subject (n INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE) STRICT;
	CREATE TABLE delivery (
		n INTEGER PRIMARY KEY AUTOINCREMENT,
		at INTEGER NOT NULL,
		reader INTEGER NOT NULL REFERENCES reader,
		way TEXT NOT NULL,
		area TEXT NOT NULL,
		page TEXT,
		what TEXT NOT NULL,
		count INTEGER NOT NULL
	) STRICT;
	CREATE INDEX delivery_area ON delivery (area, n);
	CREATE INDEX delivery_page ON delivery (page, at) WHERE way = 'page';
	CREATE TABLE seen (
		subject INTEGER NOT NULL,
		delivery INTEGER NOT NULL,
		PRIMARY KEY (subject, delivery)
	) STRICT, WITHOUT ROWID;
	CREATE TRIGGER delivery_stays BEFORE UPDATE ON delivery BEGIN SELECT RAISE(ABORT, 'deliveries only grow'); END;
	CREATE TRIGGER reader_stays BEFORE UPDATE ON reader BEGIN SELECT RAISE(ABORT, 'deliveries only grow'); END;
	CREATE TRIGGER reader_is_kept BEFORE DELETE ON reader BEGIN SELECT RAISE(ABORT, 'deliveries only grow'); END;
	CREATE TRIGGER subject_stays BEFORE UPDATE ON subject BEGIN SELECT RAISE(ABORT, 'deliveries only grow'); END;
	CREATE TRIGGER seen_stays BEFORE UPDATE ON seen BEGIN SELECT RAISE(ABORT, 'deliveries only grow'); END;
	-- retained_until() is told by the server alone, and only while retention is at work.
	CREATE TRIGGER delivery_is_kept BEFORE DELETE ON delivery WHEN OLD.at >= retained_until()
	BEGIN SELECT RAISE(ABORT, 'deliveries only grow'); END;
	CREATE TRIGGER seen_is_kept BEFORE DELETE ON seen
	WHEN EXISTS (SELECT 1 FROM delivery WHERE n = OLD.delivery) BEGIN SELECT RAISE(ABORT, 'deliveries only grow'); END;
	CREATE TRIGGER subject_is_kept BEFORE DELETE ON subject
	WHEN EXISTS (SELECT 1 FROM seen WHERE subject = OLD.n) BEGIN SELECT RAISE(ABORT, 'deliveries only grow'); END;`,
	// 2: lines that phones report, each once.
	`CREATE TABLE report (id BLOB PRIMARY KEY, delivery INTEGER NOT NULL) STRICT, WITHOUT ROWID;`,
];

const columns = 'd.n AS number, at, account, device, address, way, area, page, what, count';

/**
 * @param path a file, made when missing, or `:memory:`.
 * @throws when the file cannot be opened, or was written by a newer version.
 */
export function openDeliveryFile(path: string): DeliveryFile {
	const file = new DatabaseSync(path, { timeout: 5000 });
	file.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON');
	let retainedUntil = Number.MIN_SAFE_INTEGER;
	file.function('retained_until', { directOnly: false }, () => retainedUntil);
	migrate(file);
	const write = writer(file);
	const list = file.prepare(listSql);
	const seen = file.prepare(seenSql);
	const idsOf = file.prepare('SELECT id FROM seen s JOIN subject ON subject.n = s.subject WHERE s.delivery = ?');
	const removeDeliveries = file.prepare('DELETE FROM delivery WHERE at < ?');
	const removeSeen = file.prepare('DELETE FROM seen WHERE delivery NOT IN (SELECT n FROM delivery)');
	const removeReports = file.prepare('DELETE FROM report WHERE delivery NOT IN (SELECT n FROM delivery)');
	const removeSubjects = file.prepare('DELETE FROM subject WHERE n NOT IN (SELECT subject FROM seen)');
	return {
		write: (deliveries) => inTransaction(file, () => deliveries.forEach(write)),
		list: (query) => toDeliveries(list.all(...listValues(query))),
		seen: (query) => toDeliveries(seen.all(...seenValues(query))),
		idsOf: (number) => idsOf.all(number).map(({ id }) => bytesToId(id as Uint8Array)),
		removeBefore: (at) => {
			retainedUntil = at;
			try {
				return inTransaction(file, () => {
					const { changes } = removeDeliveries.run(at);
					if (changes > 0) for (const remove of [removeSeen, removeReports, removeSubjects]) remove.run();
					return Number(changes);
				});
			} finally {
				retainedUntil = Number.MIN_SAFE_INTEGER;
			}
		},
		close: () => file.close(),
	};
}

function writer(file: DatabaseSync): (delivery: TimedDelivery) => void {
	const readerNumber = interned(
		file.prepare('SELECT n FROM reader WHERE account = ? AND device = ? AND address = ?'),
		file.prepare('INSERT INTO reader (account, device, address) VALUES (?, ?, ?)'),
	);
	const subjectNumber = interned(
		file.prepare('SELECT n FROM subject WHERE id = ?'),
		file.prepare('INSERT INTO subject (id) VALUES (?)'),
	);
	const insert = file.prepare(
		'INSERT INTO delivery (at, reader, way, area, page, what, count) VALUES (?, ?, ?, ?, ?, ?, ?)',
	);
	const see = file.prepare('INSERT INTO seen VALUES (?, ?)');
	const reported = file.prepare('SELECT 1 FROM report WHERE id = ?');
	const report = file.prepare('INSERT INTO report VALUES (?, ?)');
	return ({ at, account, device, address, way, area, page = null, what, ids, report: given }) => {
		const own = given === undefined ? null : idToBytes(given);
		if (own && reported.get(own)) return;
		const reader = readerNumber(account, device ?? '', address);
		const shown = [...new Set(ids)].filter(isEntryId);
		const { lastInsertRowid } = insert.run(at, reader, way, area, page, JSON.stringify(what), shown.length);
		if (own) report.run(own, lastInsertRowid);
		for (const id of shown) see.run(subjectNumber(idToBytes(id)), lastInsertRowid);
	};
}

/** The number under which something stands; it is put there when it does not. */
const interned =
	(find: StatementSync, insert: StatementSync) =>
	(...values: SQLInputValue[]): number | bigint =>
		(find.get(...values)?.n as number | undefined) ?? insert.run(...values).lastInsertRowid;

/** The codes that begin with one lie between it and it followed by what sorts behind the digits. */
const listSql = `SELECT ${columns} FROM delivery d JOIN reader ON reader.n = d.reader
	WHERE area >= ?1 AND area < ?1 || ':' AND (?2 = '' OR account = ?2)
	AND (?3 = '' OR way IN (SELECT value FROM json_each(?3)))
	AND at >= ?4 AND at < ?5 AND d.n < ?6 ORDER BY d.n DESC LIMIT ?7`;
const seenSql = `SELECT ${columns} FROM delivery d JOIN reader ON reader.n = d.reader
	WHERE d.n < ?3 AND (
		d.n IN (SELECT delivery FROM seen JOIN subject ON subject.n = seen.subject
			WHERE subject.id IN (SELECT unhex(value) FROM json_each(?1)))
		OR d.n IN (SELECT p.n FROM json_each(?2) held JOIN delivery p
			ON p.way = 'page' AND p.page = held.value ->> '$.page' AND p.at >= held.value ->> '$.since')
	) ORDER BY d.n DESC LIMIT ?4`;
const end = Number.MAX_SAFE_INTEGER;

const listValues = ({ area, account, ways, from, until, before, limit }: DeliveryQuery): SQLInputValue[] => [
	area,
	account ?? '',
	ways ? JSON.stringify(ways) : '',
	from ?? 0,
	until ?? end,
	before ?? end,
	limit,
];

const seenValues = ({ ids, onPages, before, limit }: SeenQuery): SQLInputValue[] => [
	JSON.stringify(ids.filter(isEntryId).map(idToHex)),
	JSON.stringify(onPages),
	before ?? end,
	limit,
];

interface Row extends Omit<NumberedDelivery, 'device' | 'page' | 'what'> {
	readonly device: string;
	readonly page: string | null;
	readonly what: string;
}

const toDeliveries = (rows: unknown[]): NumberedDelivery[] =>
	(rows as Row[]).map(({ device, page, what, ...row }) => ({
		...row,
		device: device === '' ? null : device,
		...(page === null ? {} : { page }),
		what: JSON.parse(what) as NumberedDelivery['what'],
	}));

const idToHex = (id: string): string => id.replaceAll('-', '');
const idToBytes = (id: string): Uint8Array => Buffer.from(idToHex(id), 'hex');
const bytesToId = (bytes: Uint8Array): string =>
	Buffer.from(bytes)
		.toString('hex')
		.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');

function inTransaction<Value>(file: DatabaseSync, work: () => Value): Value {
	file.exec('BEGIN IMMEDIATE');
	try {
		const value = work();
		file.exec('COMMIT');
		return value;
	} catch (error) {
		// After some failures (a full disk) SQLite has rolled back by itself already.
		if (file.isTransaction) file.exec('ROLLBACK');
		throw error;
	}
}

function migrate(file: DatabaseSync): void {
	const { user_version: version } = file.prepare('PRAGMA user_version').get() as { user_version: number };
	if (version > migrations.length)
		throw new Error(`deliveries.sqlite is of version ${version}; this program knows up to ${migrations.length}`);
	if (version === migrations.length) return;
	const steps = migrations.slice(version).join('');
	file.exec(`BEGIN IMMEDIATE; ${steps} PRAGMA user_version = ${migrations.length}; COMMIT`);
}
