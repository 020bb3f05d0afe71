/** The server's own hand: one Ed25519 key for each data folder, made at the first start. */
import {
	createPrivateKey,
	createPublicKey,
	generateKeyPairSync,
	hash,
	sign,
	verify,
	type KeyObject,
} from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { Sha256 } from '#lib/proof/chain.ts';

export interface Signer {
	/** SubjectPublicKeyInfo in base64url. */
	readonly publicKey: string;
	/** Signature in base64url. */
	readonly sign: (text: string) => string;
}

export const sha256: Sha256 = (text) => hash('sha256', text, 'hex');

export function createSigner(key: KeyObject = generateKeyPairSync('ed25519').privateKey): Signer {
	const publicKey = createPublicKey(key).export({ type: 'spki', format: 'der' }).toString('base64url');
	return { publicKey, sign: (text) => sign(null, Buffer.from(text), key).toString('base64url') };
}

export interface KeyOfFolder extends Signer {
	/** Whether what the ledger held before it had proofs was taken over already. */
	readonly isSettled: () => boolean;
	/** That is so from now on. @throws when it cannot be written. */
	readonly settle: () => void;
}

/** Beside the key, and outside of it: whoever can write there can sign. */
const settledLine = '# What was here before this key is receipted; nothing is receipted afterwards.';

/** @param file made when missing, for its owner alone. @throws when it cannot be read or made. */
export function openSigner(file: string): KeyOfFolder {
	const fresh = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' });
	try {
		writeFileSync(file, fresh, { flag: 'wx', mode: 0o600, flush: true });
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
	}
	const text = () => readFileSync(file, 'utf8');
	return {
		...createSigner(createPrivateKey(text())),
		isSettled: () => text().startsWith(settledLine),
		settle: () => {
			writeFileSync(`${file}.new`, `${settledLine}\n${text()}`, { mode: 0o600, flush: true });
			renameSync(`${file}.new`, file);
		},
	};
}

/** Whether text was signed by the holder of an Ed25519 or a P-256 key. A key or signature that is none signs nothing. */
export function isSignedBy(publicKey: string, text: string, signature: string): boolean {
	try {
		const key = createPublicKey({ key: Buffer.from(publicKey, 'base64url'), format: 'der', type: 'spki' });
		const bytes = Buffer.from(signature, 'base64url');
		if (key.asymmetricKeyType === 'ed25519') return verify(null, Buffer.from(text), key, bytes);
		const isP256 = key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === 'prime256v1';
		return isP256 && verify('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }, bytes);
	} catch {
		// Bytes that are no key or no signature.
		return false;
	}
}
