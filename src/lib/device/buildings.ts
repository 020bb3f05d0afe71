/** 楼栋: buildings, and one building as a matrix of floors × doors. */
import { dayOf } from '#lib/ledger/page.ts';
import type { Place } from '#lib/registers/register.ts';
import { correctedNow } from './clock.ts';
import type { Ledger, Space } from './database.ts';
import { ofKind } from './find.ts';
import { isFound } from '#lib/registers/directory/assembly.ts';
import { matrixOf, type Matrix } from './matrix.ts';
import { dueState, type DueState } from './today.ts';

export interface BuildingSummary {
	readonly id: string;
	readonly desk: string;
	readonly name: string;
	readonly households: number;
	/** Households to visit in this round. */
	readonly due: number;
	/** Elders due, overdue or not seen. */
	readonly elders: number;
}

export interface BuildingMatrix extends Matrix {
	readonly id: string;
	readonly desk: string;
	readonly name: string;
}

const urgency: readonly DueState[] = ['alarm', 'overdue', 'due', 'later', 'never'];
const moreUrgent = (a: DueState | undefined, b: DueState): DueState =>
	a === undefined || urgency.indexOf(b) < urgency.indexOf(a) ? b : a;

export async function buildings(space: Space): Promise<BuildingSummary[]> {
	const { db } = space;
	const day = dayOf(await correctedNow(db, space.now()));
	const [places, homes, elders] = await Promise.all([
		ofKind(db, 'place')
			.filter((row) => row.body.sort === 'building' && row.state !== 'withdrawn')
			.toArray(),
		ofKind(db, 'household').toArray(),
		elderStates(db, day),
	]);
	const homesByBuilding = Map.groupBy(homes.filter(isFound), (row) => row.about);
	return places
		.map(({ id, desk, body }) => {
			const own = homesByBuilding.get(id) ?? [];
			const due = own.filter((row) => ['due', 'overdue'].includes(dueState(row, day))).length;
			const urgent = own.filter((row) => ['alarm', 'overdue', 'due'].includes(elders.get(row.id) ?? 'never')).length;
			return { id, desk, name: (body as unknown as Place).name, households: own.length, due, elders: urgent };
		})
		.sort((a, b) => a.name.localeCompare(b.name, 'zh', { numeric: true }));
}

/** One building; null when it is not on this phone. */
export async function building(space: Space, id: string): Promise<BuildingMatrix | null> {
	const { db } = space;
	const place = await db.records.get(id);
	if (place?.kind !== 'place') return null;
	const day = dayOf(await correctedNow(db, space.now()));
	const homes = (await db.records.where('about').equals(id).toArray()).filter(
		(row) => row.kind === 'household' && isFound(row),
	);
	const matrix = matrixOf(homes, await elderStates(db, day), day);
	return { id, desk: place.desk, name: place.body.name as string, ...matrix };
}

/** For each household with elders on the visiting list, the most urgent of them. */
async function elderStates(db: Ledger, day: string): Promise<Map<string, DueState>> {
	const states = new Map<string, DueState>();
	await ofKind(db, 'elder').each((row) => {
		const home = row.body.household as string;
		if (isFound(row)) states.set(home, moreUrgent(states.get(home), dueState(row, day)));
	});
	return states;
}
