/**
 * What a standing follows from beside contacts: the rules of the subject's desk, and the resident that an elder is.
 * What a batch changes of them comes in place of what the store has.
 */
import { isVisited, type Projection } from '#lib/kinds/project.ts';
import { isSamePause, pauseOfResident } from '#lib/registers/pauses.ts';
import { scheduleOf, type Schedule } from '#lib/registers/rounds.ts';
import type { RecordRow, Store, StoredSubject } from '#server/store/store.ts';

export const isRule = ({ kind }: Pick<Projection, 'kind'>): boolean => kind === 'rounds';

/** Residents who are paused now and were not, or the other way round; a roster of people who live there touches nobody else. */
export function repaused(before: readonly RecordRow[], after: readonly RecordRow[]): string[] {
	const known = new Map(before.map(({ projection }) => [projection.id, projection]));
	return after
		.map(({ projection }) => projection)
		.filter(({ kind }) => kind === 'resident')
		.filter(({ id, body }) => !isSamePause(pauseOfResident(known.get(id)?.body ?? {}), pauseOfResident(body)))
		.map(({ id }) => id);
}

/** The schedule of each desk, from the rules that the store has and those of the batch, which come in their place. */
export type Schedules = (desk: string) => Schedule | undefined;

export async function schedulesOf(
	store: Pick<Store, 'rules'>,
	subjects: readonly Pick<Projection, 'kind' | 'desk'>[],
	changed: readonly RecordRow[],
	timeZone: string,
): Promise<Schedules> {
	const desks = [...new Set(subjects.filter(isVisited).map(({ desk }) => desk))];
	if (desks.length === 0) return () => undefined;
	const anew = changed.map(({ projection }) => projection).filter(isRule);
	const replaced = new Set(anew.map(({ id }) => id));
	const stored = [...(await store.rules(desks)).values()].flat().map(({ projection }) => projection);
	const rules = Map.groupBy([...stored.filter(({ id }) => !replaced.has(id)), ...anew], ({ desk }) => desk);
	const schedules = new Map([...rules].map(([desk, own]) => [desk, scheduleOf(own, timeZone)]));
	return (desk) => schedules.get(desk);
}

/** The residents that the elders among the subjects are: of the batch, of what was read with the subject, or asked for. */
export async function peopleOf(
	store: Pick<Store, 'reads'>,
	subjects: readonly RecordRow[],
	stored: ReadonlyMap<string, StoredSubject>,
	changed: ReadonlyMap<string, RecordRow>,
): Promise<Map<string, RecordRow>> {
	const people = new Map<string, RecordRow>();
	const missing: string[] = [];
	for (const { projection } of subjects) {
		if (projection.kind !== 'elder' || projection.about === undefined) continue;
		const person = changed.get(projection.about) ?? stored.get(projection.id)?.about;
		if (person) people.set(projection.about, person);
		// An elder that is new itself was not there to be read with its resident.
		else if (!stored.get(projection.id)?.row) missing.push(projection.about);
	}
	for (const [id, row] of missing.length > 0 ? await store.reads.rows(missing) : []) people.set(id, row);
	return people;
}

/** The resident of the same desk: nobody pauses an elder from elsewhere. */
export const personFor = ({ desk }: Pick<Projection, 'desk'>, person: RecordRow | null): Projection | null =>
	person?.projection.kind === 'resident' && person.projection.desk === desk ? person.projection : null;
