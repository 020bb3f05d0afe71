/** Lists, counters and the event log, from the projection. */
import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { kinds } from '#lib/kinds/index.ts';
import type { Kind } from '#lib/kinds/kind.ts';
import type { PageInfo, Reads, RecordQuery, StoredEvent } from '#server/store/reads.ts';
import { entriesReader, entryReader, rowsReader } from './known.ts';
import { progressReader } from './progress.ts';
import { toRecordRow, type Row } from './record-rows.ts';

const registerKinds = Object.values(kinds)
	.filter((kind: Kind) => kind.register)
	.map((kind) => kind.name);

export function createReads(db: DatabaseSync): Reads {
	const readRows = rowsReader(db);
	const readEntries = entriesReader(db);
	const readEntry = entryReader(db);
	const areEntries = db.prepare(`SELECT id FROM entries WHERE id ${listed}`);
	const readProgress = progressReader(db);
	const about = db.prepare(
		`SELECT * FROM records WHERE about IN (SELECT value FROM json_each(?)) AND kind IN (SELECT value FROM json_each(?))
		AND state <> ? ORDER BY hlc, id`,
	);
	const rules = db.prepare(`SELECT * FROM records WHERE desk >= ? AND desk < ? AND kind = 'rounds'`);
	// UNION takes each once, so a circle ends.
	const foldedInto = db.prepare(
		`WITH RECURSIVE same(id) AS (SELECT value FROM json_each(?1)
			UNION SELECT r.id FROM same JOIN records r ON r.json ->> '$.body.sameAs' = same.id AND r.state <> 'withdrawn')
		SELECT * FROM records WHERE id IN same AND id NOT IN (SELECT value FROM json_each(?1)) ORDER BY id`,
	);
	const byDoor = db.prepare(
		`SELECT * FROM records WHERE desk = ? AND json ->> '$.byDoor' IS NOT NULL AND state <> 'withdrawn' ORDER BY id`,
	);
	const passedOn = db.prepare(
		`SELECT * FROM records WHERE subject = 1 AND coalesce(json -> '$.body.movedTo', json -> '$.body.sameAs') IS NOT NULL ORDER BY id`,
	);
	const subjectsOf = db.prepare(`SELECT id, kind, about FROM records WHERE id ${listed}`);
	const events = db.prepare('SELECT * FROM events WHERE seq > ? ORDER BY seq LIMIT ?');
	const last = db.prepare('SELECT coalesce(max(seq), 0) AS seq FROM events');
	const pages = db.prepare('SELECT * FROM pages WHERE desk IN (SELECT value FROM json_each(?)) ORDER BY page');
	return {
		records: async (query) => {
			const { sql, values } = conditions(query, query.before);
			const text = `SELECT * FROM records WHERE ${sql} ORDER BY hlc DESC, id DESC LIMIT ?`;
			return db
				.prepare(text)
				.all(...values, query.limit)
				.map(toRecordRow);
		},
		ids: async (query) => {
			const { sql, values } = conditions(query);
			return db
				.prepare(`SELECT id FROM records WHERE ${sql}`)
				.all(...values)
				.map(({ id }) => id as string);
		},
		count: async (query) => {
			const { sql, values } = conditions(query);
			return db.prepare(`SELECT count(*) AS n FROM records WHERE ${sql}`).get(...values)!.n as number;
		},
		rows: async (ids) => readRows(ids),
		rowsAbout: async (ids, names, withdrawn) =>
			about.all(JSON.stringify(ids), JSON.stringify(names), withdrawn === 'also' ? '' : 'withdrawn').map(toRecordRow),
		foldedInto: async (ids) => foldedInto.all(JSON.stringify(ids)).map(toRecordRow),
		byDoor: async (desk) => byDoor.all(desk).map(toRecordRow),
		passedOn: async () => passedOn.all().map(toRecordRow),
		subjectsOf: async (ids) =>
			subjectsOf.all(JSON.stringify(ids)).map((row) => ({
				id: row.id as string,
				kind: row.kind as string,
				about: row.about as string | null,
			})),
		entries: async (record) => readEntries(record),
		entry: async (id) => readEntry(id),
		areEntries: async (ids) => new Set(areEntries.all(JSON.stringify(ids)).map(({ id }) => id as string)),
		rules: async (area) => rules.all(...below(area)).map(toRecordRow),
		progress: async (area, day, begins) => readProgress(area, day, begins),
		events: async (after, limit) => events.all(after, limit).map(toEvent),
		lastEvent: async () => last.get()!.seq as number,
		pages: async (desks) => pages.all(JSON.stringify(desks)).map(toPageInfo),
	};
}

interface Conditions {
	readonly sql: string;
	readonly values: readonly SQLInputValue[];
}

function conditions(query: Omit<RecordQuery, 'before' | 'limit'>, before?: RecordQuery['before']): Conditions {
	const parts: [string, ...SQLInputValue[]][] = [scopeCondition(query)];
	if (query.area !== undefined) parts.push(['desk >= ? AND desk < ?', ...below(query.area)]);
	parts.push(
		query.kinds
			? [`kind ${listed}`, JSON.stringify(query.kinds)]
			: [`kind NOT ${listed}`, JSON.stringify(registerKinds)],
	);
	parts.push(query.states ? [`state ${listed}`, JSON.stringify(query.states)] : [`state <> 'withdrawn'`]);
	if (query.by !== undefined) parts.push(['by = ?', query.by]);
	if (query.about !== undefined) parts.push(['about = ?', query.about]);
	if (query.from !== undefined) parts.push(['day >= ?', query.from]);
	if (query.to !== undefined) parts.push(['day <= ?', query.to]);
	if (query.alarm) parts.push(['id IN (SELECT alarm FROM records WHERE alarm IS NOT NULL)']);
	if (query.routine !== undefined) parts.push(['routine = ?', query.routine ? 1 : 0]);
	if (query.worth) parts.push([`hints <> ''`]);
	if (query.open !== undefined) parts.push(['open = ?', query.open ? 1 : 0]);
	if (before) parts.push(['(hlc, id) < (?, ?)', before.hlc, before.id]);
	return { sql: parts.map(([sql]) => `(${sql})`).join(' AND '), values: parts.flatMap(([, ...values]) => values) };
}

const listed = 'IN (SELECT value FROM json_each(?))';

function scopeCondition({ scopes }: Pick<RecordQuery, 'scopes'>): [string, ...SQLInputValue[]] {
	if (scopes.length === 0) return ['FALSE'];
	const sql = scopes.map(() => `(desk >= ? AND desk < ? AND book ${listed})`).join(' OR ');
	return [
		sql,
		...scopes.flatMap(({ desk, books, exact }) => [...(exact ? only(desk) : below(desk)), JSON.stringify(books)]),
	];
}

/** The codes that begin with this one lie between it and it followed by what sorts behind the digits. */
export const below = (code: string): [string, string] => [code, `${code}:`];

/** The code alone: what begins with it goes on with a digit, and `!` sorts before those. */
const only = (code: string): [string, string] => [code, `${code}!`];

const toEvent = (row: Row): StoredEvent => ({
	seq: row.seq as number,
	page: row.page as string,
	desk: row.desk as string,
	book: row.book as StoredEvent['book'],
	records: JSON.parse(row.records as string) as StoredEvent['records'],
});

const toPageInfo = (row: Row): PageInfo => ({
	id: row.page as string,
	desk: row.desk as string,
	book: row.book as PageInfo['book'],
	period: row.period as string,
	epoch: row.epoch as number,
	entries: row.entries as number,
	bytes: row.bytes as number,
});
