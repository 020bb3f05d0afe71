/**
 * What a standing follows from beside contacts: the rules of the desk, and the resident that an elder is. Read from the
 * rows within the transaction that writes; a change to them reaches the subjects that depend on it, and no others.
 * Rules D40–D42.
 */
import type { Circumstances } from '#lib/kinds/project.ts';
import { isSamePause, pauseOfResident } from '#lib/registers/pauses.ts';
import { scheduleOf } from '#lib/registers/rounds.ts';
import type { Ledger } from './database.ts';
import { ofKind } from './find.ts';
import type { RecordRow } from './rows.ts';

/** A row that comes (no `old`), changes, or goes (no `row`). */
export interface RowChange {
	readonly old: RecordRow | undefined;
	readonly row: RecordRow | undefined;
}

/** Stored rows whose standing may be another after these changes: subjects of a desk whose rules changed, and elders whose resident is paused otherwise than before. */
export async function dependentRows(db: Ledger, changes: readonly RowChange[]): Promise<readonly RecordRow[]> {
	const desks = new Set<string>();
	const people: string[] = [];
	for (const { old, row } of changes) {
		const { kind, desk, id } = (row ?? old)!;
		if (kind === 'rounds') desks.add(desk);
		else if (kind === 'resident' && !isSamePause(pauseOf(old), pauseOf(row))) people.push(id);
	}
	if (desks.size + people.length === 0) return [];
	const [homes, elders, theirs] = await Promise.all([
		desks.size > 0
			? ofKind(db, 'household')
					.filter((row) => desks.has(row.desk))
					.toArray()
			: [],
		desks.size > 0
			? ofKind(db, 'elder')
					.filter((row) => desks.has(row.desk))
					.toArray()
			: [],
		people.length > 0 ? db.records.where('about').anyOf(people).toArray() : [],
	]);
	return [...homes, ...elders, ...theirs.filter((row) => row.kind === 'elder')];
}

const pauseOf = (row: RecordRow | undefined) => pauseOfResident(row?.body ?? {});

/** @param unwritten rows that the database does not hold yet, or holds as they were. */
export async function circumstances(
	db: Ledger,
	subjects: readonly RecordRow[],
	unwritten: ReadonlyMap<string, RecordRow>,
): Promise<(subject: RecordRow) => Circumstances> {
	if (subjects.length === 0) return () => ({});
	const residents = subjects.filter((row) => row.kind === 'elder' && row.about).map((row) => row.about!);
	const missing = [...new Set(residents)].filter((id) => !unwritten.has(id));
	const [rules, stored] = await Promise.all([
		rulesOf(db),
		missing.length > 0 ? db.records.bulkGet(missing) : ([] as undefined[]),
	]);
	const anew = [...unwritten.values()].filter((row) => row.kind === 'rounds');
	const rulesByDesk = Map.groupBy([...rules.filter(({ id }) => !unwritten.has(id)), ...anew], ({ desk }) => desk);
	const schedules = new Map([...rulesByDesk].map(([desk, own]) => [desk, scheduleOf(own)]));
	const people = new Map(stored.flatMap((row) => (row ? [[row.id, row] as const] : [])));
	return ({ about, desk }) => {
		const person = about === undefined ? undefined : (unwritten.get(about) ?? people.get(about));
		const isHere = person?.kind === 'resident' && person.desk === desk;
		return { schedule: schedules.get(desk), person: isHere ? person : null };
	};
}

/** The rules of rounds of all desks on this phone: a few rows, found by their kind. */
export const rulesOf = (db: Ledger): Promise<RecordRow[]> => ofKind(db, 'rounds').toArray();
