/**
 * How rows lie in a locked space: what indexes need stands in the clear, the rest as one sealed value. Done beneath
 * Dexie's own layers, so that nothing above knows of it: transactions, live queries and their caches see open rows.
 * Rules K1–K3.
 */
import type { DBCore, DBCoreCursor, DBCoreTable, Middleware } from 'dexie';
import { openJson, openText, sealJson, type Cipher } from '#lib/sealing/cipher.ts';

/** Under which keys: own texts and photos have one of their own, since the server may be given it (see courier.ts). */
export interface SpaceCiphers {
	readonly rows: Cipher;
	readonly outbox: Cipher;
	/** Half-filled forms. */
	readonly drafts: Cipher;
}

/** A sealed row was met without the key: another tab has set a PIN, or this one was locked meanwhile. */
export class SealedError extends Error {
	override readonly name = 'SealedError';
}

interface TableSealing {
	/** Fields that stay in the clear: ids, days, clocks and kinds. */
	readonly plain: readonly string[];
	/** The one field that is sealed, as bytes or text; else all others are, as JSON. */
	readonly bytes?: string;
	readonly text?: string;
	/** Its bytes lie under the key of own texts, and say so: an older app sealed them under that of the rows. */
	readonly ownKey?: true;
}

/** Tables that are not named hold nothing personal: pages, contacts (ids and clocks), the lock itself. */
export const sealings: Readonly<Record<string, TableSealing>> = {
	records: { plain: ['id', 'page', 'about', 'kind', 'hlc', 'by', 'due', 'alarm', 'byDoor'] },
	kept: { plain: ['id', 'page', 'by', 'hlc'] },
	orphans: { plain: ['id', 'target'] },
	refused: { plain: ['id', 'page', 'record', 'code', 'at'] },
	outbox: {
		plain: ['id', 'page', 'record', 'act', 'seq', 'state', 'attempts', 'held', 'contact', 'given', 'signed'],
		text: 'text',
	},
	snapshots: { plain: ['page'], bytes: 'bytes' },
	updates: { plain: ['seq', 'page', 'own'], bytes: 'bytes' },
	photos: { plain: ['id', 'form', 'entry', 'record', 'state', 'at'] },
	photoBytes: { plain: ['id'], bytes: 'bytes', ownKey: true },
	meta: { plain: ['key'] },
};

/** Asked before anyone signs in or unlocks; nothing in them is personal. */
const plainMeta: ReadonlySet<unknown> = new Set(['device', 'clock', 'status', 'contact', 'erased-to']);

type Row = Readonly<Record<string, unknown>>;

const staysOpen = (table: string, row: Row): boolean => table === 'meta' && plainMeta.has(row.key);

/** Whether a row as it lies in the database is yet to be sealed, or lies under the key of before. */
export const isToSeal = (table: string, row: Row): boolean =>
	row.sealed === undefined ? !staysOpen(table, row) : sealings[table]?.ownKey !== row.ownKey;

/** The place of a row: its table and id. Rows that are numbered on arrival have their page instead. */
export const placeOf = (table: string, row: Row): string =>
	`${table} ${String(table === 'meta' ? row.key : (row.id ?? row.page))}`;

/** @param ciphers null while locked: what is written then lies open, and sealed rows cannot be read. */
export function sealRow(table: string, row: Row, ciphers: SpaceCiphers | null): Row {
	const sealing = sealings[table];
	if (!ciphers || !sealing || staysOpen(table, row)) return row;
	const plain: Record<string, unknown> = {};
	for (const field of sealing.plain) if (row[field] !== undefined) plain[field] = row[field];
	const place = placeOf(table, row);
	if (sealing.bytes) {
		const sealed = cipherOf(sealing, ciphers).seal(row[sealing.bytes] as Uint8Array, place);
		return { ...plain, ...(sealing.ownKey && { ownKey: true }), sealed };
	}
	if (sealing.text)
		return { ...plain, sealed: ciphers.outbox.seal(encoder.encode(row[sealing.text] as string), place) };
	const rest: Record<string, unknown> = {};
	for (const field in row) if (!(field in plain)) rest[field] = row[field];
	const returned = row.returned as { readonly at: string } | undefined;
	// An index looks at when it was returned; why and by whom is sealed.
	if (returned) plain.returned = { at: returned.at };
	// Likewise who was folded into whom: an id.
	const sameAs = (row.body as { readonly sameAs?: string } | undefined)?.sameAs;
	if (table === 'records' && sameAs !== undefined) plain.body = { sameAs };
	return { ...plain, sealed: sealJson(ciphers.rows, rest, place) };
}

const cipherOf = ({ ownKey }: { readonly ownKey?: unknown }, { outbox, rows }: SpaceCiphers): Cipher =>
	ownKey ? outbox : rows;

const encoder = new TextEncoder();

const isSealed = (row: unknown): row is Row & { readonly sealed: Uint8Array } =>
	(row as Row | undefined)?.sealed !== undefined;

/** @throws SealedError without the key. A row that lies open is given as it is. */
export function openRow(table: string, row: unknown, ciphers: SpaceCiphers | null): unknown {
	if (!isSealed(row)) return row;
	if (!ciphers) throw new SealedError(table);
	const { sealed, ownKey, ...plain } = row;
	const { bytes, text } = sealings[table]!;
	const place = placeOf(table, row);
	if (bytes) return { ...plain, [bytes]: cipherOf({ ownKey }, ciphers).open(sealed, place) };
	if (text) return { ...plain, [text]: openText(ciphers.outbox, sealed, place) };
	return Object.assign(plain, openJson(ciphers.rows, sealed, place));
}

/** Beneath all of Dexie's layers: those look at rows to say which questions they answer anew. */
export const sealingLevel = -2;

export const sealing = (ciphers: SpaceCiphers | null): Middleware<DBCore> => ({
	stack: 'dbcore',
	name: 'sealing',
	level: sealingLevel,
	create: (down) => ({
		...down,
		table: (name) => (sealings[name] ? sealedTable(down.table(name), ciphers) : down.table(name)),
	}),
});

function sealedTable(table: DBCoreTable, ciphers: SpaceCiphers | null): DBCoreTable {
	const { name } = table;
	const open = (row: unknown) => openRow(name, row, ciphers);
	return {
		...table,
		mutate: (request) => {
			if (!ciphers || (request.type !== 'add' && request.type !== 'put')) return table.mutate(request);
			const values = request.values.map((row: Row) => sealRow(name, row, ciphers));
			return table.mutate({ ...request, values });
		},
		get: (request) => table.get(request).then(open),
		getMany: (request) => table.getMany(request).then((rows) => rows.map(open)),
		query: (request) =>
			table.query(request).then((answer) => (request.values ? { ...answer, result: answer.result.map(open) } : answer)),
		openCursor: (request) =>
			table.openCursor(request).then((cursor) => (cursor && request.values ? opening(cursor, open) : cursor)),
	};
}

/** A cursor whose rows are opened when they are looked at. */
function opening(cursor: DBCoreCursor, open: (row: unknown) => unknown): DBCoreCursor {
	let of: unknown;
	let value: unknown;
	return Object.create(cursor, {
		key: { get: () => cursor.key as unknown },
		primaryKey: { get: () => cursor.primaryKey as unknown },
		value: {
			get: () => {
				const row: unknown = cursor.value;
				// Each layer above asks again: what was opened for the row is kept while the cursor stands on it.
				if (row !== of) [of, value] = [row, open(row)];
				return value;
			},
		},
	}) as DBCoreCursor;
}
