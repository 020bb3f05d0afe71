/**
 * The projection of the server: rows that lists and counters read, each a fold of all entries of its record. Pure: given
 * what the store knows of the records and the new entries, it tells the rows that change.
 */
import { clockToleranceMs, hlcToMs } from '#lib/ledger/clock.ts';
import type { Entry } from '#lib/ledger/entry.ts';
import { bookOf, dayOf, type PageId } from '#lib/ledger/page.ts';
import type { Position } from '#lib/kinds/fields.ts';
import { isKindName, kinds } from '#lib/kinds/index.ts';
import type { Kind } from '#lib/kinds/kind.ts';
import { farOff } from '#lib/kinds/position.ts';
import { projectRecord, standingOf, type Projection, type Standing } from '#lib/kinds/project.ts';
import type { Schedule } from '#lib/registers/rounds.ts';
import type { Contact, Hint, RecordRow, Store, StoredEntry, StoredSubject } from '#server/store/store.ts';
import { isRule, peopleOf, personFor, repaused, schedulesOf } from './circumstances.ts';

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

const isOpen = ({ kind, body, state }: Projection): boolean =>
	state !== 'withdrawn' &&
	(kind === 'matter'
		? body.of === 'problem' && body.done === undefined
		: kind === 'problem' && body.handling === 'report' && body.settled === undefined);

/** Why the record is worth a second look, from what it said when it was written: never a verdict. Rule MP12. */
function hintsOf({ at, hlc, body }: Entry): Hint[] {
	const hints: Hint[] = Math.abs(Date.parse(at) - hlcToMs(hlc)) > clockToleranceMs ? ['clock'] : [];
	const position = body.position as unknown as Position | undefined;
	if (!position) return hints;
	if (farOff(position) !== null) hints.push('far');
	// A coarse fix is what a stairwell gives: it stands beside the position, and asks nobody to look.
	return [...hints, ...(['same', 'jump'] as const).filter((doubt) => position.doubts?.includes(doubt))];
}

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
			calendar.timeZone,
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

/** Only what was written at the subject's own desk and in its own book counts: nobody answers an alarm from elsewhere. */
export function standingFrom(
	subject: Projection,
	contacts: readonly Contact[],
	{ timeZone, schedule, person }: Calendar & { schedule: Schedule | undefined; person: RecordRow | null },
): Standing {
	const own = ownContacts(subject, contacts);
	return standingOf(subject, own as Pick<Projection, keyof Contact>[] as Projection[], {
		schedule,
		person: personFor(subject, person),
		timeZone,
	});
}

export const ownContacts = (
	subject: Pick<Projection, 'desk' | 'kind'>,
	contacts: readonly Contact[],
): readonly Contact[] =>
	contacts.filter(({ desk, kind }) => desk === subject.desk && bookOfKind(kind) === bookOfKind(subject.kind));

const bookOfKind = (kind: string): string | null => (isKindName(kind) ? kinds[kind].book : null);
