/**
 * What becomes of a phone that was revoked: it hands over what is unsent, then nothing of the account is left on it, and
 * the server is told. Everything from outside comes as arguments. Rules D70–D73.
 */
import { err, ok, type Result } from '#lib/ledger/result.ts';
import type { PageId } from '#lib/ledger/page.ts';
import { bytesToBase64 } from '#lib/sealing/cipher.ts';
import type { Ledger } from './database.ts';
import { unsentRows } from './lock/courier.ts';
import { readLock } from './lock/vault.ts';
import { packsOf } from './packs.ts';
import type { Remote, RemoteFault } from './remote.ts';
import type { OutboxRow } from './rows.ts';

/** Kept in localStorage from the moment this phone hears of it until a person has read that it is empty. */
export interface Revocation {
	readonly account: string;
	/** Records handed over so far, and those that the server keeps aside for its operator. */
	readonly taken: number;
	readonly aside: number;
	/** Nothing is left here, since then (ms). */
	readonly wiped: number | null;
	/** The server knows. */
	readonly told: boolean;
}

export const revocationKey = 'linli-revoked';

export function readRevocation(storage: Storage): Revocation | null {
	try {
		return JSON.parse(storage.getItem(revocationKey) ?? 'null') as Revocation | null;
	} catch {
		// Damaged by hand: the next contact with the server says it again.
		return null;
	}
}

export function writeRevocation(storage: Storage, revocation: Revocation | null): void {
	if (revocation) storage.setItem(revocationKey, JSON.stringify(revocation));
	else storage.removeItem(revocationKey);
}

export const newRevocation = (account: string): Revocation => ({
	account,
	taken: 0,
	aside: 0,
	wiped: null,
	told: false,
});

/** Sealed entries of one request at most. */
const sealedAtOnce = 100;

/**
 * Sends all entries without receipt, page by page. What the server took or kept aside leaves the outbox at once, so that
 * a broken connection begins again with the rest.
 *
 * @param db without its key: what lies sealed there goes as it is, with the envelope that the server opens
 * @param note told of each pack that has arrived
 */
export async function handOverAll(
	db: Ledger,
	remote: Pick<Remote, 'handOver' | 'postSealed'>,
	note: (arrived: { readonly taken: number; readonly aside: number }) => void,
): Promise<Result<void, RemoteFault>> {
	const waiting = await db.outbox.where('state').equals('waiting').sortBy('id');
	const open = waiting.filter(({ text }) => text !== undefined);
	for (const [page, rows] of Map.groupBy(open, (row) => row.page)) {
		for (const pack of packsOf(rows)) {
			const fault = await handOverPack(db, remote, page, pack, note);
			if (fault) return err(fault);
		}
	}
	const fault = await handOverSealed(db, remote, note);
	return fault ? err(fault) : ok(undefined);
}

/** `sealed`: no envelope was ever made, so that only the person who knows the PIN can bring these. */
async function handOverSealed(
	db: Ledger,
	remote: Pick<Remote, 'postSealed'>,
	note: (arrived: { readonly taken: number; readonly aside: number }) => void,
): Promise<RemoteFault | null> {
	const rows = (await unsentRows(db)).filter(({ sealed }) => sealed !== undefined);
	if (rows.length === 0) return null;
	const envelope = await readLock(db, 'envelope');
	if (!envelope) return { code: 'sealed', status: 0 };
	for (let from = 0; from < rows.length; from += sealedAtOnce) {
		const pack = rows.slice(from, from + sealedAtOnce);
		const answer = await remote.postSealed({
			key: envelope.server,
			envelope: bytesToBase64(envelope.bytes),
			entries: pack.map(({ page, id, sealed }) => ({ page, id, sealed: bytesToBase64(sealed) })),
		});
		if (!answer.ok) return answer.error;
		const { accepted, refused, held = [] } = answer.value;
		const known = new Set([...accepted, ...held, ...refused.map(({ id }) => id)]);
		await db.outbox.bulkDelete(pack.filter(({ id }) => known.has(id)).map(({ id }) => id));
		note({ taken: accepted.length, aside: refused.length + held.length });
		if (!pack.every(({ id }) => known.has(id))) return { code: 'sealed', status: 0 };
	}
	return null;
}

async function handOverPack(
	db: Ledger,
	remote: Pick<Remote, 'handOver'>,
	page: PageId,
	pack: readonly OutboxRow[],
	note: (arrived: { readonly taken: number; readonly aside: number }) => void,
): Promise<RemoteFault | null> {
	const answer = await remote.handOver(
		page,
		pack.map(({ text }) => JSON.parse(text) as unknown),
	);
	if (!answer.ok) return answer.error;
	const { accepted, refused, held = [] } = answer.value;
	const known = new Set([...accepted, ...held, ...refused.map(({ id }) => id)]);
	// Only what the server has named is safe to lose here.
	await db.outbox.bulkDelete(pack.filter(({ id }) => known.has(id)).map(({ id }) => id));
	note({ taken: accepted.length, aside: refused.length + held.length });
	return pack.every(({ id }) => known.has(id)) ? null : { code: 'unknown', status: 0 };
}

/** What a wipe reaches; a browser's own, or a test's. */
export interface Traces {
	readonly local: Storage;
	readonly session: Storage;
	/** Names of the caches on this origin; those of the app itself stay. */
	readonly caches: Pick<CacheStorage, 'keys' | 'delete'> | undefined;
	readonly deleteDatabase: (account: string) => Promise<void>;
}

/** How the reader likes the screen: nothing of anybody. */
const keptKeys = new Set(['linli-language', 'linli-theme', 'linli-text', revocationKey]);
/** The app's own files, which Workbox names so. */
const isAppCache = (name: string): boolean => name.includes('-precache-');

/**
 * Takes everything of the account from this phone: its database, its half-filled forms, who was signed in, and whatever
 * lies in a cache besides the app itself. Spaces of other accounts stay: they are other people's.
 */
export async function wipe(account: string, { local, session, caches, deleteDatabase }: Traces): Promise<void> {
	await deleteDatabase(account);
	for (const key of Object.keys(local)) if (!keptKeys.has(key) && isOf(key, account)) local.removeItem(key);
	session.clear();
	for (const name of (await caches?.keys()) ?? []) if (!isAppCache(name)) await caches!.delete(name);
}

/** Keys that name another account are another's; all the rest of ours goes. */
function isOf(key: string, account: string): boolean {
	if (!key.startsWith('linli')) return false;
	const named = /^(?:linli-half:|linli-unsent:|linli-lost:|linli\.device\.|linli-building-)([^:]+)/.exec(key)?.[1];
	return named === undefined || named === account;
}
