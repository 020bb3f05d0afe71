/** What the server's answers say besides their content: what time it is there, and when it was last heard of. Rule D2. */
import { readClock, writeClock } from '#lib/device/clock.ts';
import type { Space } from '#lib/device/database.ts';

export interface Contact {
	/** @param midway by this phone's clock, between question and answer */
	readonly noteTime: (serverTime: number, midway: number) => Promise<void>;
	readonly note: () => Promise<void>;
}

/** It is written down no more often than this. */
const contactMs = 15_000;

export function createContact({ downloads: db, now }: Space): Contact {
	let notedAt = 0;
	return {
		noteTime: (serverTime, midway) =>
			db.transaction('rw', db.meta, async () => {
				const clock = await readClock(db);
				// The server's last word, also when it is earlier than the one before: then that clock had been wrong.
				await writeClock(db, { ...clock, offset: Math.round(serverTime - midway), contact: serverTime });
			}),
		note: async () => {
			const at = now();
			if (at - notedAt < contactMs && at >= notedAt) return;
			notedAt = at;
			await db.meta.put({ key: 'contact', value: at });
		},
	};
}
