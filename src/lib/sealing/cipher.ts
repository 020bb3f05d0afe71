/**
 * Sealing under a key that lies in memory: ChaCha20-Poly1305, done at once and not promised. A transaction of IndexedDB
 * ends while it waits for WebCrypto, so what is sealed inside of one is sealed here; why not AES stands in
 * docs/decisions/0010-a-locked-space.md.
 */
import { chacha20poly1305 } from '@noble/ciphers/chacha.js';

export const keyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;
/** By how much what is sealed is longer. */
export const sealedBytes = nonceBytes + tagBytes;
/** Nonces fetched at once: the system's random numbers are dear one by one. */
const nonces = 256;

export interface Cipher {
	/** @param place what belongs here and nowhere else: opened at another place it is damaged. Gives nonce, text, tag. */
	readonly seal: (bytes: Uint8Array, place: string) => Uint8Array;
	/** @throws when it was sealed under another key or at another place, was changed, or the key is forgotten. */
	readonly open: (sealed: Uint8Array, place: string) => Uint8Array;
	/** Overwrites the key: nothing is opened or sealed any more. */
	readonly forget: () => void;
}

/** @param key 32 bytes; kept and overwritten by `forget`. */
export function createCipher(key: Uint8Array): Cipher {
	let isForgotten = false;
	let pool = new Uint8Array(0);
	let used = 0;
	const encoder = new TextEncoder();

	function nextNonce(): Uint8Array {
		if (used === pool.length) {
			pool = crypto.getRandomValues(new Uint8Array(nonceBytes * nonces));
			used = 0;
		}
		used += nonceBytes;
		return pool.slice(used - nonceBytes, used);
	}
	const begin = (nonce: Uint8Array, place: string) => {
		if (isForgotten) throw new Error('the key is forgotten');
		return chacha20poly1305(key, nonce, encoder.encode(place));
	};
	return {
		seal: (bytes, place) => {
			const nonce = nextNonce();
			const sealed = new Uint8Array(sealedBytes + bytes.length);
			sealed.set(nonce);
			begin(nonce, place).encrypt(bytes, sealed.subarray(nonceBytes));
			return sealed;
		},
		open: (sealed, place) => begin(sealed.subarray(0, nonceBytes), place).decrypt(sealed.subarray(nonceBytes)),
		forget: () => {
			isForgotten = true;
			key.fill(0);
		},
	};
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A value as JSON, sealed. What JSON cannot say is not kept. */
export const sealJson = (cipher: Cipher, value: unknown, place: string): Uint8Array =>
	cipher.seal(encoder.encode(JSON.stringify(value)), place);

/** @throws as `open`. */
export const openJson = (cipher: Cipher, sealed: Uint8Array, place: string): unknown =>
	JSON.parse(decoder.decode(cipher.open(sealed, place)));

/** @throws as `open`. */
export const openText = (cipher: Cipher, sealed: Uint8Array, place: string): string =>
	decoder.decode(cipher.open(sealed, place));

const pieceBytes = 0x1800;

/** For storage that holds text alone. */
export function bytesToBase64(bytes: Uint8Array): string {
	let text = '';
	// Megabytes of it: spread out as arguments, the bytes take ten times as long.
	for (let from = 0; from < bytes.length; from += pieceBytes)
		text += Reflect.apply(String.fromCharCode, null, bytes.subarray(from, from + pieceBytes));
	return btoa(text);
}

/** @throws when it is no base64. */
export function base64ToBytes(text: string): Uint8Array<ArrayBuffer> {
	const letters = atob(text);
	const bytes = new Uint8Array(letters.length);
	// Megabytes of it: `from` with a function takes thirty times as long.
	for (let at = 0; at < letters.length; at++) bytes[at] = letters.charCodeAt(at);
	return bytes;
}
