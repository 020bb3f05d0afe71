/**
 * The projection of the server: rows that lists and counters read, each a fold of all entries of its record. Pure: given
 * what the store knows of the records and the new entries, it tells the rows that change.
 */
import { clockToleranceMs, hlcToMs } from '#lib/ledger/clock.ts';
import type { Entry } from '#lib/ledger/entry.ts';
import { dayOf, textToPage, type PageId } from '#lib/ledger/page.ts';
import { isKindName, kinds } from '#lib/kinds/index.ts';
import type { Kind } from '#lib/kinds/kind.ts';
import { isVisited, projectRecord, standingOf, type Projection, type Standing } from '#lib/kinds/project.ts';
import { isSamePause, pauseOfResident } from '#lib/registers/pauses.ts';
import { scheduleOf, type Schedule } from '#lib/registers/rounds.ts';
import type { Contact, Hint, RecordRow, Store, StoredEntry, StoredSubject } from '#server/store/store.ts';

export interface Calendar {
	readonly timeZone: string;
}

/** The row of a record, without its standing; null while its root has not come. */
export function recordRow(stored: readonly StoredEntry[], { timeZone }: Calendar): RecordRow | null {
	const root = stored.find(({ entry }) => entry.re === undefined);
	if (!root) return null;
	const projection = projectRecord(stored.filter(({ page }) => isSameBook(page, root.page)).map(({ entry }) => entry));
	if (!projection) return null;
	return {
		projection,
		page: root.page,
		arrived: root.arrived,
		day: dayOf(hlcToMs(projection.hlc), timeZone),
		open: isOpen(projection),
		hints: hintsOf(root.entry),
		standing: null,
	};
}

/** Who may write in one book must not reach a record of another through it. */
const isSameBook = (page: PageId, rootPage: PageId): boolean => page === rootPage || bookOf(page) === bookOf(rootPage);

function bookOf(id: PageId): string {
	const page = textToPage(id);
	if (!page.ok) throw new Error(`not a page: ${id}`);
	return `${page.value.desk}/${page.value.book}`;
}

const isOpen = ({ kind, body, state }: Projection): boolean =>
	kind === 'problem' && body.handling === 'report' && body.settled === undefined && state !== 'withdrawn';

const hintsOf = ({ at, hlc }: Entry): Hint[] =>
	Math.abs(Date.parse(at) - hlcToMs(hlc)) > clockToleranceMs ? ['clock'] : [];

export const isSubject = ({ kind }: Pick<Projection, 'kind'>): boolean =>
	isKindName(kind) && (kinds[kind] as Kind).register;

const isContact = ({ facts }: Pick<Projection, 'facts'>): boolean => facts.reached === true || facts.alarm === true;

/**
 * Subjects whose standing may have changed: of records that are or were contacts, new or changed subjects themselves,
 * elders whose resident came, left or is paused otherwise than before, and all of a desk when its rules changed.
 */
export async function touchedSubjects(
	store: Pick<Store, 'visited'>,
	before: readonly (RecordRow | null)[],
	after: readonly RecordRow[],
): Promise<string[]> {
	const known = before.filter((row) => row !== null);
	const contacts = [...known, ...after].filter(
		({ projection }) => projection.about !== undefined && isContact(projection),
	);
	const desks = after.filter(({ projection }) => isRule(projection)).map(({ projection }) => projection.desk);
	const people = repaused(known, after);
	const dependent = desks.length + people.length > 0 ? await store.visited({ desks: [...new Set(desks)], people }) : [];
	return [
		...new Set([
			...contacts.map(({ projection }) => projection.about!),
			...after.filter(({ projection }) => isSubject(projection)).map(({ projection }) => projection.id),
			...dependent,
		]),
	];
}

export const isRule = ({ kind }: Pick<Projection, 'kind'>): boolean => kind === 'rounds';

/** Residents who are paused now and were not, or the other way round; a roster of people who live there touches nobody else. */
function repaused(before: readonly RecordRow[], after: readonly RecordRow[]): string[] {
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
	{ timeZone }: Calendar,
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

/**
 * The rows that a batch leaves behind: the changed ones, and the subjects whose standing follows from them.
 * @param stored what the store has of each touched subject, from before the batch.
 */
export async function rowsWithStanding(
	store: Pick<Store, 'rules' | 'reads'>,
	changed: readonly RecordRow[],
	stored: ReadonlyMap<string, StoredSubject>,
	calendar: Calendar,
): Promise<RecordRow[]> {
	const rows = new Map(changed.map((row) => [row.projection.id, row]));
	const subjects = [...stored].flatMap(([id, { row }]) => rows.get(id) ?? row ?? []);
	const touched = subjects.filter(({ projection }) => isSubject(projection));
	const [schedules, people] = await Promise.all([
		schedulesOf(
			store,
			touched.map(({ projection }) => projection),
			changed,
			calendar,
		),
		peopleOf(store, touched, stored, rows),
	]);
	const changedByAbout = Map.groupBy(changed, ({ projection }) => projection.about);
	const result = new Map(rows);
	for (const subject of touched) {
		const { id, about, desk } = subject.projection;
		const anew = (changedByAbout.get(id) ?? []).map(({ projection }) => projection).filter(isContact);
		// A changed record may be a contact no longer, or one about somebody else.
		const contacts = [...stored.get(id)!.contacts.filter((contact) => !rows.has(contact.id)), ...anew];
		const person = about === undefined ? null : (people.get(about) ?? null);
		const standing = standingFrom(subject.projection, contacts, { ...calendar, schedule: schedules(desk), person });
		result.set(id, { ...subject, standing });
	}
	return [...result.values()];
}

/** The residents that the elders among the subjects are: of the batch, of what was read with the subject, or asked for. */
async function peopleOf(
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

/** Only what was written at the subject's own desk and in its own book counts: nobody answers an alarm from elsewhere. */
export function standingFrom(
	subject: Projection,
	contacts: readonly Contact[],
	{ timeZone, schedule, person }: Calendar & { schedule: Schedule | undefined; person: RecordRow | null },
): Standing {
	const own = contacts.filter(
		({ desk, kind }) => desk === subject.desk && bookOfKind(kind) === bookOfKind(subject.kind),
	);
	return standingOf(subject, own as Pick<Projection, keyof Contact>[] as Projection[], {
		schedule,
		person: personFor(subject, person),
		timeZone,
	});
}

/** The resident of the same desk: nobody pauses an elder from elsewhere. */
export const personFor = ({ desk }: Pick<Projection, 'desk'>, person: RecordRow | null): Projection | null =>
	person?.projection.kind === 'resident' && person.projection.desk === desk ? person.projection : null;

const bookOfKind = (kind: string): string | null => (isKindName(kind) ? kinds[kind].book : null);
