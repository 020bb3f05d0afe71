/**
 * A photo or voice note in a parcel: its entry's id, then its bytes, closed as one value under the parcel's key. So each
 * goes by itself, and whoever carries it sees how large it is and no more. Rule HO11.
 */
import { sealedBytes } from '#lib/sealing/cipher.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/** As it lies in the file. */
export interface ClosedPhoto {
	/** How long. */
	readonly bytes: number;
	/** Hex. */
	readonly sha256: string;
}

/** What the photos of one parcel may have together: some fifty, and no more than a cheap phone can hold at once. */
export const photosLimit = 12 * 1024 * 1024;
/** More than fit into that. */
export const photosMost = 400;

const idLength = 36;
/** By how much a closed one is longer. */
export const closedBytes = sealedBytes + idLength;

export const photoPlace = ({ account, device }: { readonly account: string; readonly device: string }): string =>
	`parcel photo ${account} ${device}`;

export function photoToBytes(entry: string, photo: Uint8Array): Bytes {
	const bytes = new Uint8Array(idLength + photo.length);
	bytes.set(new TextEncoder().encode(entry));
	bytes.set(photo, idLength);
	return bytes;
}

export const bytesToPhoto = (bytes: Uint8Array): { readonly entry: string; readonly photo: Uint8Array } => ({
	entry: new TextDecoder().decode(bytes.subarray(0, idLength)),
	photo: bytes.subarray(idLength),
});
