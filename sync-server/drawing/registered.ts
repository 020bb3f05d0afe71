/** The buildings of a community as its register has them. */
import type { RegisteredBuilding } from '#lib/ground/check.ts';
import { pointOf, type Place } from '#lib/registers/register.ts';
import { isHere, recordBatches } from '#server/out/list.ts';
import type { Reads } from '#server/store/reads.ts';

export async function registeredBuildings(
	reads: Pick<Reads, 'records'>,
	community: string,
): Promise<readonly RegisteredBuilding[]> {
	const query = { scopes: [{ desk: community, books: ['field'] }], kinds: ['place'] } as const;
	const buildings: RegisteredBuilding[] = [];
	for await (const rows of recordBatches(reads, query)) {
		for (const { projection } of rows.filter(isHere)) {
			const place = projection.body as unknown as Place;
			if (place.sort === 'building') buildings.push({ grid: projection.desk, name: place.name, at: pointOf(place) });
		}
	}
	return buildings;
}
