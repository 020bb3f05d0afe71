/** The unsent photos and voice notes that go along in a parcel, each closed by itself. Rule HO11. */
import type { Space } from '#lib/device/database.ts';
import { dueAmong, inState } from '#lib/device/photos/rows.ts';
import type { PhotoRow } from '#lib/device/rows.ts';
import { closedBytes, photoPlace, photosLimit, photosMost, photoToBytes } from '#lib/parcel/photo.ts';
import type { Cipher } from '#lib/sealing/cipher.ts';
import { givenLast } from './given.ts';

type Bytes = Uint8Array<ArrayBuffer>;

export interface Going {
	readonly rows: readonly PhotoRow[];
	/** How many did not fit. */
	readonly left: number;
}

/** Those that lie here, and whose entries the server has or that are `along`: others would find nothing there. */
export async function photosToCarry({ db }: Pick<Space, 'db'>, along: ReadonlySet<string>): Promise<Going> {
	const [waiting, here] = await Promise.all([
		inState(db, 'waiting').toArray(),
		db.photoBytes.toCollection().primaryKeys(),
	]);
	const lyingHere = new Set(here);
	const due = await dueAmong(
		db,
		waiting.filter(({ id }) => lyingHere.has(id)),
		along,
	);
	const sorted = givenLast(due);
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
): Promise<Bytes[]> {
	const closed: Bytes[] = [];
	for (const { id, entry } of rows) {
		const kept = await db.photoBytes.get(id);
		// Erased in this moment.
		if (!kept) continue;
		closed.push(cipher.seal(photoToBytes(entry!, kept.bytes), photoPlace(whose)) as Bytes);
		onclosed(closed.length);
	}
	return closed;
}
