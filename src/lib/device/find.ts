/** Finding a household: by door number in any common spelling, by name, by pinyin, or among the recent ones. */
import { doorOrder } from '#lib/registers/door.ts';
import { leadsOf } from '#lib/registers/leads.ts';
import type { Household } from '#lib/registers/register.ts';
import type { Ledger, Space } from './database.ts';
import { doorFit, textToDoorParts } from './doors.ts';
import { isHere, keptRows } from './records.ts';
import type { RecordRow } from './rows.ts';

export interface Found {
	/** The household. */
	readonly id: string;
	readonly label: string;
	readonly desk: string;
	readonly row: RecordRow;
	/** Names of those who live there; those that matched first. */
	readonly people: readonly string[];
	/** The resident that matched, when it was a name. */
	readonly resident?: string;
}

/** Best match first, then in walking order. Nothing typed finds nothing: show `recentHouseholds`. */
export async function findHouseholds(space: Space, text: string, limit: number): Promise<Found[]> {
	const typed = text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();
	if (typed === '') return [];
	const [byDoor, byName] = await Promise.all([findByDoor(space.db, typed), findByName(space.db, typed)]);
	return withPeople(space.db, [...byDoor, ...byName], limit);
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
	const homes = await keptRows(db, await db.records.bulkGet(ids));
	const rows = homes.filter((row) => row?.kind === 'household' && isHere(row)) as RecordRow[];
	return withPeople(
		db,
		rows.map((row) => ({ row })),
		limit,
	);
}

const registerKinds = new Set(['household', 'resident', 'elder', 'place']);

export const ofKind = (db: Ledger, kind: string) =>
	db.records.where('[kind+hlc]').between([kind, ''], [kind, '\uffff']);

interface Match {
	readonly row: RecordRow;
	readonly resident?: string;
}

async function findByDoor(db: Ledger, typed: string): Promise<Match[]> {
	const parts = textToDoorParts(typed);
	const fits: { row: RecordRow; fit: number }[] = [];
	await ofKind(db, 'household').each((row) => {
		if (!isHere(row)) return;
		const fit = doorFit(parts, row.body as unknown as Household);
		if (fit !== null) fits.push({ row, fit });
		else if (parts.length === 0 && String(row.body.label).toLowerCase().includes(typed)) fits.push({ row, fit: 20 });
	});
	const order = (row: RecordRow) => doorOrder(row.body as unknown as Household);
	return fits.sort((a, b) => a.fit - b.fit || (order(a.row) < order(b.row) ? -1 : 1)).map(({ row }) => ({ row }));
}

async function findByName(db: Ledger, typed: string): Promise<Match[]> {
	const spelt = typed.replaceAll(/[\s']/g, '');
	const fits: { row: RecordRow; fit: number }[] = [];
	await ofKind(db, 'resident').each((row) => {
		const fit = !isHere(row) ? null : nameFit(typed, spelt, row);
		if (fit !== null) fits.push({ row, fit });
	});
	fits.sort((a, b) => a.fit - b.fit);
	const homes = await keptRows(db, await db.records.bulkGet(fits.map(({ row }) => row.about ?? '')));
	return fits.flatMap(({ row }, index) =>
		homes[index] && isHere(homes[index]) ? [{ row: homes[index], resident: row.id }] : [],
	);
}

function nameFit(typed: string, spelt: string, { body, pinyin }: RecordRow): number | null {
	const name = String(body.name).toLowerCase();
	if (name === typed) return 0;
	if (name.startsWith(typed)) return 1;
	if (name.includes(typed)) return 2;
	if (!pinyin || spelt === '') return null;
	if (pinyin.initials === spelt || pinyin.full === spelt) return 0;
	if (pinyin.initials.startsWith(spelt) || pinyin.full.startsWith(spelt)) return 1;
	return pinyin.initials.includes(spelt) ? 3 : null;
}

/** The household, and those that were folded into it. */
export const homeIds = ({ id, body }: RecordRow): string[] => [id, ...(leadsOf(body).carried?.same ?? [])];

async function withPeople(db: Ledger, matches: readonly Match[], limit: number): Promise<Found[]> {
	const firstByHome = new Map<string, Match>();
	for (const match of matches) {
		if (!firstByHome.has(match.row.id)) firstByHome.set(match.row.id, match);
		if (firstByHome.size === limit) break;
	}
	const shown = [...firstByHome.values()];
	const residents = await db.records
		.where('about')
		.anyOf(shown.flatMap(({ row }) => homeIds(row)))
		.filter((row) => row.kind === 'resident')
		.toArray();
	return shown.map(({ row, resident }) => ({
		id: row.id,
		label: row.body.label as string,
		desk: row.desk,
		row,
		people: residents
			.filter((person) => homeIds(row).includes(person.about!) && isHere(person))
			.sort((a, b) => Number(b.id === resident) - Number(a.id === resident))
			.map((person) => person.body.name as string),
		resident,
	}));
}
