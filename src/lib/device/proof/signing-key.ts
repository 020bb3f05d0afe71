/**
 * The key with which this phone signs what it wrote. It is made here, cannot be read out, and is this device's for ever:
 * Ed25519, or ECDSA over P-256 where the browser lacks that. Rule D90.
 */
import type { Ledger } from '#lib/device/database.ts';
import { base64urlToBytes, bytesToBase64url } from './base64url.ts';
import type { SigningKeyRow } from './proof-rows.ts';

const ed25519 = { name: 'Ed25519' } as const;
const ecdsa = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const signingWith = (name: string) => (name === ecdsa.name ? { name, hash: 'SHA-256' } : { name });

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
	for (const algorithm of [ed25519, ecdsa]) {
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
	const algorithm = signingWith(pair.privateKey.algorithm.name);
	const signature = await subtle.sign(algorithm, pair.privateKey, new TextEncoder().encode(text));
	return bytesToBase64url(new Uint8Array(signature));
}

export interface Signed {
	/** SubjectPublicKeyInfo, base64url. */
	readonly publicKey: string;
	readonly text: string;
	/** base64url */
	readonly signature: string;
}

/** Whether the server signed this with the Ed25519 key that it names; null where the browser cannot tell. */
export const isServers = (signed: Signed, subtle: SubtleCrypto): Promise<boolean | null> =>
	isSigned(signed, () => ed25519, subtle);

/** Whether a device's key, of either sort, signed this; null where the browser cannot tell. */
export const isDevices = (signed: Signed, subtle: SubtleCrypto): Promise<boolean | null> =>
	isSigned(signed, (spkiBytes) => (spkiBytes < ecdsaBytes ? ed25519 : ecdsa), subtle);

/** Of a P-256 key as SubjectPublicKeyInfo; an Ed25519 one has 44. */
const ecdsaBytes = 91;

async function isSigned(
	{ publicKey, text, signature }: Signed,
	algorithmFor: (spkiBytes: number) => typeof ed25519 | typeof ecdsa,
	subtle: SubtleCrypto,
): Promise<boolean | null> {
	try {
		const spki = base64urlToBytes(publicKey);
		const algorithm = algorithmFor(spki.length);
		const key = await subtle.importKey('spki', spki, algorithm, false, ['verify']);
		const bytes = new TextEncoder().encode(text);
		return await subtle.verify(signingWith(algorithm.name), key, base64urlToBytes(signature), bytes);
	} catch {
		// This browser does not know the algorithm, or it is no key: somebody else will tell.
		return null;
	}
}
