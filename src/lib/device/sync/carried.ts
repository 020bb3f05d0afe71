/** What was sent, and what was let go of, while the space was locked, settled once it is open. Rules K13, K14. */
import { tellErased } from '#lib/device/erased-told.ts';
import type { Space } from '#lib/device/database.ts';
import { readLock } from '#lib/device/lock/vault.ts';
import { project } from '#lib/device/project.ts';
import { syncTables, textsToEntries } from './copies.ts';
import { receive, refuse } from './receipts.ts';

/** With the key in hand again: what the server took is received, what it did not take stands in 未收下 or is repaired. */
export async function settleCarried(space: Space): Promise<void> {
	const db = space.downloads;
	// Which of them lie there is asked again by whoever sends photos.
	await db.lock.delete('carriedPhotos');
	await settleErased(space);
	const carried = await readLock(db, 'carried');
	if (!carried) return;
	await receive(db, carried.accepted);
	for (const [page, refused] of Map.groupBy(carried.refused, (one) => one.page))
		await refuse(
			space,
			page,
			refused.map(({ id, code }) => ({ id, code })),
		);
	await db.lock.delete('carried');
}

/** Records that went as a whole come back with their pages; own work on them that is here still waits for them. */
async function settleErased({ downloads: db }: Space): Promise<void> {
	await db.lock.delete('erasedAfter');
	const told = await readLock(db, 'erasedTold');
	if (!told) return;
	await db.transaction('rw', [...syncTables(db), db.lock], async () => {
		const own = (await db.outbox.toArray()).filter(({ record }) => told.records.includes(record));
		for (const [page, rows] of Map.groupBy(own, (row) => row.page))
			await project(db, page, textsToEntries(rows.map(({ text }) => text)));
		await tellErased(db, told);
		await db.lock.delete('erasedTold');
	});
}
