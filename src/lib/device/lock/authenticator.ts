/**
 * The phone's own fingerprint or face as a way to the key, by WebAuthn's `prf`: the authenticator gives, to whoever
 * shows the right finger, 32 secret bytes that belong to a salt. Nobody is signed in by it and the server hears nothing
 * of it. Rules K22–K24.
 */
import { err, ok, type Result } from '#lib/ledger/result.ts';
import { bytesToBase64url } from '#lib/device/proof/base64url.ts';
import type { Key } from './keys.ts';

/** Which secret: the credential in the authenticator, and the salt that was given to it. */
export interface Finger {
	readonly id: Uint8Array;
	readonly salt: Uint8Array;
}

/** `dismissed`: the person, or the phone, has called it off; `unable`: it has no `prf`. */
export type FingerFault = 'dismissed' | 'unable';

const saltBytes = 32;
const random = (bytes: number): Key => crypto.getRandomValues(new Uint8Array(bytes));
/** A credential belongs to a domain; an address made of numbers is none. */
const isDomain = (host: string): boolean => !/^[\d.]+$|:/.test(host);

/** Whether this browser on this phone may have it: how it answers is known only once it was asked. */
export async function mayHaveFinger(): Promise<boolean> {
	if (typeof PublicKeyCredential === 'undefined' || !isDomain(location.hostname)) return false;
	if (!(await PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable())) return false;
	// Browsers that cannot tell are asked for it; some of them have it.
	const told = await (
		PublicKeyCredential.getClientCapabilities as (() => Promise<Record<string, boolean>>) | undefined
	)?.call(PublicKeyCredential);
	return told?.['extension:prf'] !== false;
}

/** Makes one, with what it gives. Asks the person for it, once or twice. */
export async function makeFinger(
	account: string,
	name: string,
): Promise<Result<{ readonly finger: Finger; readonly secret: Key }, FingerFault>> {
	const salt = random(saltBytes);
	const made = await asked(() =>
		navigator.credentials.create({
			publicKey: {
				rp: { name: '邻里' },
				user: { id: random(16), name: account, displayName: name },
				challenge: random(32),
				pubKeyCredParams: [
					{ type: 'public-key', alg: -7 },
					{ type: 'public-key', alg: -257 },
				],
				authenticatorSelection: {
					authenticatorAttachment: 'platform',
					// Android gives `prf` to those alone that it lists as passkeys.
					residentKey: 'required',
					userVerification: 'required',
				},
				extensions: { prf: { eval: { first: salt } } },
			},
		}),
	);
	if (!made.ok) return made;
	const finger = { id: new Uint8Array(made.value.rawId), salt };
	const { prf } = made.value.getClientExtensionResults();
	// Some give it with the making already; the others when they are asked.
	const secret = prf?.results ? secretOf(prf) : prf?.enabled ? await askFinger(finger) : err('unable' as const);
	if (secret.ok) return ok({ finger, secret: secret.value });
	await forgetFinger(finger);
	return secret;
}

/** The secret; asks the person for the finger. */
export async function askFinger({ id, salt }: Finger): Promise<Result<Key, FingerFault>> {
	const given = await asked(() =>
		navigator.credentials.get({
			publicKey: {
				challenge: random(32),
				allowCredentials: [{ type: 'public-key', id: bytesOf(id), transports: ['internal'] }],
				userVerification: 'required',
				extensions: { prf: { eval: { first: bytesOf(salt) } } },
			},
		}),
	);
	return given.ok ? secretOf(given.value.getClientExtensionResults().prf) : given;
}

/** Asks the authenticator to drop it, where the browser can ask for that; it opens nothing here any more in any case. */
export async function forgetFinger({ id }: Finger): Promise<void> {
	if (typeof PublicKeyCredential === 'undefined' || !('signalUnknownCredential' in PublicKeyCredential)) return;
	const credentialId = bytesToBase64url(id);
	await PublicKeyCredential.signalUnknownCredential({ rpId: location.hostname, credentialId }).catch(() => undefined);
}

async function asked(ask: () => Promise<Credential | null>): Promise<Result<PublicKeyCredential, FingerFault>> {
	try {
		const given = await ask();
		return given ? ok(given as PublicKeyCredential) : err('dismissed');
	} catch (error) {
		// Called off, timed out, no such finger, and a credential that is gone all look the same, on purpose.
		return err(error instanceof DOMException && error.name === 'NotAllowedError' ? 'dismissed' : 'unable');
	}
}

function secretOf(prf: AuthenticationExtensionsPRFOutputs | undefined): Result<Key, FingerFault> {
	const first = prf?.results?.first;
	if (!first) return err('unable');
	return ok(
		ArrayBuffer.isView(first)
			? new Uint8Array(first.buffer as ArrayBuffer, first.byteOffset, first.byteLength)
			: new Uint8Array(first),
	);
}

const bytesOf = (bytes: Uint8Array): Key => bytes as Key;
