/** 台账: records, latest first, filtered, a page at a time. */
import { recordKinds } from '#lib/kinds/index.ts';
import type { Ledger, Space } from './database.ts';
import type { Mark } from './marks.ts';
import { calledOf, namesOf, type Called } from './records.ts';
import type { RecordRow } from './rows.ts';
import type { Item } from './today.ts';

export interface LedgerQuery {
	readonly kind?: string;
	/** Words of the record, of the subject's name or door. */
	readonly text?: string;
	readonly mark?: Mark;
	readonly limit: number;
	/** Clock of the last row shown: the next page begins behind it. */
	readonly before?: string;
	/** Also what others recorded at the same desks; otherwise own records only. */
	readonly everyone?: boolean;
}

/** Where most rows may not be meant; where all are, no more are read (and opened, in a locked space) than are asked for. */
const chunkRows = 200;

export async function ledgerRows(space: Space, query: LedgerQuery): Promise<Item[]> {
	const { db } = space;
	const chunk = query.mark || query.text?.trim() ? chunkRows : Math.min(chunkRows, query.limit);
	const kinds = query.kind ? [query.kind] : recordKinds;
	const isAsked = (row: RecordRow) => (kinds as readonly string[]).includes(row.kind);
	const lists = [
		// Own records of grids that were handed back stand here and nowhere else.
		rowsBefore(db.kept, '[by+hlc]', space.account, chunk, isAsked),
		...(query.everyone
			? kinds.map((kind) => rowsBefore(db.records, '[kind+hlc]', kind, chunk, () => true))
			: [rowsBefore(db.records, '[by+hlc]', space.account, chunk, isAsked)]),
	];
	const found: Item[] = [];
	let before = query.before;
	for (;;) {
		const chunks = await Promise.all(lists.map((list) => list(before)));
		// Beyond the point to which every list has been read, rows of another list might still come between.
		const reached = chunks
			.filter((rows) => rows.length >= chunk)
			.map((rows) => rows.at(-1)!.hlc)
			.sort()
			.at(-1);
		const rows = chunks
			.flat()
			.filter((row) => reached === undefined || row.hlc >= reached)
			.sort((a, b) => (a.hlc < b.hlc ? 1 : -1));
		found.push(...(await matching(db, rows, query)));
		if (reached === undefined || found.length >= query.limit) return upTo(found, query.limit);
		before = reached;
	}
}

/** The first `limit`, and those with the clock of the last one: the next page begins behind it. */
function upTo(items: readonly Item[], limit: number): Item[] {
	const last = items[limit - 1]?.row.hlc;
	return items.filter(({ row }, index) => index < limit || row.hlc === last);
}

type RowsBefore = (before: string | undefined) => Promise<RecordRow[]>;

function rowsBefore(
	table: Ledger['records'],
	index: '[kind+hlc]' | '[by+hlc]',
	key: string,
	chunk: number,
	keep: (row: RecordRow) => boolean,
): RowsBefore {
	return async (before) => {
		const range = table.where(index).between([key, ''], [key, before ?? '\uffff'], true, false);
		const rows = await range.reverse().filter(keep).limit(chunk).toArray();
		if (rows.length < chunk) return rows;
		// A chunk ends between two clocks, never between records of the same.
		const last = rows.at(-1)!.hlc;
		const ties = await table.where(index).equals([key, last]).filter(keep).toArray();
		return [...rows.filter((row) => row.hlc > last), ...ties];
	};
}

async function matching(db: Ledger, rows: readonly RecordRow[], { mark, text }: LedgerQuery): Promise<Item[]> {
	const marked = mark ? rows.filter((row) => row.mark === mark) : rows;
	const called = await calledOf(
		db,
		marked.map((row) => row.about),
	);
	const items = marked.map((row) => ({ row, called: called.get(row.about ?? '') }));
	const typed = text?.trim().toLowerCase();
	if (!typed) return items;
	const names = await namesOf(db, marked.flatMap(peopleOf));
	return items.filter(({ row, called }) => {
		const concerned = peopleOf(row).flatMap((id) => names[id] ?? []);
		return wordsOf(row, called, concerned).includes(typed);
	});
}

/** Whom a change at a door names by id. */
const peopleOf = ({ kind, body }: RecordRow): readonly string[] =>
	kind === 'change' ? (body.people as readonly string[]) : [];

const wordsOf = ({ body }: RecordRow, called: Called | undefined, people: readonly string[]): string =>
	[called?.label, called?.name, ...people, ...Object.values(body).filter((value) => typeof value === 'string')]
		.join(' ')
		.toLowerCase();
