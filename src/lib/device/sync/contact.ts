/** What the server's answers say besides their content: what time it is there, and when it was last heard of. Rule D2. */
import { readClock, writeClock } from '#lib/device/clock.ts';
import type { Space } from '#lib/device/database.ts';

export interface Contact {
	/** The clock is another than this phone believes, by more than the way there and back explains. @param offset ms, server's minus phone's */
	readonly isOff: (offset: number) => Promise<boolean>;
	readonly noteTime: (serverTime: number, offset: number) => Promise<void>;
	readonly note: () => Promise<void>;
}

/** It is written down no more often than this. */
const contactMs = 15_000;
const wayMs = 5000;

export function createContact({ downloads: db, now }: Space): Contact {
	let notedAt = 0;
	return {
		isOff: async (offset) => Math.abs(offset - (await readClock(db)).offset) > wayMs,
		noteTime: (serverTime, offset) =>
			db.transaction('rw', db.meta, async () => {
				const clock = await readClock(db);
				// The server's last word, also when it is earlier than the one before: then that clock had been wrong.
				await writeClock(db, { ...clock, offset, contact: serverTime });
			}),
		note: async () => {
			const at = now();
			if (at - notedAt < contactMs && at >= notedAt) return;
			notedAt = at;
			await db.meta.put({ key: 'contact', value: at });
		},
	};
}
