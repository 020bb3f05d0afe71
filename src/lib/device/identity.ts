/** Who uses this phone: kept in localStorage, so that the first paint need not wait for a database. No secret is here. */
import type { Grant } from '#lib/access/policy.ts';

export interface Identity {
	readonly account: string;
	readonly name: string;
	readonly grants: readonly Grant[];
	readonly device: string;
	readonly demo: boolean;
	/** Signed in with a password for one time: another is to be chosen first. */
	readonly mustChange?: boolean;
}

export const identityKey = 'linli.identity';
const deviceKey = (account: string): string => `linli.device.${account}`;

export function readIdentity(storage: Storage): Identity | null {
	try {
		return JSON.parse(storage.getItem(identityKey) ?? 'null') as Identity | null;
	} catch {
		// Damaged by hand or by another program: as good as signed out; the account's space is untouched.
		return null;
	}
}

export function writeIdentity(storage: Storage, identity: Identity | null): void {
	if (!identity) return storage.removeItem(identityKey);
	storage.setItem(identityKey, JSON.stringify(identity));
	storage.setItem(deviceKey(identity.account), identity.device);
}

export const readDevice = (storage: Storage, account: string): string | null => storage.getItem(deviceKey(account));
