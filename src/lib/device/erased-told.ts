/** What a person is told of an erasure that reached this phone, until it was read. Rule D102. */
import type { Ledger } from './database.ts';
import type { ErasedTold } from './rows.ts';

const key = 'erased-told';
const nothing: ErasedTold = { people: 0, own: 0 };

export const erasedTold = async (db: Ledger): Promise<ErasedTold> =>
	((await db.meta.get(key))?.value as ErasedTold | undefined) ?? nothing;

/** Inside a transaction over `meta`. */
export async function tellErased(db: Ledger, { people, own }: ErasedTold): Promise<void> {
	if (people + own === 0) return;
	const told = await erasedTold(db);
	await db.meta.put({ key, value: { people: told.people + people, own: told.own + own } });
}

export const forgetErasedTold = (db: Ledger): Promise<void> => db.meta.delete(key);
