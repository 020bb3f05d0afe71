/** In which buildings the households of a desk stand; read once for a piece of work. Rules T11 and T12 of the registers. */
import { createBuildingOf } from '#lib/registers/buildings.ts';
import { isHere } from '#lib/registers/leads.ts';
import type { RecordRow, Store } from '#server/store/store.ts';

export interface Standing {
	readonly buildingOf: (household: RecordRow) => string | undefined;
	/** Households whose door tells one of these buildings, those included that have gone from the desk. */
	readonly told: (buildings: ReadonlySet<string>) => readonly RecordRow[];
}

export async function standingAt(store: Pick<Store, 'reads'>, desk: string): Promise<Standing> {
	const byDoor = await store.reads.byDoor(desk);
	// Mostly every household stands where it was entered, and no building need be read.
	const places =
		byDoor.length === 0 ? [] : (await placesAt(store, desk)).filter(({ projection }) => isHere(projection));
	const of = createBuildingOf(places.map(({ projection }) => projection));
	const buildingOf = ({ projection }: RecordRow) => of(projection);
	return { buildingOf, told: (buildings) => byDoor.filter((row) => buildings.has(buildingOf(row) ?? '')) };
}

/** Households whose door told one of these buildings, whatever has become of both since. */
export async function toldBy(store: Pick<Store, 'reads'>, places: readonly RecordRow[]): Promise<RecordRow[]> {
	const of = createBuildingOf(places.map(({ projection }) => projection));
	const ids = new Set(places.map(({ projection }) => projection.id));
	const desks = [...new Set(places.map(({ projection }) => projection.desk))];
	const byDoor = (await Promise.all(desks.map((desk) => store.reads.byDoor(desk)))).flat();
	return byDoor.filter(({ projection }) => ids.has(of(projection) ?? ''));
}

const placesAt = (store: Pick<Store, 'reads'>, desk: string): Promise<readonly RecordRow[]> =>
	store.reads.records({ scopes: [{ desk, books: ['field'], exact: true }], kinds: ['place'], limit: 20_000 });
