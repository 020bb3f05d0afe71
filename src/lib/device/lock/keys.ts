/**
 * The keys of a locked space, by WebCrypto. One random key opens everything; it lies on the phone only wrapped: by the
 * PIN together with a key of this browser that cannot be taken out of it, by a key that the server keeps, and by the
 * platform's authenticator where there is one. Rules K4, K6.
 */
import { createCipher, keyBytes } from '#lib/sealing/cipher.ts';
import type { SpaceCiphers } from './sealing.ts';

export type Key = Uint8Array<ArrayBuffer>;

/** A key under another key: AES-GCM. */
export interface Wrapped {
	readonly iv: Uint8Array;
	readonly bytes: Uint8Array;
}

export interface PinWrap extends Wrapped {
	readonly salt: Uint8Array;
	/** Of PBKDF2-SHA-256; stored, so that it can grow. */
	readonly rounds: number;
}

export const pinRounds = 600_000;

const random = (bytes: number): Uint8Array<ArrayBuffer> => crypto.getRandomValues(new Uint8Array(bytes));

export const newKey = (): Uint8Array<ArrayBuffer> => random(keyBytes);

/** Lies in the database as a key without bytes to read: a PIN is tried here, or with a copy of the whole profile. */
export const newDeviceKey = (): Promise<CryptoKey> =>
	crypto.subtle.generateKey({ name: 'HMAC', hash: 'SHA-256', length: 256 }, false, ['sign']);

export async function wrapByPin(
	key: Key,
	pin: string,
	deviceKey: CryptoKey,
	rounds: number = pinRounds,
): Promise<PinWrap> {
	const salt = random(16);
	return { salt, rounds, ...(await wrap(key, await pinKey(pin, salt, rounds, deviceKey))) };
}

/** null when the PIN is another. */
export const unwrapByPin = async (pinWrap: PinWrap, pin: string, deviceKey: CryptoKey): Promise<Key | null> =>
	unwrap(pinWrap, await pinKey(pin, pinWrap.salt, pinWrap.rounds, deviceKey));

async function pinKey(pin: string, salt: Uint8Array, rounds: number, deviceKey: CryptoKey): Promise<CryptoKey> {
	const typed = await crypto.subtle.importKey('raw', new TextEncoder().encode(pin), 'PBKDF2', false, ['deriveBits']);
	const stretched = await crypto.subtle.deriveBits(
		{ name: 'PBKDF2', hash: 'SHA-256', salt: salt as Uint8Array<ArrayBuffer>, iterations: rounds },
		typed,
		keyBytes * 8,
	);
	return wrappingKey(await crypto.subtle.sign('HMAC', deviceKey, stretched));
}

/** @param bytes 32 random ones, as the server keeps. */
export const wrapByKey = async (key: Key, bytes: Key): Promise<Wrapped> => wrap(key, await wrappingKey(bytes));

/** null when it is another key. */
export const unwrapByKey = async (wrapped: Wrapped, bytes: Key): Promise<Key | null> =>
	unwrap(wrapped, await wrappingKey(bytes));

/** @param secret what the authenticator gives; a copy of it opens nothing without the key of this browser. */
export const wrapByFinger = async (key: Key, secret: Key, deviceKey: CryptoKey): Promise<Wrapped> =>
	wrap(key, await wrappingKey(await crypto.subtle.sign('HMAC', deviceKey, secret)));

/** null when it is another secret, or another browser. */
export const unwrapByFinger = async (wrapped: Wrapped, secret: Key, deviceKey: CryptoKey): Promise<Key | null> =>
	unwrap(wrapped, await wrappingKey(await crypto.subtle.sign('HMAC', deviceKey, secret)));

const wrappingKey = (bytes: BufferSource): Promise<CryptoKey> =>
	crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['encrypt', 'decrypt']);

async function wrap(key: Key, by: CryptoKey): Promise<Wrapped> {
	const iv = random(12);
	return { iv, bytes: new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, by, key)) };
}

async function unwrap({ iv, bytes }: Wrapped, by: CryptoKey): Promise<Key | null> {
	try {
		const opened = await crypto.subtle.decrypt(
			{ name: 'AES-GCM', iv: iv as Uint8Array<ArrayBuffer> },
			by,
			bytes as Uint8Array<ArrayBuffer>,
		);
		return new Uint8Array(opened);
	} catch {
		// The tag does not fit: another PIN, or another key.
		return null;
	}
}

/** The keys in use, each of its own from the one that is wrapped. */
export async function ciphersOf(key: Key): Promise<SpaceCiphers> {
	const [rows, outbox, drafts] = await Promise.all(['rows', 'outbox', 'drafts'].map((use) => derived(key, use)));
	return { rows: createCipher(rows!), outbox: createCipher(outbox!), drafts: createCipher(drafts!) };
}

/** The key of own texts, which the server is given sealed. */
export const outboxKey = (key: Key): Promise<Key> => derived(key, 'outbox');

async function derived(key: Key, use: string): Promise<Key> {
	const base = await crypto.subtle.importKey('raw', key, 'HKDF', false, ['deriveBits']);
	const info = new TextEncoder().encode(`linli ${use}`);
	const params = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(0), info };
	return new Uint8Array(await crypto.subtle.deriveBits(params, base, keyBytes * 8));
}
