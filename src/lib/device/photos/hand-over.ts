/** Unsent photos of a revoked phone, before it wipes itself: those that lie open, then those that lie sealed. Rule D142. */
import type { Ledger } from '#lib/device/database.ts';
import { noAnswer, type Remote, type RemoteFault } from '#lib/device/remote.ts';
import type { PhotoRow } from '#lib/device/rows.ts';
import { err, type Result } from '#lib/ledger/result.ts';
import type { SendingEffects } from './sending.ts';
import { inState, removePhotos } from './rows.ts';
import { handOverSealedPhotos, isPassing } from './sealed.ts';

/** @param db as it lies there, without its key. An error says that it is to be tried again. */
export async function handOverPhotos(
	db: Ledger,
	remote: Pick<Remote, 'photoReceipts' | 'postSealedPhoto'>,
	upload: SendingEffects['upload'],
): Promise<Result<void, RemoteFault>> {
	const rows = (await inState(db, 'waiting').toArray()).filter(({ body }) => body !== undefined);
	for (const row of rows) {
		const fault = await handOverOne(db, row, remote, upload);
		if (fault && isPassing(fault)) return err(fault);
	}
	return handOverSealedPhotos(db, remote);
}

async function handOverOne(
	db: Ledger,
	{ id, entry, body, begun }: PhotoRow,
	remote: Pick<Remote, 'photoReceipts'>,
	upload: SendingEffects['upload'],
): Promise<RemoteFault | null> {
	const kept = await db.photoBytes.get(id);
	if (!kept?.bytes) return null;
	const sent = await upload(entry!, kept.bytes as Uint8Array<ArrayBuffer>, begun === true);
	if (!sent.ok) return sent.error;
	const answer = await remote.photoReceipts([entry!]);
	if (!answer.ok) return answer.error;
	// Without a receipt it does not lie on the server's disk, whatever the upload was answered.
	if (!answer.value.receipts.some(({ sha256 }) => sha256 === body.sha256)) return noAnswer;
	await removePhotos(db, [id]);
	return null;
}
