/**
 * The server's key pair for what phones seal for it: P-256, the private half in the data folder for its owner alone. A
 * phone whose envelope was made for another pair keeps everything and seals anew when it is next unlocked.
 */
import { createHash, type webcrypto } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { bytesToBase64, keyBytes } from '#lib/sealing/cipher.ts';
import { openForServer } from '#lib/sealing/envelope.ts';

export interface SealingKey {
	/** Names the pair. */
	readonly id: string;
	/** The public half, an uncompressed point as base64. */
	readonly key: string;
	/**
	 * The key in an envelope; null when it is none for this server and these people.
	 * @param pair for which it is said to be made
	 * @param envelope base64
	 */
	readonly open: (pair: string, envelope: string, whose: string) => Promise<Uint8Array<ArrayBuffer> | null>;
}

const curve = { name: 'ECDH', namedCurve: 'P-256' } as const;

/** @param file made when missing. @throws when it cannot be read or made. */
export async function openSealingKey(file: string): Promise<SealingKey> {
	const jwk = await readPair(file);
	const open = await crypto.subtle.importKey('jwk', jwk, curve, false, ['deriveBits']);
	const { d: _private, key_ops: _ops, ...half } = jwk;
	const publicKey = await crypto.subtle.importKey('jwk', { ...half, key_ops: [] }, curve, true, []);
	const point = new Uint8Array(await crypto.subtle.exportKey('raw', publicKey));
	const id = createHash('sha256').update(point).digest('hex').slice(0, 32);
	return {
		id,
		key: bytesToBase64(point),
		open: async (pair, envelope, whose) => {
			if (pair !== id) return null;
			const opened = await openForServer(new Uint8Array(Buffer.from(envelope, 'base64')), open, whose);
			return opened?.length === keyBytes ? opened : null;
		},
	};
}

async function readPair(file: string): Promise<webcrypto.JsonWebKey> {
	const pair = await crypto.subtle.generateKey(curve, true, ['deriveBits']);
	const fresh = JSON.stringify(await crypto.subtle.exportKey('jwk', pair.privateKey));
	try {
		writeFileSync(file, fresh, { flag: 'wx', mode: 0o600, flush: true });
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
	}
	return JSON.parse(readFileSync(file, 'utf8')) as webcrypto.JsonWebKey;
}
