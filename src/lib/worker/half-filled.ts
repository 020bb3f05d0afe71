/**
 * A half-filled form outlives a lock, a closed tab and a phone that ran out of memory. Kept on this phone per account,
 * form and subject, sealed where there is a PIN; gone once it is saved, and after half a day.
 */
import type { Space } from '#lib/device/database.ts';
import { halfFilledKeys, halfFilledMs } from '#lib/device/half-filled-keys.ts';
import type { Body } from '#lib/ledger/entry.ts';
import { base64ToBytes, bytesToBase64, openText, type Cipher } from '#lib/sealing/cipher.ts';

export { halfFilledKey } from '#lib/device/half-filled-keys.ts';

/** Where half-filled forms lie. */
export interface Drafts {
	readonly storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
	/** null where no PIN is set. */
	readonly cipher: Cipher | null;
}

/** What a sealed one begins with; JSON never does. */
const sealedSign = 'sealed:';

export function readHalfFilled({ storage, cipher }: Drafts, key: string, nowMs: number): Body | null {
	const text = storage.getItem(key);
	if (!text) return null;
	try {
		const { at, body } = JSON.parse(opened(text, key, cipher)) as { at: number; body: Body };
		if (nowMs - at < halfFilledMs) return body;
	} catch {
		// Written by another version, damaged, or sealed under a key that is no more: as good as nothing begun.
	}
	storage.removeItem(key);
	return null;
}

export function writeHalfFilled({ storage, cipher }: Drafts, key: string, body: Body | null, nowMs: number): void {
	try {
		if (body) storage.setItem(key, sealed(JSON.stringify({ at: nowMs, body }), key, cipher));
		else storage.removeItem(key);
	} catch {
		// No room: the form still stands on the screen, only a restart would lose it.
	}
}

export interface Keeping {
	/** What was begun before and not saved. */
	readonly begun: Body | null;
	/** The first call tells what an untouched form holds: nothing is kept until a person has changed something. */
	readonly keep: (body: Body) => void;
	/** Saved, or begun anew. */
	readonly forget: () => void;
}

/** One form's place among the half-filled ones. */
export function createKeeping(drafts: Drafts, key: string, now: () => number): Keeping {
	let untouched: string | undefined;
	return {
		begun: readHalfFilled(drafts, key, now()),
		keep: (body) => {
			const text = JSON.stringify(body);
			untouched ??= text;
			if (text !== untouched) writeHalfFilled(drafts, key, body, now());
		},
		forget: () => writeHalfFilled(drafts, key, null, now()),
	};
}

/** What was begun before a PIN was set. */
export function sealHalfFilled(storage: Storage, { account, ciphers }: Pick<Space, 'account' | 'ciphers'>): void {
	for (const { key } of halfFilledKeys(storage, account)) {
		const text = storage.getItem(key);
		if (text && !text.startsWith(sealedSign)) storage.setItem(key, sealed(text, key, ciphers?.drafts ?? null));
	}
}

function sealed(text: string, key: string, cipher: Cipher | null): string {
	if (!cipher) return text;
	return sealedSign + bytesToBase64(cipher.seal(new TextEncoder().encode(text), key));
}

/** @throws when it cannot be opened. */
function opened(text: string, key: string, cipher: Cipher | null): string {
	if (!text.startsWith(sealedSign)) return text;
	if (!cipher) throw new Error('sealed');
	return openText(cipher, base64ToBytes(text.slice(sealedSign.length)), key);
}
