/**
 * What lets go of photos when the phone is short of room: those that the server has, the one sent longest ago first.
 * What was not sent stays, whatever the room. Rule D137.
 */
import type { Ledger } from '#lib/device/database.ts';
import type { PhotoRow } from '#lib/device/rows.ts';
import { inState, removePhotos } from './rows.ts';

/** Room that an app's own day of work may need; below it sent photos go. */
export const roomBytes = 200 * 1024 * 1024;
/** Sent photos that are kept for looking at without network, whatever the room. */
export const keptBytes = 300 * 1024 * 1024;

/** As far as the room asks for it. Gives how many bytes it let go of. @param roomLeft null when it is enough, or nobody says */
export async function letGo(db: Ledger, roomLeft: () => Promise<number | null>): Promise<number> {
	const sent = await inState(db, 'sent').toArray();
	const left = await roomLeft();
	const short = left === null ? 0 : roomBytes - left;
	return free(db, sent, Math.max(short, bytesOf(sent) - keptBytes));
}

/** All that the server has. Gives how many bytes it let go of. */
export const freePhotos = async (db: Ledger): Promise<number> =>
	free(db, await inState(db, 'sent').toArray(), Infinity);

export const bytesOf = (rows: readonly PhotoRow[]): number => rows.reduce((sum, { body }) => sum + body.bytes, 0);

async function free(db: Ledger, sent: readonly PhotoRow[], wanted: number): Promise<number> {
	let freed = 0;
	const gone: string[] = [];
	for (const { id, body } of sent) {
		if (freed >= wanted) break;
		freed += body.bytes;
		gone.push(id);
	}
	if (gone.length > 0) await db.transaction('rw', db.photos, db.photoBytes, async () => removePhotos(db, gone));
	return freed;
}
