/** The unsent photos and voice notes that go along in a parcel, each closed by itself. Rules HO7, HO11. */
import type { Space } from '#lib/device/database.ts';
import { dueAmong, inState } from '#lib/device/photos/rows.ts';
import type { PhotoRow } from '#lib/device/rows.ts';
import { closedBytes, photoPlace, photosLimit, photosMost, photoToBytes } from '#lib/parcel/photo.ts';
import type { Cipher } from '#lib/sealing/cipher.ts';

type Bytes = Uint8Array<ArrayBuffer>;

export interface Going {
	readonly rows: readonly PhotoRow[];
	/** How many did not fit. */
	readonly left: number;
}

export interface Closed {
	readonly row: PhotoRow;
	readonly bytes: Bytes;
}

/** Those whose entries the server has or that are `along`: others would find nothing there. First what nobody was given yet. */
export async function photosToCarry({ db }: Pick<Space, 'db'>, along: ReadonlySet<string>): Promise<Going> {
	const due = await dueAmong(db, await inState(db, 'waiting').toArray(), along);
	const sorted = [...due.filter(({ given }) => given === undefined), ...due.filter(({ given }) => given !== undefined)];
	const rows: PhotoRow[] = [];
	let bytes = 0;
	for (const row of sorted) {
		bytes += row.body.bytes + closedBytes;
		if (bytes > photosLimit || rows.length === photosMost) break;
		rows.push(row);
	}
	return { rows, left: sorted.length - rows.length };
}

/** One after the other: a cheap phone holds the closed ones and one open. @param onclosed how many are done */
export async function closePhotos(
	{ db }: Pick<Space, 'db'>,
	rows: readonly PhotoRow[],
	{ cipher, whose }: { readonly cipher: Cipher; readonly whose: Pick<Space, 'account' | 'device'> },
	onclosed: (count: number) => void,
): Promise<Closed[]> {
	const closed: Closed[] = [];
	for (const row of rows) {
		const kept = await db.photoBytes.get(row.id);
		if (!kept) continue;
		const bytes = cipher.seal(photoToBytes(row.entry!, kept.bytes), photoPlace(whose)) as Bytes;
		closed.push({ row, bytes });
		onclosed(closed.length);
	}
	return closed;
}

export const notePhotosGiven = ({ db, now }: Pick<Space, 'db' | 'now'>, rows: readonly PhotoRow[]): Promise<void> =>
	db.transaction('rw', db.photos, async () => {
		const still = await db.photos.bulkGet(rows.map(({ id }) => id));
		const waiting = still.filter((row): row is PhotoRow => row?.state === 'waiting');
		await db.photos.bulkPut(waiting.map((row) => ({ ...row, given: now() })));
	});
