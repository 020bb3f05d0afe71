/** A phone's space on an IndexedDB in memory: the same code as in a browser, without one. */
import 'fake-indexeddb/auto';
import type { Grant } from '#lib/access/policy.ts';
import { openSpace, type Space } from '#lib/device/database.ts';
import type { SpaceCiphers } from '#lib/device/lock/sealing.ts';
import { createCipher } from '#lib/sealing/cipher.ts';
import { grid, morning } from './entries.ts';

export const worker: Grant = { role: 'worker', desk: grid, books: ['field', 'care'] };

let spaces = 0;

/** The same keys for all tabs of a test. */
export function testCiphers(): SpaceCiphers {
	const [rows, outbox, drafts] = [1, 2, 3].map((byte) => createCipher(new Uint8Array(32).fill(byte)));
	return { rows: rows!, outbox: outbox!, drafts: drafts! };
}

/** Another tab of the same phone when given an account. */
export function openTestSpace(
	account = `grid${String(++spaces).padStart(2, '0')}`,
	given: Partial<Space> = {},
): Space & { clock: { ms: number } } {
	const clock = { ms: morning };
	const space = openSpace(account, {
		device: `device-${account}`,
		grants: () => [worker],
		now: () => clock.ms,
		// The tests of the device run a second time in a locked space: see vitest.config.ts.
		ciphers: process.env.SEALED ? testCiphers() : null,
		...given,
	});
	return { ...space, clock };
}
