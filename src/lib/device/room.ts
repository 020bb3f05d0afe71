/** How much room is left on the phone, also where the browser does not say. Rules D137, D181. */
import { isFull } from './full.ts';
import { roomBytes } from './photos/space.ts';

export interface Room {
	/** Bytes; null when the browser does not say. */
	readonly used: number | null;
	readonly quota: number | null;
	/** null as well when what it says is not measured. */
	readonly left: number | null;
	/** The system may not clear it under pressure. */
	readonly persistent: boolean;
	/** `low`: photos that were sent begin to go by themselves. `short`: saving may fail soon. */
	readonly level: 'ok' | 'low' | 'short';
}

/** Below so much left it is short; it is low as soon as photos that were sent go. */
export const shortBytes = 50 * 1024 * 1024;

export async function room(storage: StorageManager | undefined = navigator.storage): Promise<Room> {
	const { found, ...told } = await look(storage);
	return { ...told, persistent: (await storage?.persisted?.()) ?? false, level: levelOf(found) };
}

/** Bytes that are left, for what makes room by itself; null when it is enough, or cannot be found out. */
export async function roomLeft(storage: StorageManager | undefined = navigator.storage): Promise<number | null> {
	return (await look(storage)).found;
}

/** `found`: what is left as far as anybody can tell. */
async function look(storage: StorageManager | undefined) {
	const { usage: used = null, quota = null } = (await storage?.estimate?.()) ?? {};
	const told = used === null || quota === null ? null : Math.max(0, quota - used);
	return told !== null && isArtificial(told)
		? { used, quota, left: null, found: await granted(storage!) }
		: { used, quota, left: told, found: told };
}

/**
 * So that nobody is known by the size of his disk, Chromium since 138 tells every site the same: what it uses and whole
 * GiB on top, however full the phone is. What it grants is another figure.
 */
const isArtificial = (left: number): boolean => left > 0 && left % 1024 ** 3 === 0;

function levelOf(left: number | null): Room['level'] {
	// A browser that does not say, and grants it, has room until it says otherwise.
	if (left === null || left >= roomBytes) return 'ok';
	return left < shortBytes ? 'short' : 'low';
}

/** Most first: where there is room, one question is all. */
const steps = [roomBytes, 3 * shortBytes, 2 * shortBytes, shortBytes];

/** How much the browser would grant, in steps; null when it is enough, or it keeps no files. */
async function granted(storage: StorageManager): Promise<number | null> {
	const folder = await storage.getDirectory?.().catch(() => null);
	if (!folder) return null;
	for (const bytes of steps) if (await wouldGrant(folder, bytes)) return bytes === roomBytes ? null : bytes;
	return 0;
}

/** A file is said to be so long and let go of before a byte is written: that costs milliseconds and no room. */
async function wouldGrant(folder: FileSystemDirectoryHandle, bytes: number): Promise<boolean> {
	try {
		const file = await folder.getFileHandle(probe, { create: true });
		const writable = await file.createWritable();
		try {
			await writable.truncate(bytes);
		} finally {
			// After a refusal it is closed already.
			await writable.abort().catch(() => {});
		}
		return true;
	} catch (error) {
		return !isFull(error);
	} finally {
		await folder.removeEntry(probe).catch(() => {});
	}
}

const probe = 'room';
