/**
 * A list that goes out as a table: what it is called, its columns, and its rows batch by batch. Between two batches
 * everybody else has their turn, so that a list of fifty thousand rows keeps nobody waiting.
 */
import { setImmediate } from 'node:timers/promises';
import type { Area } from '#lib/access/areas/area-tree.ts';
import { may, type Grant } from '#lib/access/policy.ts';
import type { RecordState } from '#lib/ledger/fold.ts';
import { books, textToPage, type Book } from '#lib/ledger/page.ts';
import { isHere as isRecordHere } from '#lib/registers/leads.ts';
import type { Areas } from '#server/areas/areas.ts';
import type { Account } from '#server/auth/accounts.ts';
import type { GridProgress, Reads, RecordQuery } from '#server/store/reads.ts';
import type { RecordRow } from '#server/store/store.ts';

export type Cell = string | number;

/** What the screen has narrowed its list to; each list heeds what it knows. */
export interface Filters {
	readonly kinds?: readonly string[];
	readonly states?: readonly RecordState[];
	readonly by?: string;
	readonly from?: string;
	readonly to?: string;
	readonly worth?: boolean;
	/** Words that must stand in the door, a name or a telephone number. */
	readonly find?: string;
	/** Only households that were not reached in this round. */
	readonly missing?: boolean;
}

export interface Asked {
	readonly area: string;
	/** Books that whoever asks may carry out of the whole area. */
	readonly books: readonly Book[];
	readonly filters: Filters;
}

export interface Means {
	readonly reads: Reads;
	/** The figures that 进度 shows. */
	readonly progress: (area: string, seesCare: boolean) => Promise<{ readonly grids: readonly NamedProgress[] }>;
	readonly areas: Areas;
	readonly accounts: { readonly list: () => readonly Account[]; readonly nameOf: (account: string) => string };
	readonly timeZone: string;
	/** Unix ms, and its day `yyyy-mm-dd`. */
	readonly nowMs: number;
	readonly day: string;
	/** Told whom the rows show, for whoever puts that on record: records of a desk, and those they are about. */
	readonly show?: (desk: string, ids: readonly string[]) => void;
}

/** Without `care` what elders are counted by is absent. */
export type NamedProgress = Omit<GridProgress, 'elders' | 'alarms'> &
	Partial<Pick<GridProgress, 'elders' | 'alarms'>> & { readonly name: string };

export interface List {
	/** Names the file and the sheet. */
	readonly title: string;
	/** Books without all of which there is nothing to list. */
	readonly needs: readonly Book[];
	/** Also needs the seat that administers the area: it is about the people who work there. */
	readonly administered?: boolean;
	readonly columns: (asked: Asked) => readonly string[];
	/** @param leave told what does not fit into the list, in words, and how many of them. */
	readonly rows: (asked: Asked, means: Means, leave: Leave) => AsyncIterable<readonly (readonly Cell[])[]>;
	/** Rows of these records alone, for a list that gives each its number (编号); what does not lie there is absent. */
	readonly rowsOf?: (ids: readonly string[], asked: Asked, means: Means) => AsyncIterable<readonly (readonly Cell[])[]>;
}

export type Leave = (what: string, count?: number) => void;

/** Books that these grants let out of the whole area. */
export const booksOut = (grants: readonly Grant[], area: string, day: string): readonly Book[] =>
	books.filter((book) => may(grants, 'export', area, book, day));

export const scopesOf = ({ area, books: open }: Asked): RecordQuery['scopes'] => [{ desk: area, books: open }];

/** Whether a record lies in what was asked for: what a list looks up besides must not lead out of it. */
export function liesWithin({ area, books: open }: Asked, { page }: RecordRow): boolean {
	const at = textToPage(page);
	return at.ok && at.value.desk.startsWith(area) && open.includes(at.value.book);
}

/** What was handed on, or is another's double, stands elsewhere under its own id. */
export const isHere = ({ projection }: RecordRow): boolean => isRecordHere(projection);

/** Read and written in one go; some 10 ms of work. */
export const batchSize = 200;

export function* slices<Item>(items: readonly Item[]): Generator<readonly Item[]> {
	for (let at = 0; at < items.length; at += batchSize) yield items.slice(at, at + batchSize);
}

/** All records of a question, newest first. */
export async function* recordBatches(
	reads: Pick<Reads, 'records'>,
	query: Omit<RecordQuery, 'limit' | 'before'>,
): AsyncGenerator<readonly RecordRow[]> {
	let before: RecordQuery['before'];
	for (;;) {
		await setImmediate();
		const rows = await reads.records({ ...query, before, limit: batchSize });
		await setImmediate();
		if (rows.length > 0) yield rows;
		const last = rows.at(-1)?.projection;
		if (rows.length < batchSize || !last) return;
		before = { hlc: last.hlc, id: last.id };
	}
}

/** Grids of the area in order of their codes; the area itself when it is one. A city has thousands of areas to ask. */
export async function* gridsOf(areas: Pick<Areas, 'get' | 'children'>, area: string): AsyncGenerator<Area> {
	const own = areas.get(area);
	if (own?.level === 'grid') return yield own;
	await setImmediate();
	for (const { code } of areas.children(area)) yield* gridsOf(areas, code);
}

/** A grid as people of the area call it: every community has a 第一网格, so seen from above it comes with its community. */
export function gridNameIn(areas: Pick<Areas, 'name'>, area: string, grid: string): string {
	const name = areas.name(grid);
	return area.length >= 12 || grid.length <= 12 ? name : `${areas.name(grid.slice(0, 12))} ${name}`;
}

/** `2026-11-27 14:05`, in the zone of the community. */
export function momentWriter(timeZone: string): (ms: number) => string {
	const format = new Intl.DateTimeFormat('sv-SE', {
		timeZone,
		year: 'numeric',
		month: '2-digit',
		day: '2-digit',
		hour: '2-digit',
		minute: '2-digit',
	});
	return (ms) => format.format(ms);
}

const dayMs = 24 * 60 * 60 * 1000;

/** Days from one day `yyyy-mm-dd` to another. */
export const daysBetween = (from: string, to: string): number =>
	Math.round((Date.parse(to) - Date.parse(from)) / dayMs);
