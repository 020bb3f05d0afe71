/** The second way to the key: what opens it is kept by the server, which gives it out for the password alone. Rule K6. */
import type { Ledger } from '#lib/device/database.ts';
import type { Remote } from '#lib/device/remote.ts';
import { bytesToBase64 } from '#lib/sealing/cipher.ts';
import { newKey, type Key } from './keys.ts';
import { keepServerWrap, readLock } from './vault.ts';

/** Whether there is a second way now. The server's word comes first: a wrap that nothing opens would only promise. */
export async function deposit(db: Ledger, key: Key, remote: Pick<Remote, 'keepSpaceKey'>): Promise<boolean> {
	if (await readLock(db, 'server')) return true;
	const serverKey = newKey();
	const id = crypto.randomUUID();
	const kept = await remote.keepSpaceKey(id, bytesToBase64(serverKey));
	if (!kept.ok) return false;
	await keepServerWrap(db, key, id, serverKey);
	return true;
}
