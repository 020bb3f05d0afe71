/**
 * The last way to what is unsent when the database does not open as it should: row by row, by the browser's own
 * interface, whatever its version. What is sealed stays so, with the envelope that the server opens. Rules D173, D174.
 */
import { bytesToBase64 } from '#lib/sealing/cipher.ts';
import { databaseName } from './database.ts';

export interface Rescued {
	/** Acts without receipt, as far as they can be read. */
	readonly acts: number;
	/** Rows that could not be read. */
	readonly lost: number;
	readonly file: Blob;
}

type Row = Readonly<Record<string, unknown>>;

/** Gives up after so long: a database in trouble may not even answer. */
const patienceMs = 10_000;

/** null when nothing at all can be read, or nobody can say what there is. */
export async function rescueRaw(
	account: string,
	device: string,
	{ factory = indexedDB, now = Date.now }: { readonly factory?: IDBFactory; readonly now?: () => number } = {},
): Promise<Rescued | null> {
	const db = await openRaw(factory, databaseName(account)).catch(() => null);
	if (!db) return null;
	try {
		const [outbox, refused, locks] = await Promise.all([
			rowsOf(db, 'outbox'),
			rowsOf(db, 'refused'),
			rowsOf(db, 'lock'),
		]);
		// Not even what there is can be read: to say that nothing is unsent would be a lie.
		if (!outbox || !refused) return null;
		const waiting = outbox.rows.filter(({ state }) => state === 'waiting' || state === 'doubted');
		const envelope = locks?.rows.find(({ key }) => key === 'envelope')?.value as
			{ server: string; bytes: Uint8Array } | undefined;
		const content = {
			...(envelope && { envelope: { server: envelope.server, bytes: bytesToBase64(envelope.bytes) } }),
			waiting: waiting.map(carriedOut),
			refused: refused.rows.map(carriedOut),
			lost: outbox.lost + refused.lost,
		};
		return {
			acts: new Set(waiting.map(({ act, id }) => act ?? id)).size,
			lost: content.lost,
			file: rescueBlob({ account, device, madeMs: now() }, content),
		};
	} finally {
		db.close();
	}
}

/** The file that a person carries out. @param content what was unsent and what was refused, page by page */
export function rescueBlob(
	{ account, device, madeMs }: { readonly account: string; readonly device: string; readonly madeMs: number },
	content: object,
): Blob {
	const head = { format: 'linli-rescue', version: 1, account, device, made: new Date(madeMs).toISOString() };
	return new Blob([JSON.stringify({ ...head, ...content }, null, '\t')], { type: 'application/json' });
}

const carriedOut = ({ id, page, text, sealed, code, detail }: Row): Row => ({
	page,
	...(sealed instanceof Uint8Array ? { id, sealed: bytesToBase64(sealed) } : { text }),
	...(code !== undefined ? { code, detail } : {}),
});

const openRaw = (factory: IDBFactory, name: string): Promise<IDBDatabase> =>
	patiently((done, fail) => {
		const asked = factory.open(name);
		// There is none: it must not be made by looking for it.
		asked.onupgradeneeded = () => asked.transaction?.abort();
		asked.onsuccess = () => done(asked.result);
		asked.onerror = () => fail(asked.error);
	});

/** Row by row: one that cannot be read does not cost the others. null when not even their keys can be read. */
async function rowsOf(
	db: IDBDatabase,
	store: string,
): Promise<{ readonly rows: readonly Row[]; readonly lost: number } | null> {
	if (!db.objectStoreNames.contains(store)) return { rows: [], lost: 0 };
	const keys = await keysOf(db, store).catch(() => null);
	if (!keys) return null;
	const rows: Row[] = [];
	let lost = 0;
	for (const key of keys) {
		try {
			const row = await patiently<Row>((done, fail) => {
				const asked = db.transaction(store).objectStore(store).get(key);
				asked.onsuccess = () => done(asked.result as Row);
				asked.onerror = () => fail(asked.error);
			});
			rows.push(row);
		} catch {
			// This row alone cannot be read.
			lost++;
		}
	}
	return { rows, lost };
}

const keysOf = (db: IDBDatabase, store: string): Promise<IDBValidKey[]> =>
	patiently((done, fail) => {
		const asked = db.transaction(store).objectStore(store).getAllKeys();
		asked.onsuccess = () => done(asked.result);
		asked.onerror = () => fail(asked.error);
	});

function patiently<Value>(ask: (done: (value: Value) => void, fail: (error: unknown) => void) => void): Promise<Value> {
	return new Promise((done, fail) => {
		const timer = setTimeout(() => fail(new Error('no answer')), patienceMs);
		const ended =
			<Given>(then: (given: Given) => void) =>
			(given: Given) => {
				clearTimeout(timer);
				then(given);
			};
		try {
			ask(ended(done), ended(fail));
		} catch (error) {
			ended(fail)(error);
		}
	});
}
