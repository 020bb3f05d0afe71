/** A photo or voice note that came whole and sealed, opened and kept as if it had been uploaded. Rules BL16, HO12. */
import type { FastifyReply } from 'fastify';
import type { AddedAttached } from '#lib/ledger/attached.ts';
import { createCipher } from '#lib/sealing/cipher.ts';
import type { Photos } from '#server/blobs/photos.ts';
import { fail } from './errors.ts';
import { failureOf } from './uploads.ts';

/** @param bytes null when nothing that belongs to it could be opened. Answered with its receipt. */
export async function keepWhole(
	photos: Photos,
	photo: AddedAttached,
	bytes: Uint8Array | null,
	reply: FastifyReply,
): Promise<FastifyReply | object> {
	const before = await photos.receipts(photo.by, [photo.id]);
	if (before.length > 0) return { receipts: before };
	if (bytes?.length !== photo.body.bytes) return fail(reply, 'photo-other');
	const begun = await photos.begin(photo);
	if (!begun.ok) return fail(reply, begun.error === 'full' ? 'full' : 'photo-quota');
	const kept = await photos.keep(photo, bytes);
	if (!kept.ok) return fail(reply, failureOf[kept.error]);
	return { receipts: await photos.receipts(photo.by, [photo.id]) };
}

/** The key is overwritten; null when it was sealed under another or for another place, or was changed. */
export function unseal(key: Uint8Array, sealed: Uint8Array, place: string): Uint8Array | null {
	const cipher = createCipher(key);
	try {
		return cipher.open(sealed, place);
	} catch {
		return null;
	} finally {
		cipher.forget();
	}
}
