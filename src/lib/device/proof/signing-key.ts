/**
 * The key with which this phone signs what it wrote. It is made here, cannot be read out, and is this device's for ever:
 * Ed25519, or ECDSA over P-256 where the browser lacks that. Rule D90.
 */
import type { Ledger } from '#lib/device/database.ts';
import { base64urlToBytes, bytesToBase64url } from './base64url.ts';
import type { SigningKeyRow } from './proof-rows.ts';

const algorithms = [{ name: 'Ed25519' }, { name: 'ECDSA', namedCurve: 'P-256' }] as const;

/** The key of this database, made when there is none; null where the browser cannot sign at all. */
export async function signingKey(db: Ledger, subtle: SubtleCrypto | undefined): Promise<SigningKeyRow | null> {
	const kept = await db.keys.get('signing');
	if (kept || !subtle) return kept ?? null;
	const made = await makeKey(subtle);
	if (!made) return null;
	// Another tab may have been faster: its key counts.
	return db.transaction('rw', db.keys, async () => {
		const first = await db.keys.get('signing');
		if (!first) await db.keys.put(made);
		return first ?? made;
	});
}

async function makeKey(subtle: SubtleCrypto): Promise<SigningKeyRow | null> {
	for (const algorithm of algorithms) {
		try {
			const pair = (await subtle.generateKey(algorithm, false, ['sign', 'verify'])) as CryptoKeyPair;
			const publicKey = bytesToBase64url(new Uint8Array(await subtle.exportKey('spki', pair.publicKey)));
			return { id: 'signing', pair, publicKey };
		} catch {
			// This browser does not know the algorithm: the next one is older.
		}
	}
	return null;
}

/** @returns base64url */
export async function signText({ pair }: SigningKeyRow, text: string, subtle: SubtleCrypto): Promise<string> {
	const { name } = pair.privateKey.algorithm;
	const algorithm = name === 'ECDSA' ? { name, hash: 'SHA-256' } : { name };
	const signature = await subtle.sign(algorithm, pair.privateKey, new TextEncoder().encode(text));
	return bytesToBase64url(new Uint8Array(signature));
}

/** Whether the server signed this with the Ed25519 key that it names; null where the browser cannot tell. */
export async function isServers(
	{ publicKey, text, signature }: { publicKey: string; text: string; signature: string },
	subtle: SubtleCrypto,
): Promise<boolean | null> {
	try {
		const key = await subtle.importKey('spki', base64urlToBytes(publicKey), { name: 'Ed25519' }, false, ['verify']);
		return await subtle.verify({ name: 'Ed25519' }, key, base64urlToBytes(signature), new TextEncoder().encode(text));
	} catch {
		return null;
	}
}

/** Whether a device's key, of either sort, signed this; null where the browser cannot tell. */
export async function isDevices(
	{ publicKey, text, signature }: { publicKey: string; text: string; signature: string },
	subtle: SubtleCrypto,
): Promise<boolean | null> {
	const spki = base64urlToBytes(publicKey);
	const [key, sign] =
		spki.length < ecdsaBytes
			? [{ name: 'Ed25519' }, { name: 'Ed25519' }]
			: [
					{ name: 'ECDSA', namedCurve: 'P-256' },
					{ name: 'ECDSA', hash: 'SHA-256' },
				];
	try {
		const imported = await subtle.importKey('spki', spki, key, false, ['verify']);
		return await subtle.verify(sign, imported, base64urlToBytes(signature), new TextEncoder().encode(text));
	} catch {
		// This browser does not know the algorithm, or it is no key: the server will tell.
		return null;
	}
}

/** Of a P-256 key as SubjectPublicKeyInfo; an Ed25519 one has 44. */
const ecdsaBytes = 91;
