/** What was sent while the space was locked, settled once it is open. Rule K13. */
import type { Space } from '#lib/device/database.ts';
import { readLock } from '#lib/device/lock/vault.ts';
import { receive, refuse } from './receipts.ts';

/** With the key in hand again: what the server took is received, what it did not take stands in 未收下 or is repaired. */
export async function settleCarried(space: Space): Promise<void> {
	const db = space.downloads;
	// Which of them lie there is asked again by whoever sends photos.
	await db.lock.delete('carriedPhotos');
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
