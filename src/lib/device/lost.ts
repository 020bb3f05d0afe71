/**
 * How much was unsent when this phone last looked, kept apart from the database: when the system has cleared that, the
 * person is told what may be gone. Rule D175.
 */
import type { Ledger } from './database.ts';

const keyOf = (account: string): string => `linli-unsent:${account}`;
const lostKeyOf = (account: string): string => `linli-lost:${account}`;

export function noteUnsent(storage: Storage, account: string, acts: number): void {
	if (acts > 0) storage.setItem(keyOf(account), String(acts));
	else storage.removeItem(keyOf(account));
}

export const unsentKnown = (storage: Storage, account: string): number => Number(storage.getItem(keyOf(account)) ?? 0);

/** Acts that were unsent in a database that is gone, told until a person has read it; 0 when nothing is. */
export async function actsLost(storage: Storage, account: string, db: Ledger): Promise<number> {
	const known = unsentKnown(storage, account);
	if (known > 0) {
		const [pages, own] = await Promise.all([db.pages.count(), db.outbox.count()]);
		if (pages + own === 0) {
			storage.setItem(lostKeyOf(account), String(known));
			storage.removeItem(keyOf(account));
		}
	}
	return Number(storage.getItem(lostKeyOf(account)) ?? 0);
}

/** A person has read it. */
export const forgetLost = (storage: Storage, account: string): void => storage.removeItem(lostKeyOf(account));
