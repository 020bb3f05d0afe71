/** An account begins anew on this phone, on a person's word: its database goes, its device's name stays. Rule D174. */
import Dexie from 'dexie';
import { databaseName } from './database.ts';
import { noteUnsent } from './lost.ts';

/** Half-filled forms stay: they do not lie in the database. */
export async function startAfresh(account: string, storage: Storage): Promise<void> {
	await Dexie.delete(databaseName(account));
	noteUnsent(storage, account, 0);
}
