/**
 * A key sealed for the server: whoever holds the server's private key opens it, and nobody else. ECDH on P-256 with a
 * fresh pair for each envelope, HKDF-SHA-256, AES-256-GCM, all by WebCrypto, which browsers and Node share.
 */
const curve = { name: 'ECDH', namedCurve: 'P-256' } as const;
/** Of an uncompressed point. */
const pointBytes = 65;
const ivBytes = 12;

type Bytes = Uint8Array<ArrayBuffer>;
/** As browsers and Node name it alike. */
export type PrivateKey = Awaited<ReturnType<typeof crypto.subtle.importKey>>;

/**
 * @param serverKey the server's public key, an uncompressed point
 * @param whose account and device: opened for others it is damaged
 * @throws when the public key is none.
 */
export async function sealForServer(key: Bytes, serverKey: Bytes, whose: string): Promise<Bytes> {
	const server = await crypto.subtle.importKey('raw', serverKey, curve, false, []);
	const own = await crypto.subtle.generateKey(curve, false, ['deriveBits']);
	const point = new Uint8Array(await crypto.subtle.exportKey('raw', own.publicKey));
	const by = await sharedKey(own.privateKey, server, point);
	const iv = crypto.getRandomValues(new Uint8Array(ivBytes));
	const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: toBytes(whose) }, by, key);
	return new Uint8Array([...point, ...iv, ...new Uint8Array(sealed)]);
}

/** The key in an envelope; null when it was not sealed for this server and these people, or was changed. */
export async function openForServer(envelope: Bytes, privateKey: PrivateKey, whose: string): Promise<Bytes | null> {
	try {
		const point = envelope.slice(0, pointBytes);
		const sender = await crypto.subtle.importKey('raw', point, curve, false, []);
		const by = await sharedKey(privateKey, sender, point);
		const iv = envelope.slice(pointBytes, pointBytes + ivBytes);
		const sealed = envelope.slice(pointBytes + ivBytes);
		return new Uint8Array(
			await crypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData: toBytes(whose) }, by, sealed),
		);
	} catch {
		// No point of the curve, or a tag that does not fit: bytes of strangers are expected here.
		return null;
	}
}

async function sharedKey(own: PrivateKey, theirs: PrivateKey, point: Bytes): Promise<PrivateKey> {
	const shared = await crypto.subtle.deriveBits({ name: 'ECDH', public: theirs }, own, 256);
	const base = await crypto.subtle.importKey('raw', shared, 'HKDF', false, ['deriveKey']);
	const params = { name: 'HKDF', hash: 'SHA-256', salt: point, info: toBytes('linli envelope') };
	return crypto.subtle.deriveKey(params, base, { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
}

/** Whose envelope it is, as both sides say it. */
export const envelopeOf = (account: string, device: string): string => `${account} ${device}`;

const toBytes = (text: string): Bytes => new TextEncoder().encode(text);
