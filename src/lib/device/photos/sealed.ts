/**
 * Photos and voice notes of a space that is locked, to the server: the bytes as they lie there sealed, under the key of own
 * texts, with the envelope that the server can open. Only what their rows say in the clear is read. Rules D141, D142.
 */
import type { Ledger } from '#lib/device/database.ts';
import { carry, type CarryOutcome } from '#lib/device/lock/courier.ts';
import { readLock, writeLock } from '#lib/device/lock/vault.ts';
import { noAnswer, type Remote, type RemoteFault } from '#lib/device/remote.ts';
import { err, ok, type Result } from '#lib/ledger/result.ts';
import { bytesToBase64 } from '#lib/sealing/cipher.ts';
import { inState, removePhotos } from './rows.ts';

type Post = Pick<Remote, 'postSealedPhoto'>;

interface Sealed {
	readonly id: string;
	readonly entry: string;
}

/** All that is unsent in a locked space: entries, then the photos that they speak of. @param raw the database without its key */
export async function carryAll(raw: Ledger, remote: Post & Pick<Remote, 'postSealed'>): Promise<CarryOutcome> {
	const entries = await carry(raw, remote);
	if (entries === 'later') return entries;
	const photos = await carryPhotos(raw, remote);
	return photos === 'nothing' ? entries : photos;
}

/** Sends those whose entries the server has; each once while it is locked. */
async function carryPhotos(raw: Ledger, remote: Post): Promise<CarryOutcome> {
	const due = await dueSealed(raw);
	let outcome: CarryOutcome = 'nothing';
	for (const row of due) {
		const sent = await sendSealed(raw, row, remote);
		// Saved before there was an envelope, or an older app sealed it: it goes when the space is open.
		if (!sent.ok && sent.error.code === 'sealed') continue;
		if (!sent.ok && isPassing(sent.error)) return 'later';
		await noteAnswered(raw, row.entry);
		outcome = 'carried';
	}
	return outcome;
}

/** Those that no answer has named yet, of entries that were taken. */
async function dueSealed(raw: Ledger): Promise<Sealed[]> {
	const [carried, answered] = await Promise.all([readLock(raw, 'carried'), readLock(raw, 'carriedPhotos')]);
	const taken = new Set(carried?.accepted);
	const known = new Set(answered);
	const rows = (await sealedRows(raw)).filter(({ entry }) => !known.has(entry));
	const own = await raw.outbox.bulkGet(rows.map(({ entry }) => entry));
	// Once its page is sealed an own entry is no longer kept apart.
	return rows.filter(({ entry }, index) => (own[index]?.state ?? 'received') === 'received' || taken.has(entry));
}

/** Saved and not sent, of entries that were not refused. */
async function sealedRows(raw: Ledger): Promise<Sealed[]> {
	const rows = (await inState(raw, 'waiting').toArray()).filter((row) => 'sealed' in row);
	const refused = await raw.refused.bulkGet(rows.map(({ entry }) => entry!));
	return rows.filter((_, index) => !refused[index]).map(({ id, entry }) => ({ id, entry: entry! }));
}

/** `sealed`: the server could not open it. */
async function sendSealed(raw: Ledger, { id, entry }: Sealed, remote: Post): Promise<Result<void, RemoteFault>> {
	const [envelope, kept] = await Promise.all([readLock(raw, 'envelope'), raw.photoBytes.get(id)]);
	if (!kept) return ok(undefined);
	const { sealed, ownKey } = kept as { readonly sealed?: Uint8Array; readonly ownKey?: true };
	if (!envelope || !sealed || !ownKey) return err({ code: 'sealed', status: 0 });
	const answer = await remote.postSealedPhoto({
		key: envelope.server,
		envelope: bytesToBase64(envelope.bytes),
		entry,
		id,
		sealed: bytesToBase64(sealed),
	});
	if (!answer.ok) return answer;
	// Opened, it was put on the disk under the hash of its entry: without a receipt it was not.
	return answer.value.receipts.some((receipt) => receipt.id === entry) ? ok(undefined) : err(noAnswer);
}

/** Whatever it was: the phone asks for receipts when it is open, and sends again what has none. */
const noteAnswered = (raw: Ledger, entry: string): Promise<unknown> =>
	raw.transaction('rw', raw.lock, async () =>
		writeLock(raw, 'carriedPhotos', [...((await readLock(raw, 'carriedPhotos')) ?? []), entry]),
	);

/** Of a revoked phone, after its entries. An error says that it is to be tried again, `seal…` that only the PIN helps. */
export async function handOverSealedPhotos(raw: Ledger, remote: Post): Promise<Result<void, RemoteFault>> {
	for (const row of await sealedRows(raw)) {
		const sent = await sendSealed(raw, row, remote);
		if (sent.ok) await raw.transaction('rw', raw.photos, raw.photoBytes, () => removePhotos(raw, [row.id]));
		else if (isPassing(sent.error)) return sent;
	}
	return ok(undefined);
}

/** All but: its entry was not taken, or it is no photo for the server. That will not change, and nothing waits for it. */
export const isPassing = ({ status, code }: RemoteFault): boolean =>
	status === 0 || status === 401 || status === 429 || status >= 500 || code.startsWith('seal');
