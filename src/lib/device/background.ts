/**
 * What goes out while no tab of the app is open, by the service worker: parcels that are carried for others, and own
 * entries and photos of locked spaces, as they lie there sealed (lock/courier.ts, photos/sealed.ts). It opens nothing and
 * reads nothing. Rule D183.
 */
import Dexie from 'dexie';
import { carriedName } from './carry/carried.ts';
import { deliverAll } from './carry/deliver.ts';
import type { Ledger } from './database.ts';
import { carry } from './lock/courier.ts';
import { carryAll } from './photos/sealed.ts';
import type { Remote } from './remote.ts';

/** False when something is left that another try may send. */
export async function sendInBackground(
	remote: Pick<Remote, 'carried' | 'carriedPhoto' | 'postSealed' | 'postSealedPhoto'>,
	now: () => number,
): Promise<boolean> {
	let isDone = (await deliverAll(remote, now)) === 'nothing';
	for (const name of await Dexie.getDatabaseNames()) {
		if (!name.startsWith('linli-') || name === carriedName) continue;
		// As it lies there, whatever its version.
		const db = new Dexie(name);
		try {
			await db.open();
			const has = new Set(db.tables.map((table) => table.name));
			if (!has.has('outbox') || !has.has('lock')) continue;
			const tables = Object.fromEntries(db.tables.map((table) => [table.name, table]));
			const raw = { ...tables, transaction: db.transaction.bind(db) } as unknown as Ledger;
			const outcome = has.has('photoBytes') ? await carryAll(raw, remote) : await carry(raw, remote);
			if (outcome === 'later') isDone = false;
		} catch (error) {
			// A database in trouble is told of when the app is opened; the others go out all the same.
			console.error('background', name, error);
		} finally {
			db.close();
		}
	}
	return isDone;
}
