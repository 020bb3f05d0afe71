/** Holds every photo that is said to have come against what lies on the disk. Reads only. Rule B9. */
import { join } from 'node:path';
import type { Arrivals } from './arrivals-sqlite.ts';
import { createShelf } from './shelf.ts';

export interface VerifiedPhotos {
	readonly photos: number;
	/** The entry of the first photo whose bytes are missing or others; null when all are there. */
	readonly wrong: string | null;
}

/** @param dataDir folder of the data */
export async function verifyPhotos(dataDir: string, arrivals: Arrivals): Promise<VerifiedPhotos> {
	const shelf = createShelf(join(dataDir, 'photos'), { newId: () => '' });
	let photos = 0;
	for (let after = ''; ;) {
		const some = arrivals.entriesAfter(after, 500);
		if (some.length === 0) return { photos, wrong: null };
		after = some.at(-1)!;
		for (const [entry, { sha256 }] of arrivals.arrived(some)) {
			photos++;
			if (!(await shelf.read(sha256))) return { photos, wrong: entry };
		}
	}
}
