/** 地点: buildings, shops, small venues, facilities, streets and routes, as a table or on the map. */
import { words } from '#lib/kinds/place/words.ts';
import type { Place } from '#lib/registers/register.ts';
import { placeListTitles } from '#server/roster/own-lists.ts';
import type { RecordRow } from '#server/store/store.ts';
import { gridNameIn, isHere, recordBatches, scopesOf, type Asked, type Cell, type List, type Means } from './list.ts';

/** As the import knows them. */
const titles = placeListTitles;

export const placeList: List = {
	title: '地点',
	needs: ['field'],
	columns: () => titles,
	rows: async function* (asked, means) {
		for await (const places of placeBatches(asked, means)) yield places.map((place) => toCells(place, asked, means));
	},
};

export interface SitedPlace {
	readonly id: string;
	readonly desk: string;
	readonly place: Place;
}

export async function* placeBatches(asked: Asked, { reads }: Pick<Means, 'reads'>): AsyncGenerator<SitedPlace[]> {
	for await (const rows of recordBatches(reads, { scopes: scopesOf(asked), kinds: ['place'] }))
		yield rows.filter(isHere).map(toPlace);
}

const toPlace = ({ projection: { id, desk, body } }: RecordRow): SitedPlace => ({
	id,
	desk,
	place: body as unknown as Place,
});

function toCells(
	{ id, desk, place }: SitedPlace,
	asked: Asked,
	{ areas, show }: Pick<Means, 'areas' | 'show'>,
): Cell[] {
	show?.(desk, [id]);
	const { sort, name, address, phone, units, floors, doors, note, lat, lon } = place;
	return [
		gridNameIn(areas, asked.area, desk),
		words[sort].zh,
		name,
		address ?? '',
		phone ?? '',
		units ?? '',
		floors ?? '',
		doors ?? '',
		note ?? '',
		lat ?? '',
		lon ?? '',
		id,
	];
}

/** The same as the table says, by the same titles; the position is the geometry. */
export function placeProperties(
	place: SitedPlace,
	asked: Asked,
	means: Pick<Means, 'areas' | 'show'>,
): Record<string, Cell> {
	const cells = toCells(place, asked, means);
	return Object.fromEntries(
		titles
			.map((title, index) => [title, cells[index]!] as const)
			.filter(([title, cell]) => cell !== '' && !['纬度', '经度', '编号'].includes(title)),
	);
}
