/**
 * What this phone showed of people, as well as a phone can know it: a small log that goes to the server at the next
 * contact. Never an entry of the ledger, never in the way of a tap. Rules D120–D123.
 */
import { correctedNow } from './clock.ts';
import type { Ledger, Space } from './database.ts';
import type { Read, ReadAct, Remote } from './remote.ts';

export type { Read, ReadAct } from './remote.ts';

/** The oldest go first when it is full: a phone that stays away for weeks still has room for work. */
export const readsKept = 2000;
/** At once, as the server takes them. */
export const readsAtOnce = 200;
const hourMs = 3_600_000;
const key = 'reads';

const readsOf = async (db: Ledger): Promise<readonly Read[]> =>
	((await db.meta.get(key))?.value as readonly Read[] | undefined) ?? [];

/** Once for each act, subject and hour. A full disk or a locked space costs the line, and nothing else. */
export async function noteRead(space: Space, act: ReadAct, subject: string): Promise<void> {
	const { downloads: db } = space;
	try {
		const at = await correctedNow(db, space.now());
		await db.transaction('rw', db.meta, async () => {
			const reads = await readsOf(db);
			const hour = Math.floor(at / hourMs);
			const isKnown = (read: Read) =>
				read.act === act && read.subject === subject && Math.floor(read.at / hourMs) === hour;
			if (reads.some(isKnown)) return;
			const read: Read = { id: space.newId(), act, subject, at };
			await db.meta.put({ key, value: [...reads, read].slice(-readsKept) });
		});
	} catch (error) {
		// The person goes on: what was shown is shown.
		console.error('reads', error);
	}
}

/** Sends what is there and lets go of what the server has. It may be sent twice, and counts once. */
export async function sendReads({ downloads: db }: Pick<Space, 'downloads'>, remote: Remote): Promise<void> {
	for (;;) {
		const reads = (await readsOf(db)).slice(0, readsAtOnce);
		if (reads.length === 0) return;
		const answer = await remote.reads(reads);
		// An older server does not know the address; what it cannot take at all is not asked again for ever.
		if (!answer.ok && answer.error.status !== 400) return;
		const sent = new Set(reads.map(({ id }) => id));
		await db.transaction('rw', db.meta, async () => {
			const left = (await readsOf(db)).filter(({ id }) => !sent.has(id));
			await db.meta.put({ key, value: left });
		});
	}
}
