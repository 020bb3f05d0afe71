/**
 * A supervisor hands households, buildings or a whole grid to another grid: looked at first, then written whole or not at
 * all (../roster/journal.ts). What comes late is the clerk's.
 */
import type { Area } from '#lib/access/areas/area-tree.ts';
import { closedFrom, isClosedOn, reopened } from '#lib/access/areas/closing.ts';
import { denialOf } from '#lib/access/policy.ts';
import { hlcOf, hlcToMs } from '#lib/ledger/clock.ts';
import type { Entry } from '#lib/ledger/entry.ts';
import { dayOf } from '#lib/ledger/page.ts';
import { err, ok, type Result } from '#lib/ledger/result.ts';
import type { Transfer } from '#lib/kinds/transfer/kind.ts';
import { isCurrent, type MovedTo } from '#lib/registers/leads.ts';
import type { Household, Place } from '#lib/registers/register.ts';
import { copyOf } from '#lib/registers/transfer.ts';
import { gridOf, type Areas } from '#server/areas/areas.ts';
import { writeWhole, type JournalDeps } from '#server/roster/journal.ts';
import { roundsForNewGrid } from '#server/rounds/rounds.ts';
import type { RecordRow, Store } from '#server/store/store.ts';
import { chosenRows, type Chosen } from './chosen.ts';
import { gather, type Going } from './gather.ts';
import { clerkAt, means, registerPageOf } from './hand.ts';
import { standingAt } from './standing.ts';
import type { TransferFault, TransferRequest } from './request.ts';

export type { TransferFault, TransferRequest } from './request.ts';

export interface TransferDeps extends JournalDeps {
	readonly store: Store;
	readonly areas: Areas;
	/** Unix ms. */
	readonly now: () => number;
	readonly timeZone: string;
}

export type Done = Pick<
	Transfer,
	'from' | 'to' | 'what' | 'doors' | 'people' | 'elders' | 'matters' | 'closes' | 'opens'
>;

export async function transfer(deps: TransferDeps, request: TransferRequest): Promise<Result<Done, TransferFault>> {
	const { store, areas, now, timeZone } = deps;
	const { id, from, author, day, dry } = request;
	const community = from.slice(0, 12);
	const today = dayOf(now(), timeZone);
	if (day > today) return err('day');
	const undone = await transferOf(store, request.undoes);
	const opens = undone?.closes === true && undone.from === request.to;
	const target = targetGrid(areas, community, request, opens ? null : today);
	const source = areas.get(from);
	if (!target || source?.level !== 'grid') return err('grid');
	const to = target.grid.code;
	for (const desk of [from, to])
		for (const book of ['field', 'care'] as const) {
			const denial = denialOf(author.grants, 'administer', desk, book, today, 'transfer');
			if (denial) return err(denial);
		}
	const done = (await store.reads.rows([id])).get(id);
	if (done) return ok(done.projection.body as unknown as Transfer);
	const chosen = await chosenRows(store, request);
	if (!chosen.ok) return chosen;
	const plan = await planOf(deps, request, to, chosen.value);
	const what = nameOf(areas.name(from), request, chosen.value);
	const { doors, people, elders, matters } = plan.gathered;
	// Taking back what had opened a grid closes it again.
	const closes = request.whole === true || undone?.opens === true;
	const counts: Done = {
		...{ from, to, what, doors, people, elders, matters },
		...(closes && { closes }),
		...(opens && { opens }),
	};
	if (dry) return ok(counts);
	const root = transferEntry(deps, request, community, counts, chosen.value);
	const pages = new Map(plan.gathered.pages);
	const fieldPage = registerPageOf(to, 'household');
	// What households lie in comes before them.
	const rules = target.isNew ? await rulesFor(deps, request, to) : [];
	pages.set(fieldPage, [...rules, ...plan.places, ...(pages.get(fieldPage) ?? [])]);
	await writeWhole(deps, {
		what: 'transfer',
		community,
		author: clerkAt(community),
		now: now(),
		newGrids: [
			...(target.isNew ? [target.grid] : []),
			...(opens ? [reopened(target.grid)] : []),
			...(closes ? [closedFrom(source, day)] : []),
		],
		pages: [[registerPageOf(community, 'transfer'), [root]], ...pages],
	});
	return ok(counts);
}

async function transferOf(store: Store, id: string | undefined): Promise<Transfer | null> {
	const row = id === undefined ? undefined : (await store.reads.rows([id])).get(id);
	return row?.projection.kind === 'transfer' ? (row.projection.body as unknown as Transfer) : null;
}

