/**
 * Sends what is unsent while the space is locked: texts as they lie there sealed, with the envelope that the server can
 * open. What the server answered is noted in the clear, by id, and settled when the space is next opened. Rule K13.
 */
import type { Ledger } from '#lib/device/database.ts';
import type { Remote } from '#lib/device/remote.ts';
import type { OutboxRow } from '#lib/device/rows.ts';
import { base64ToBytes, bytesToBase64 } from '#lib/sealing/cipher.ts';
import { envelopeOf, sealForServer } from '#lib/sealing/envelope.ts';
import { outboxKey, type Key } from './keys.ts';
import type { Carried } from './lock-rows.ts';
import { readLock, writeLock } from './vault.ts';

type Post = Pick<Remote, 'postSealed'>;
type SealedRow = Omit<OutboxRow, 'text'> & { readonly sealed: Uint8Array };

const batchEntries = 100;
const nothing: Carried = { accepted: [], refused: [] };

/** Seals the key of own texts for the server, unless that has been done for the pair that it has now. */
export async function prepareEnvelope(
	db: Ledger,
	key: Key,
	whose: { readonly account: string; readonly device: string },
	remote: Pick<Remote, 'sealingKey'>,
): Promise<void> {
	const [asked, kept] = await Promise.all([remote.sealingKey(), readLock(db, 'envelope')]);
	if (!asked.ok) return;
	const { id, key: point } = asked.value;
	if (kept?.server === id) return;
	const own = envelopeOf(whose.account, whose.device);
	const bytes = await sealForServer(await outboxKey(key), base64ToBytes(point), own);
	await writeLock(db, 'envelope', { server: id, bytes });
}

/** Own entries that no answer has named yet; counted without the key. */
export async function unsentRows(raw: Ledger): Promise<readonly SealedRow[]> {
	const [rows, carried] = await Promise.all([
		raw.outbox.where('state').equals('waiting').sortBy('id'),
		readLock(raw, 'carried'),
	]);
	const named = new Set([...(carried?.accepted ?? []), ...(carried?.refused ?? []).map(({ id }) => id)]);
	return (rows as unknown as SealedRow[]).filter(({ id }) => !named.has(id));
}

/** `later`: no network, no session, or a key that is another now; everything stays. */
export type CarryOutcome = 'nothing' | 'carried' | 'later';

/** @param raw the database without its key */
export async function carry(raw: Ledger, remote: Post): Promise<CarryOutcome> {
	const envelope = await readLock(raw, 'envelope');
	// What was written before the PIN was set, and not sealed since, waits for the next unlocking.
	const rows = (await unsentRows(raw)).filter(({ sealed }) => sealed !== undefined);
	if (!envelope || rows.length === 0) return 'nothing';
	for (let from = 0; from < rows.length; from += batchEntries) {
		const batch = rows.slice(from, from + batchEntries);
		const answer = await remote.postSealed({
			key: envelope.server,
			envelope: bytesToBase64(envelope.bytes),
			entries: batch.map(({ page, id, sealed }) => ({ page, id, sealed: bytesToBase64(sealed) })),
		});
		if (!answer.ok) return 'later';
		const { accepted, refused } = answer.value;
		await raw.transaction('rw', raw.lock, async () => {
			const before = (await readLock(raw, 'carried')) ?? nothing;
			const pages = new Map(batch.map(({ id, page }) => [id, page]));
			await writeLock(raw, 'carried', {
				accepted: [...before.accepted, ...accepted],
				refused: [...before.refused, ...refused.map(({ id, code }) => ({ id, code, page: pages.get(id)! }))],
			});
		});
	}
	return 'carried';
}
