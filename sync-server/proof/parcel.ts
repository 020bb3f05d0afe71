/**
 * A parcel that somebody carried here for its author, opened: for each page a seal and its texts. Its bytes are a
 * stranger's until a seal holds. Rules HO1, HO5.
 */
import { gunzip } from 'node:zlib';
import { promisify } from 'node:util';
import { contentsLimit } from '#lib/parcel/contents.ts';
import { sealedPlace, type Parcel } from '#lib/parcel/parcel.ts';
import { err, ok, type Result } from '#lib/ledger/result.ts';
import { base64ToBytes, createCipher, keyBytes } from '#lib/sealing/cipher.ts';
import type { SealingKey } from '#server/sync/sealing-key.ts';

const unpack = promisify(gunzip);

/** @returns what is said to be its contents, yet to be held against their schema; `sealing-key` when it is for another server or was changed */
export async function openParcel(parcel: Parcel, key: SealingKey): Promise<Result<unknown, 'sealing-key'>> {
	if (parcel.server !== key.id) return err('sealing-key');
	const place = sealedPlace(parcel);
	const opened = await key.open(base64ToBytes(parcel.envelope), place);
	if (opened?.length !== keyBytes) return err('sealing-key');
	const cipher = createCipher(opened);
	try {
		const packed = cipher.open(parcel.sealed, place);
		const text = await unpack(packed, { maxOutputLength: contentsLimit });
		return ok(JSON.parse(text.toString('utf8')));
	} catch {
		// Another tag, no gzip or far too much of it, no JSON: made by somebody else's program.
		return err('sealing-key');
	} finally {
		cipher.forget();
	}
}
