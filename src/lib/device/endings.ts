/** What this phone has to tell about covers that are over: that pages went and what was handed over with them, until a person has read it. */
import type { Ledger } from './database.ts';

export interface Ending {
	readonly desk: string;
	/** Day on which the pages went from this phone. */
	readonly day: string;
	/** Records that were still unsent then and that the server has taken since. */
	readonly sent: number;
}

const key = 'endings';

export const endings = async (db: Ledger): Promise<readonly Ending[]> =>
	((await db.meta.get(key))?.value as readonly Ending[] | undefined) ?? [];

/** Inside a transaction over `meta`. @param sent how many records more were taken */
export async function noteEnd(db: Ledger, desk: string, day: string, sent = 0): Promise<void> {
	const told = await endings(db);
	const before = told.find((one) => one.desk === desk);
	const others = told.filter((one) => one !== before);
	await db.meta.put({ key, value: [...others, { desk, day: before?.day ?? day, sent: (before?.sent ?? 0) + sent }] });
}

/** Someone has read it, or the grid is held again. */
export async function forgetEnd(db: Ledger, desk: string): Promise<void> {
	await db.transaction('rw', db.meta, async () => {
		const told = await endings(db);
		if (told.some((one) => one.desk === desk))
			await db.meta.put({ key, value: told.filter((one) => one.desk !== desk) });
	});
}

export interface EndingTold extends Ending {
	/** Acts that still wait to be handed over. */
	readonly waiting: number;
	/** Records that were handed over and wait for a supervisor's word. */
	readonly held: number;
}

export async function endingsTold({ db }: { readonly db: Ledger }): Promise<readonly EndingTold[]> {
	const told = await endings(db);
	if (told.length === 0) return [];
	const unsent = await db.outbox.where('state').equals('waiting').toArray();
	const countAt = (desk: string, isHeld: boolean) =>
		new Set(
			unsent
				.filter(({ page, held = false }) => page.startsWith(`${desk}/`) && held === isHeld)
				.map(({ act, record }) => (isHeld ? record : act)),
		).size;
	return told.map((ending) => ({
		...ending,
		waiting: countAt(ending.desk, false),
		held: countAt(ending.desk, true),
	}));
}
