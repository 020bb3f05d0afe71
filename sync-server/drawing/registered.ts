/** The buildings of a community as its register has them. */
import type { RegisteredBuilding } from '#lib/ground/check.ts';
import { isHere } from '#lib/registers/leads.ts';
import type { Place } from '#lib/registers/register.ts';
import type { Reads } from '#server/store/reads.ts';

const rowsAtOnce = 500;

export async function registeredBuildings(
	reads: Pick<Reads, 'ids' | 'rows'>,
	community: string,
): Promise<readonly RegisteredBuilding[]> {
	const ids = await reads.ids({ scopes: [{ desk: community, books: ['field'] }], kinds: ['place'] });
	const buildings: RegisteredBuilding[] = [];
	for (let from = 0; from < ids.length; from += rowsAtOnce) {
		for (const { projection } of (await reads.rows(ids.slice(from, from + rowsAtOnce))).values()) {
			const { sort, name, lat, lon } = projection.body as unknown as Place;
			if (sort !== 'building' || !isHere(projection)) continue;
			const at = lat === undefined || lon === undefined ? null : ([lon, lat] as const);
			buildings.push({ grid: projection.desk, name, at });
		}
	}
	return buildings;
}
