/** A phone's space on an IndexedDB in memory: the same code as in a browser, without one. */
import 'fake-indexeddb/auto';
import type { Grant } from '#lib/access/policy.ts';
import { openSpace, type Space } from '#lib/device/database.ts';
import { grid, morning } from './entries.ts';

export const worker: Grant = { role: 'worker', desk: grid, books: ['field', 'care'] };

let spaces = 0;

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
		...given,
	});
	return { ...space, clock };
}
