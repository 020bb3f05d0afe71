/** What stands on the notes that are left at doors, as it was last typed on this phone; and what a community is called. */
import type { Space } from './database.ts';

export interface SlipContact {
	readonly community: string;
	/** How the worker is called there. */
	readonly signature: string;
	/** Of the desk; '' when there is none. */
	readonly phone: string;
}

const key = 'slip';
const namesKey = 'names';

/** null until something was typed. */
export const slipContact = async ({ db }: Space): Promise<SlipContact | null> =>
	((await db.meta.get(key))?.value as SlipContact | undefined) ?? null;

export const writeSlipContact = async ({ db }: Space, contact: SlipContact): Promise<void> =>
	void (await db.meta.put({ key, value: contact }));

/** The name of a grid's community as the server last told it; null when it never did. */
export async function communityName({ db }: Space, desk: string | null): Promise<string | null> {
	const names = (await db.meta.get(namesKey))?.value as Readonly<Record<string, string>> | undefined;
	return names?.[desk?.slice(0, 12) ?? ''] ?? null;
}

/** @param names of communities, by code */
export const writeNames = async ({ db }: Pick<Space, 'db'>, names: Readonly<Record<string, string>>): Promise<void> =>
	void (await db.meta.put({ key: namesKey, value: names }));
