/**
 * A half-filled form outlives a lock, a closed tab and a phone that ran out of memory. Kept on this phone per account,
 * form and subject; gone once it is saved, and after half a day.
 */
import type { Body } from '#lib/ledger/entry.ts';

const keptMs = 12 * 60 * 60 * 1000;
const prefix = 'linli-half';

export const halfFilledKey = (account: string, form: string, subject: string | null): string =>
	[prefix, account, form, subject ?? ''].join(':');

export function readHalfFilled(storage: Storage, key: string, nowMs: number): Body | null {
	const text = storage.getItem(key);
	if (!text) return null;
	try {
		const { at, body } = JSON.parse(text) as { at: number; body: Body };
		if (nowMs - at < keptMs) return body;
	} catch {
		// Written by another version or damaged: as good as nothing begun.
	}
	storage.removeItem(key);
	return null;
}

export function writeHalfFilled(storage: Storage, key: string, body: Body | null, nowMs: number): void {
	try {
		if (body) storage.setItem(key, JSON.stringify({ at: nowMs, body }));
		else storage.removeItem(key);
	} catch {
		// No room: the form still stands on the screen, only a restart would lose it.
	}
}
