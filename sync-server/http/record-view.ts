/** A record as the API shows it: the projection, where it lies, and the names that belong to its ids. */
import type { Grant } from '#lib/access/policy.ts';
import type { Change } from '#lib/kinds/change/kind.ts';
import { dayOf } from '#lib/ledger/page.ts';
import type { Elder, Household, Place, Resident } from '#lib/registers/register.ts';
import type { RecordRow } from '#server/store/store.ts';
import type { Deps } from './deps.ts';
import { mayReadPage } from './scopes.ts';

export interface SubjectView {
	readonly id: string;
	readonly kind: string;
	/** Door, name and door, or the name of the place. */
	readonly label: string;
}

export type RecordView = ReturnType<typeof toView> & {
	readonly subject?: SubjectView;
	/** Of the people whom the record names by id. */
	readonly names?: Readonly<Record<string, string>>;
};
export type Views = (rows: readonly RecordRow[], grants: readonly Grant[]) => Promise<RecordView[]>;

type Rows = ReadonlyMap<string, RecordRow>;

/** Views of rows that the caller may read; a subject that he may not read stays without a label. */
export function createViews({ store, areas, auth, timeZone, now }: Deps): Views {
	return async (rows, grants) => {
		const day = dayOf(now(), timeZone);
		const readable = (found: Rows): Rows => new Map([...found].filter(([, row]) => mayReadPage(grants, row.page, day)));
		const subjects = readable(await store.reads.rows(unique(rows.map(({ projection }) => projection.about))));
		const named = readable(await store.reads.rows(unique([...subjects.values()].flatMap(namedBy))));
		const known: Rows = new Map([...named, ...subjects]);
		const people = readable(await store.reads.rows(unique(rows.flatMap(peopleOf))));
		const names = new Map<string, string>();
		const nameOf = (account: string) => {
			if (!names.has(account)) names.set(account, auth.accounts.nameOf(account));
			return names.get(account)!;
		};
		return rows.map((row) => {
			const subject = row.projection.about === undefined ? undefined : subjects.get(row.projection.about);
			const view = toView(row, areas.name(row.projection.desk), nameOf(row.projection.by));
			return {
				...view,
				...(subject && { subject: subjectView(subject, known) }),
				...(peopleOf(row).length > 0 && { names: namesOf(peopleOf(row), people) }),
			};
		});
	};
}

function toView({ projection, page, arrived, open, hints, standing }: RecordRow, deskName: string, byName: string) {
	return { ...projection, page, arrived, deskName, byName, open, hints, ...(standing ? { standing } : {}) };
}

/** Ids of the residents whom a change at a door concerns. */
const peopleOf = ({ projection: { kind, body } }: RecordRow): readonly string[] =>
	kind === 'change' ? ((body as unknown as Change).people ?? []) : [];

function namesOf(ids: readonly string[], known: Rows): Record<string, string> {
	const named = ids.flatMap((id) => {
		const row = known.get(id);
		return row?.projection.kind === 'resident' ? [[id, row.projection.body.name as string]] : [];
	});
	return Object.fromEntries(named) as Record<string, string>;
}

/** Ids of the records that say what a subject is called. */
const namedBy = ({ projection: { kind, about, body } }: RecordRow): (string | undefined)[] =>
	kind === 'elder' ? [about, (body as unknown as Elder).household] : kind === 'resident' ? [about] : [];

function subjectView({ projection: { id, kind, about, body } }: RecordRow, known: Rows): SubjectView {
	const bodyOf = (other: string | undefined) => (other === undefined ? undefined : known.get(other)?.projection.body);
	const nameOf = (person: unknown) => (person as Resident | undefined)?.name;
	const doorOf = (home: unknown) => (home as Household | undefined)?.label;
	const labels: Record<string, () => readonly (string | undefined)[]> = {
		household: () => [doorOf(body)],
		place: () => [(body as unknown as Place).name],
		resident: () => [nameOf(body), doorOf(bodyOf(about))],
		elder: () => [nameOf(bodyOf(about)), doorOf(bodyOf((body as unknown as Elder).household))],
	};
	return { id, kind, label: (labels[kind]?.() ?? []).filter((part) => part !== undefined).join(' ') };
}

const unique = (ids: readonly (string | undefined)[]): string[] => [
	...new Set(ids.filter((id): id is string => id !== undefined)),
];
