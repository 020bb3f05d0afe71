/**
 * The projection of the server: rows that lists and counters read, each a fold of all entries of its record. Pure: given
 * what the store knows of the records and the new entries, it tells the rows that change.
 */
import { clockToleranceMs, hlcToMs } from '#lib/ledger/clock.ts';
import type { Entry } from '#lib/ledger/entry.ts';
import { dayOf, textToPage, type PageId } from '#lib/ledger/page.ts';
import { isKindName, kinds } from '#lib/kinds/index.ts';
import type { Kind } from '#lib/kinds/kind.ts';
import { projectRecord, standingOf, type Projection, type Standing } from '#lib/kinds/project.ts';
import type { Round } from '#lib/registers/rounds.ts';
import type { Contact, Hint, RecordRow, StoredEntry } from '#server/store/store.ts';

export interface Calendar {
	readonly timeZone: string;
	readonly round: Round;
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
	state !== 'withdrawn' &&
	(kind === 'matter'
		? body.of === 'problem' && body.done === undefined
		: kind === 'problem' && body.handling === 'report' && body.settled === undefined);

const hintsOf = ({ at, hlc }: Entry): Hint[] =>
	Math.abs(Date.parse(at) - hlcToMs(hlc)) > clockToleranceMs ? ['clock'] : [];

export const isSubject = ({ kind }: Pick<Projection, 'kind'>): boolean =>
	isKindName(kind) && (kinds[kind] as Kind).register;

const isContact = ({ facts }: Pick<Projection, 'facts'>): boolean => facts.reached === true || facts.alarm === true;

/** Subjects whose standing may have changed: of records that are or were contacts, and new or changed subjects themselves. */
export function touchedSubjects(before: readonly (RecordRow | null)[], after: readonly RecordRow[]): string[] {
	const rows = [...before.filter((row) => row !== null), ...after];
	const contacts = rows.filter(({ projection }) => projection.about !== undefined && isContact(projection));
	const subjects = after.filter(({ projection }) => isSubject(projection));
	return [
		...new Set([
			...contacts.map(({ projection }) => projection.about!),
			...subjects.map(({ projection }) => projection.id),
		]),
	];
}

/**
 * The rows that a batch leaves behind: the changed ones, and the subjects whose standing follows from them.
 * @param stored what the store has of each touched subject, from before the batch.
 */
export function rowsWithStanding(
	changed: readonly RecordRow[],
	stored: ReadonlyMap<string, { readonly row: RecordRow | null; readonly contacts: readonly Contact[] }>,
	calendar: Calendar,
): RecordRow[] {
	const rows = new Map(changed.map((row) => [row.projection.id, row]));
	const changedByAbout = Map.groupBy(changed, ({ projection }) => projection.about);
	const result = new Map(rows);
	for (const [id, { row, contacts }] of stored) {
		const subject = rows.get(id) ?? row;
		if (!subject || !isSubject(subject.projection)) continue;
		const anew = (changedByAbout.get(id) ?? []).map(({ projection }) => projection).filter(isContact);
		// A changed record may be a contact no longer, or one about somebody else.
		const standing = standingFrom(
			subject.projection,
			[...contacts.filter((contact) => !rows.has(contact.id)), ...anew],
			calendar,
		);
		result.set(id, { ...subject, standing });
	}
	return [...result.values()];
}

/** Only what was written at the subject's own desk and in its own book counts: nobody answers an alarm from elsewhere. */
export function standingFrom(
	subject: Projection,
	contacts: readonly Contact[],
	{ round, timeZone }: Calendar,
): Standing {
	const own = ownContacts(subject, contacts);
	return standingOf(subject, own as Pick<Projection, keyof Contact>[] as Projection[], round, timeZone);
}

export const ownContacts = (
	subject: Pick<Projection, 'desk' | 'kind'>,
	contacts: readonly Contact[],
): readonly Contact[] =>
	contacts.filter(({ desk, kind }) => desk === subject.desk && bookOfKind(kind) === bookOfKind(subject.kind));

const bookOfKind = (kind: string): string | null => (isKindName(kind) ? kinds[kind].book : null);
