/**
 * A parcel that somebody carried here for its author, opened: for each page a seal and its texts. Its bytes are a
 * stranger's until a seal holds. Rules HO1, HO5, HO10.
 */
import { gunzip } from 'node:zlib';
import { promisify } from 'node:util';
import { contentsLimit } from '#lib/parcel/contents.ts';
import { sealedPlace, type Parcel } from '#lib/parcel/parcel.ts';
import { err, ok, type Result } from '#lib/ledger/result.ts';
import { createCipher } from '#lib/sealing/cipher.ts';
import type { SealingKey } from '#server/sync/sealing-key.ts';

const unpack = promisify(gunzip);

/** @returns what is said to be its contents, yet to be held against their schema; `sealing-key` when it is for another server or was changed */
export async function openParcel(parcel: Parcel, key: SealingKey): Promise<Result<unknown, 'sealing-key'>> {
	const place = sealedPlace(parcel);
	const opened = await key.open(parcel.server, parcel.envelope, place);
	if (!opened) return err('sealing-key');
	const cipher = createCipher(opened);
	try {
		const packed = cipher.open(parcel.sealed, place);
		const text = await unpack(packed, { maxOutputLength: contentsLimit });
		return isPlain(text) ? ok(JSON.parse(text.toString('utf8'))) : err('sealing-key');
	} catch {
		// Another tag, no gzip or far too much of it, no JSON: made by somebody else's program.
		return err('sealing-key');
	} finally {
		cipher.forget();
	}
}

/** Far beyond what the longest parcel has: a text, an id and a contact for each of 40,000 entries. */
const most = { depth: 8, parts: 400_000 } as const;
const [quote, backslash, comma] = [0x22, 0x5c, 0x2c] as const;
const [openList, closeList, openObject, closeObject] = [0x5b, 0x5d, 0x7b, 0x7d] as const;

/**
 * Whether JSON nests and branches no more than contents do. Eight kilobytes unpack to eight million brackets, and those
 * take a parser seconds in which nobody else is answered; walking over them takes none.
 */
function isPlain(json: Uint8Array): boolean {
	let [depth, parts, isInText] = [0, 0, false];
	for (let at = 0; at < json.length; at++) {
		const byte = json[at]!;
		if (isInText) {
			if (byte === backslash) at++;
			else if (byte === quote) isInText = false;
			continue;
		}
		if (byte === quote) isInText = true;
		else if (byte === openList || byte === openObject) depth++;
		else if (byte === closeList || byte === closeObject) depth--;
		else if (byte === comma) parts++;
		if (depth > most.depth || parts > most.parts) return false;
	}
	return true;
}
