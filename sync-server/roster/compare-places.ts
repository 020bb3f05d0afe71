/**
 * A list of places against the ledger: which are new, which values differ, and what only a person can tell. A place is
 * known by the number of its record, else by its name with address or grid. Pure; rules RC15 and RC16 of SPEC.md.
 */
import { words as placeWords } from '#lib/kinds/place/words.ts';
import type { Body, Json } from '#lib/ledger/entry.ts';
import { candidateLimit } from './candidates.ts';
import type { Candidate, Plan } from './plan.ts';
import { createPlanner, given, type Planner, type PlannerMeans } from './planner.ts';
import type { ListedPlace } from './places.ts';
import type { RegisterRecord } from './register.ts';
import { runAtOnce } from './steps.ts';

export interface PlaceMeans extends PlannerMeans {
	/** Code of the grid that a row says. */
	readonly gridOf: (listed: ListedPlace) => string;
	readonly gridName: (code: string) => string;
}

export const planPlaces = (places: readonly ListedPlace[], means: PlaceMeans): Plan =>
	runAtOnce(placeSteps(places, means));

export function* placeSteps(places: readonly ListedPlace[], means: PlaceMeans): Generator<void, Plan, void> {
	const planner = createPlanner(means);
	const found = new Map<ListedPlace, RegisterRecord>();
	const claimed = new Set<string>();
	const known = [...means.register.byId.values()].filter(({ kind }) => kind === 'place');
	const byName = Map.groupBy(known, ({ body }) => nameKey(body.name));
	/** Whoever is plain to see first, so that no less certain row takes it away. */
	for (const find of [byNumber, byAddress, inGrid, elsewhere]) {
		const rows = places.filter((listed) => !found.has(listed));
		const rivals = Map.groupBy(rows, (listed) => `${means.gridOf(listed)}/${nameKey(listed.place.name)}`);
		for (const listed of rows) {
			const bearers = (byName.get(nameKey(listed.place.name)) ?? []).filter(({ id }) => !claimed.has(id));
			const rowsOfName = rivals.get(`${means.gridOf(listed)}/${nameKey(listed.place.name)}`)!.length;
			const record = find({ listed, desk: means.gridOf(listed), bearers, rowsOfName, claimed, means });
			if (!record) continue;
			claimed.add(record.id);
			found.set(listed, record);
			yield;
		}
	}
	for (const listed of places) {
		const bearers = (byName.get(nameKey(listed.place.name)) ?? []).filter(({ id }) => !claimed.has(id));
		const record = found.get(listed) ?? ask(listed, bearers, planner, means);
		if (record === 'new') create(listed, planner, means);
		else if (record) {
			claimed.add(record.id);
			update(listed, record, planner, means);
		}
		yield;
	}
	return planner.plan();
}

const nameKey = (name: Json | undefined): string => String(name).normalize('NFKC').replaceAll(/\s/g, '').toLowerCase();

interface Question {
	readonly listed: ListedPlace;
	readonly desk: string;
	/** Places of the community with that name that no row has been found to be. */
	readonly bearers: readonly RegisterRecord[];
	/** Rows of the file with that name in that grid, of which nothing is known yet. */
	readonly rowsOfName: number;
	readonly claimed: ReadonlySet<string>;
	readonly means: PlaceMeans;
}

function byNumber({ listed: { id }, claimed, means }: Question): RegisterRecord | null {
	const record = id === undefined ? undefined : means.register.byId.get(id);
	return record?.kind === 'place' && !claimed.has(record.id) ? record : null;
}

/** The same name and address, or none, in its own grid. */
function byAddress({ listed: { place }, desk, bearers }: Question): RegisterRecord | null {
	const here = bearers.filter((record) => record.desk === desk && isSameAddress(record, place.address));
	return here.length === 1 ? here[0]! : null;
}

/** The same name and address in another grid of the community, where it stays. */
function elsewhere({ listed: { place }, bearers }: Question): RegisterRecord | null {
	const same = place.address === undefined ? [] : bearers.filter((record) => isSameAddress(record, place.address));
	return same.length === 1 ? same[0]! : null;
}

const isSameAddress = ({ body }: RegisterRecord, address: string | undefined): boolean =>
	nameKey(body.address ?? '') === nameKey(address ?? '');

/** One of that name in the grid, and one row that says so: its address may have been corrected. */
function inGrid({ desk, bearers, rowsOfName }: Question): RegisterRecord | null {
	const here = bearers.filter((record) => record.desk === desk);
	return here.length === 1 && rowsOfName === 1 ? here[0]! : null;
}

/** Others bear the name: whether it is one of them is for a person to say. */
function ask(
	{ row, place }: ListedPlace,
	bearers: readonly RegisterRecord[],
	planner: Planner,
	means: PlaceMeans,
): RegisterRecord | 'new' | null {
	if (bearers.length === 0) return 'new';
	const toCandidate = ({ id, desk, body }: RegisterRecord): Candidate => ({
		id,
		name: String(body.name),
		label: [means.gridName(desk), body.address].filter(Boolean).join(' '),
	});
	const decision = planner.doubt({
		row,
		name: place.name,
		...(place.address !== undefined && { label: place.address }),
		reason: 'same-name',
		candidates: bearers.slice(0, candidateLimit).map(toCandidate),
	});
	if (decision?.type === 'new') return 'new';
	return decision?.type === 'same' ? (means.register.byId.get(decision.id) ?? null) : null;
}

function create(listed: ListedPlace, planner: Planner, { gridOf }: PlaceMeans): void {
	const { row, place } = listed;
	planner.create({
		kind: 'place',
		desk: gridOf(listed),
		body: given(place as unknown as Body),
		row,
		label: place.name,
	});
}

function update(listed: ListedPlace, record: RegisterRecord, planner: Planner, { gridOf, gridName }: PlaceMeans): void {
	const { row, isSortSaid } = listed;
	const { name, sort, ...others } = listed.place;
	const label =
		`${String(record.body.name)} ${placeWords[record.body.sort as keyof typeof placeWords]?.zh ?? ''}`.trim();
	// By its name it was known, unless its number said which it is.
	const said = nameKey(name) === nameKey(record.body.name) ? undefined : name;
	planner.update(record, row, label, { name: said, sort: isSortSaid ? sort : undefined, ...others });
	const desk = gridOf(listed);
	// Where a place lies is changed by handing it to another grid, with all that is about it.
	if (desk !== record.desk) planner.leave(record, row, label, 'grid', gridName(record.desk), gridName(desk));
}
