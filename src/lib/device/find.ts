/** Finding a household: by door number in any common spelling, by name, by pinyin, or among the recent ones. */
import { createAssembly } from '#lib/registers/directory/assembly.ts';
import { scan, type FoundHome, type Match, type Person } from '#lib/registers/directory/fit.ts';
import { readTyped } from '#lib/registers/directory/typed.ts';
import { isHere } from '#lib/registers/leads.ts';
import type { Ledger, Space } from './database.ts';
import { keptRows, withFolded } from './records.ts';
import type { RecordRow } from './rows.ts';

/** A household; of those who live there the ones that matched stand first. */
export interface Found extends Omit<FoundHome, 'order'> {
	/** The resident that matched, when it was a person. */
	readonly resident?: string;
}

/** Best match first, then in walking order. Nothing typed finds nothing: show `recentHouseholds`. */
export async function findHouseholds({ db, directory }: Space, text: string, limit: number): Promise<Found[]> {
	const matches = directory.search(text, limit) ?? (await scanRows(db, text, limit));
	return matches.map(foundOf);
}

/** Looks at all rows: slow where there are many, and right from the first moment. */
async function scanRows(db: Ledger, text: string, limit: number): Promise<Match[]> {
	const typed = readTyped(text);
	if (!typed) return [];
	const rows = await Promise.all(['household', 'resident'].map((kind) => ofKind(db, kind).toArray()));
	const assembly = createAssembly();
	for (const row of rows.flat()) assembly.add(row);
	return scan(assembly.homes(), typed, limit);
}

function foundOf({ home, person }: Pick<Match, 'home' | 'person'>): Found {
	const isMeant = (one: Person) => Number(one.id === person?.id);
	return { ...home, people: home.people.toSorted((a, b) => isMeant(b) - isMeant(a)), resident: person?.id };
}

/** Places (shops, stairwells, routes, …) whose name or address holds the text; all when nothing is typed. */
export async function findPlaces({ db }: Space, text: string, limit: number, sort?: string): Promise<RecordRow[]> {
	const typed = text.trim().toLowerCase();
	const holds = (value: unknown) => typeof value === 'string' && value.toLowerCase().includes(typed);
	return ofKind(db, 'place')
		.filter(
			(row) => isHere(row) && (!sort || row.body.sort === sort) && (holds(row.body.name) || holds(row.body.address)),
		)
		.limit(limit)
		.toArray();
}

/** Households that this account recorded something about, latest first. */
export async function recentHouseholds({ db, account }: Space, limit: number): Promise<Found[]> {
	const own = await db.records
		.where('[by+hlc]')
		.between([account, ''], [account, '\uffff'])
		.reverse()
		.filter((row) => row.about !== undefined && !registerKinds.has(row.kind))
		.limit(limit * 5)
		.toArray();
	const subjects = (await db.records.bulkGet([...new Set(own.map((row) => row.about!))])).filter(
		(row) => row !== undefined,
	);
	const ids = [...new Set(subjects.map((row) => (row.kind === 'elder' ? (row.body.household as string) : row.id)))];
	const kept = (await keptRows(db, await db.records.bulkGet(ids))).filter((row) => row !== undefined);
	const doors = await withFolded(
		db,
		kept.map(({ id }) => id),
	);
	const [rows, about] = await Promise.all([
		db.records.bulkGet(doors),
		db.records.where('about').anyOf(doors).toArray(),
	]);
	const assembly = createAssembly();
	for (const row of [...rows, ...about]) if (row) assembly.add(row);
	const homes = new Map(Iterator.from(assembly.homes()).map((home) => [home.id, home]));
	return [...new Set(kept.map(({ id }) => id))]
		.flatMap((id) => homes.get(id) ?? [])
		.slice(0, limit)
		.map((home) => foundOf({ home }));
}

const registerKinds = new Set(['household', 'resident', 'elder', 'place']);

export const ofKind = (db: Ledger, kind: string) =>
	db.records.where('[kind+hlc]').between([kind, ''], [kind, '\uffff']);
