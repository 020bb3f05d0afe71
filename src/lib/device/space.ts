/**
 * What makes room on the phone, and keeps it: what the system clears is lost, so persistence is asked for. Rules D180–D182.
 */
import { err, ok, type Result } from '#lib/ledger/result.ts';
import { NewerError, reopening, type Ledger } from './database.ts';
import { isFull } from './full.ts';
import type { PackShelf } from './map-pack.ts';
import { inState } from './photos/rows.ts';
import { bytesOf, freePhotos } from './photos/space.ts';

/** Asks the system not to clear what is here; gives what it said. */
export async function askPersistence(storage: StorageManager | undefined = navigator.storage): Promise<boolean> {
	return (await storage?.persist?.()) ?? false;
}

const askedKey = 'linli-persistence-asked';
/** Some browsers put the question to the person: not more often than this. */
const askAgainMs = 7 * 24 * 60 * 60 * 1000;

export interface Asking {
	readonly storage: StorageManager | undefined;
	readonly kept: Pick<Storage, 'getItem' | 'setItem'>;
	readonly now: () => number;
}

/** When there is something to lose: after the first saved record, or once installed. Not again for a week when it was refused. */
export async function askWhenSensible({ storage, kept, now }: Asking): Promise<void> {
	if ((await storage?.persisted?.()) !== false) return;
	const asked = askedAt(kept);
	if (asked !== null && now() - asked < askAgainMs && now() >= asked) return;
	kept.setItem(askedKey, String(now()));
	await askPersistence(storage);
}

/** When the system was asked last, ms; null when never. */
export function askedAt(kept: Pick<Storage, 'getItem'>): number | null {
	const asked = kept.getItem(askedKey);
	return asked === null ? null : Number(asked);
}

/**
 * Writes what a person made; where there is no room for it, once more without the photos that the server has. `full`, or
 * `newer` when another tab runs a later version of the app: nothing was written.
 */
export async function withRoom<Value>(
	db: Ledger,
	write: () => Promise<Value>,
): Promise<Result<Value, 'full' | 'newer'>> {
	const written = async () => {
		try {
			return ok(await write());
		} catch (error) {
			if (isFull(error)) return err('full' as const);
			throw error;
		}
	};
	try {
		const first = await reopening(db, written);
		if (first.ok) return first;
		// What the server has makes way for what nobody has yet.
		const freed = await freePhotos(db).catch(() => 0);
		return freed > 0 ? await reopening(db, written) : first;
	} catch (error) {
		if (error instanceof NewerError) return err('newer');
		throw error;
	}
}

/** Bytes that a person may let go of: photos that the server has, base maps. Entries never. */
export interface Freeable {
	readonly photos: number;
	readonly maps: number;
}

export async function freeable(db: Ledger, shelf: Pick<PackShelf, 'list'>): Promise<Freeable> {
	const [photos, packs] = await Promise.all([
		inState(db, 'sent').toArray(),
		// A browser without a private folder keeps no maps.
		shelf.list().catch(() => []),
	]);
	return { photos: bytesOf(photos), maps: packs.reduce((sum, { have }) => sum + have, 0) };
}

export async function freeMaps(shelf: Pick<PackShelf, 'list' | 'remove'>): Promise<void> {
	for (const { name } of await shelf.list()) await shelf.remove(name);
}