/** The grid that is meant, or a new one under the next free number. @param today null: one that is closed will do */
function targetGrid(
	areas: Areas,
	community: string,
	{ from, to }: TransferRequest,
	today: string | null,
): { grid: Area; isNew: boolean } | null {
	if (typeof to === 'string') {
		const grid = areas.get(to);
		if (grid?.level !== 'grid' || grid.parent !== community || to === from) return null;
		return today !== null && isClosedOn(grid, today) ? null : { grid, isNew: false };
	}
	const known = areas.children(community);
	if (known.some(({ name }) => name === to.name)) return null;
	const number = Math.max(0, ...known.map(({ code }) => Number(code.slice(12)))) + 1;
	return number > 999 ? null : { grid: gridOf(community, number, to.name), isNew: true };
}

/** 走访安排 of the community, for a grid that is to be: it begins with what holds at its neighbours. */
async function rulesFor(deps: TransferDeps, { id, author }: TransferRequest, desk: string): Promise<readonly Entry[]> {
	let count = 0;
	const newId = () => means.idOf(deps.now(), id, 'rounds', String(count++));
	return roundsForNewGrid(deps, { community: desk.slice(0, 12), desk, author: author.account, newId });
}

async function planOf(
	deps: TransferDeps,
	{ id, from, day }: TransferRequest,
	to: string,
	{ places, households }: Chosen,
) {
	const { store } = deps;
	const there = await placesAt(store, to);
	const movedTo = (row: RecordRow, known?: string): MovedTo => ({
		desk: to,
		id: known ?? means.idOf(hlcToMs(row.projection.hlc), id, row.projection.id),
		day,
	});
	const twinOf = (row: RecordRow) => there.get(keyOf(row.projection.body as unknown as Place));
	const all = await withFolded(store, households);
	const { buildingOf } = await standingAt(store, from);
	const buildings = await store.reads.rows([
		...new Set(all.map(buildingOf).filter((building) => building !== undefined)),
	]);
	const roots: Going[] = places.map((row) => ({ row, to: movedTo(row, twinOf(row)), about: undefined }));
	const copies: Entry[] = [];
	const ids = new Map<string, string>();
	for (const [building, row] of buildings) {
		const twin = twinOf(row);
		const target = movedTo(row, twin);
		ids.set(building, target.id);
		if (twin !== undefined) continue;
		const { entries } = (
			await store.known({ ids: [], records: [building], devices: [], accounts: [], day })
		).records.get(building)!;
		copies.push(
			...copyOf(
				entries.map(({ entry }) => entry),
				{ to: target, about: undefined, nameOf: () => undefined },
				means,
			),
		);
	}
	for (const row of all) roots.push({ row, to: movedTo(row), about: ids.get(buildingOf(row) ?? '') });
	return { gathered: await gather(store, roots, means), places: copies };
}

/** Those that were folded into a household go where it goes. */
async function withFolded(store: Store, households: readonly RecordRow[]): Promise<RecordRow[]> {
	const folded = (await store.reads.foldedInto(households.map(({ projection }) => projection.id))).filter(
		({ projection }) => projection.desk === households[0]?.projection.desk && projection.body.movedTo === undefined,
	);
	return [...households, ...folded];
}

const keyOf = ({ sort, name }: Place): string => `${sort} ${name}`;

async function placesAt(store: Store, desk: string): Promise<Map<string, string>> {
	const scopes = [{ desk, books: ['field'] as const, exact: true }];
	const rows = await store.reads.records({ scopes, kinds: ['place'], limit: 20_000 });
	const current = rows.filter(({ projection }) => isCurrent(projection.body));
	return new Map(current.map(({ projection }) => [keyOf(projection.body as unknown as Place), projection.id]));
}

function nameOf(grid: string, { whole }: TransferRequest, { places, households }: Chosen): string {
	if (whole) return grid;
	const names = places.map(({ projection }) => String((projection.body as unknown as Place).name));
	const [first] = households;
	const doors = first
		? [
				`${(first.projection.body as unknown as Household).label}${households.length > 1 ? ` 等 ${households.length} 户` : ''}`,
			]
		: [];
	return [...names, ...doors].join('、').slice(0, 200);
}

function transferEntry(
	{ now }: TransferDeps,
	{ id, day, note, undoes, author }: TransferRequest,
	community: string,
	counts: Done,
	{ places, households }: Chosen,
): Entry {
	const idsOf = (rows: readonly RecordRow[]) => rows.map(({ projection }) => projection.id).slice(0, 200);
	const body = {
		...counts,
		day,
		places: idsOf(places),
		households: idsOf(households),
		...(undoes && { undoes }),
		...(note && { note }),
	};
	return {
		id,
		v: 1,
		kind: 'transfer',
		desk: community,
		by: author.account,
		at: new Date(now()).toISOString(),
		hlc: hlcOf(now()),
		body,
	};
}
