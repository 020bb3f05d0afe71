/** Finding one record, and what people call the subject that it is about. */
import { leadsOf } from '#lib/registers/leads.ts';
import type { Household } from '#lib/registers/register.ts';
import type { Ledger } from './database.ts';
import type { RecordRow } from './rows.ts';

/** How many steps from one record to the one it was folded into are followed. */
const stepsFollowed = 8;

/** The records that these were folded into, each in its place; itself when it was not. */
export async function keptRows(
	db: Ledger,
	rows: readonly (RecordRow | undefined)[],
): Promise<(RecordRow | undefined)[]> {
	let kept = [...rows];
	for (let step = 0; step < stepsFollowed; step++) {
		const next = kept.map((row) => (row ? leadsOf(row.body).sameAs : undefined));
		if (next.every((id) => id === undefined)) break;
		const found = await db.records.bulkGet(next.map((id) => id ?? ''));
		kept = kept.map((row, index) => found[index] ?? row);
	}
	return kept;
}

/** All that were folded into these, in any number of steps. */
export async function foldedRows(db: Ledger, ids: readonly string[]): Promise<RecordRow[]> {
	const seen = new Set(ids);
	const all: RecordRow[] = [];
	for (let next = [...seen]; next.length > 0;) {
		const rows = await db.records.where('body.sameAs').anyOf(next).toArray();
		const fresh = rows.filter(({ id, state }) => state !== 'withdrawn' && !seen.has(id));
		for (const row of fresh) seen.add(row.id);
		all.push(...fresh);
		next = fresh.map(({ id }) => id);
	}
	return all;
}

/** These, and all that were folded into them. */
export const withFolded = async (db: Ledger, ids: readonly string[]): Promise<string[]> => [
	...ids,
	...(await foldedRows(db, ids)).map(({ id }) => id),
];

const movedKey = (id: string): string => `moved:${id}`;

/** A record by id; one whose entry had to be written anew is found under its old id too. */
export async function recordRow(db: Ledger, id: string): Promise<RecordRow | undefined> {
	const row = await db.records.get(id);
	if (row) return row;
	const moved = await db.meta.get(movedKey(id));
	return moved ? recordRow(db, moved.value as string) : undefined;
}

/** Leads from an id that a screen may still hold to the one that the record has now. */
export const writeMoved = (db: Ledger, from: string, to: string): PromiseLike<unknown> =>
	db.meta.put({ key: movedKey(from), value: to });

/** What people call a subject: a door and, for a person, the name. Names come from register pages only. */
export interface Called {
	readonly id: string;
	readonly kind: string;
	/** Door label, or the name of a place. */
	readonly label: string;
	/** Residents and elders. */
	readonly name?: string;
	/** The household, where there is one. */
	readonly household?: string;
	readonly caution?: string;
	readonly phone?: string;
}

/** What the subjects with these ids are called; those that are not here are left out. */
export async function calledOf(db: Ledger, ids: readonly (string | undefined)[]): Promise<Map<string, Called>> {
	const rows = await rowsOf(db, ids);
	const elders = rows.filter((row) => row.kind === 'elder');
	const residents = await keptRows(db, await db.records.bulkGet(elders.map((row) => row.about ?? '')));
	// Under the person who stands for him, behind that one's door.
	const personByElder = new Map(elders.map(({ id }, index) => [id, residents[index]]));
	const homeOf = (row: RecordRow) => householdOf(row, personByElder.get(row.id));
	const homes = await rowsOf(db, rows.map(homeOf));
	const homesById = new Map(homes.map((row) => [row.id, row]));
	return new Map(
		rows.map((row) => {
			const home = homeOf(row);
			const person = row.kind === 'resident' ? row : personByElder.get(row.id);
			return [row.id, calledAs(row, person, home, homesById.get(home ?? ''))];
		}),
	);
}

/** Names of residents by id, as far as their registers are here. */
export async function namesOf(db: Ledger, ids: readonly string[]): Promise<Record<string, string>> {
	const people = (await rowsOf(db, ids)).filter((row) => row.kind === 'resident');
	return Object.fromEntries(people.map(({ id, body }) => [id, body.name as string]));
}

/** @param person the one who an elder is; the household that his card names is another when that one was kept of two. */
function householdOf(row: RecordRow, person?: RecordRow): string | undefined {
	if (row.kind === 'household') return row.id;
	if (row.kind === 'elder' && person && person.id !== row.about) return person.about;
	return row.kind === 'elder' ? (row.body.household as string) : row.kind === 'resident' ? row.about : undefined;
}

async function rowsOf(db: Ledger, ids: readonly (string | undefined)[]): Promise<RecordRow[]> {
	const known = [...new Set(ids.filter((id) => id !== undefined))];
	return known.length === 0 ? [] : (await db.records.bulkGet(known)).filter((row) => row !== undefined);
}

function calledAs(
	{ id, kind, body }: RecordRow,
	person: RecordRow | undefined,
	household: string | undefined,
	homeRow: RecordRow | undefined,
): Called {
	if (kind === 'place') return { id, kind, label: body.name as string, phone: body.phone as string | undefined };
	const home = homeRow?.body as Household | undefined;
	return {
		id,
		kind,
		label: home?.label ?? '',
		name: person?.body.name as string | undefined,
		household,
		caution: home?.caution,
		phone: (person?.body.phone as string | undefined) ?? home?.phone,
	};
}
