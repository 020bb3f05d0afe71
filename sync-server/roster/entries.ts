/** A plan becomes entries: new records, and amendments in knowledge of what stood, each with where it came from. */
import { tick, type Hlc } from '#lib/ledger/clock.ts';
import { entryToText, textToEntry, type Body, type Entry, type Json } from '#lib/ledger/entry.ts';
import type { ImportSource } from '#lib/ledger/origins.ts';
import { pageToId, registerPeriod, type PageId } from '#lib/ledger/page.ts';
import { entryFault, kinds } from '#lib/kinds/index.ts';
import type { Kind } from '#lib/kinds/kind.ts';
import { says, type RowError } from './errors.ts';
import { takenOver, type Difference, type Plan } from './plan.ts';

export interface WriteMeans {
	readonly by: string;
	/** Unix ms, and the same as ISO 8601 with offset. */
	readonly nowMs: number;
	readonly at: string;
	readonly newId: () => string;
	readonly source: ImportSource;
}

export interface Draft {
	readonly entriesByPage: ReadonlyMap<PageId, readonly Entry[]>;
	/** What the schemas do not take, by row. */
	readonly errors: readonly RowError[];
}

/** An entry without what every entry of one writing has in common. */
export type Line = Pick<Entry, 'kind' | 'desk' | 'body'> & Partial<Pick<Entry, 'id' | 'about' | 're' | 'by'>>;

/** Writes entries one after the other under one clock. */
export function createPen({ by, nowMs, at, newId }: Omit<WriteMeans, 'source'>) {
	let hlc: Hlc | null = null;
	return ({ id = newId(), about, re, kind, desk, body, by: author = by }: Line): Entry => {
		hlc = tick(hlc, nowMs);
		const v = kind in kinds ? (kinds[kind as keyof typeof kinds] as Kind).version : 1;
		return { id, v, kind, desk, by: author, at, hlc, about, re, body };
	};
}

/** The register page on which records of a kind lie. */
export const registerPage = (desk: string, kind: keyof typeof kinds): PageId =>
	pageToId({ desk, book: kinds[kind].book, period: registerPeriod });

export function* planToEntries(plan: Plan, means: WriteMeans): Generator<void, Draft, void> {
	const { creations, changes, heads } = plan;
	const write = createPen(means);
	const source = { import: means.source.import, list: means.source.list };
	const pages = new Map<PageId, Entry[]>();
	const errors: RowError[] = [];
	const put = (page: PageId, row: number, line: Line) => {
		const entry = write(line);
		const fault = entryFault(entry) ?? (textToEntry(entryToText(entry)).ok ? null : { detail: '' });
		if (fault) errors.push({ row, column: null, message: notTaken(fault.detail) });
		const entries = pages.get(page);
		if (entries) entries.push(entry);
		else pages.set(page, [entry]);
	};
	for (const { id, kind, desk, about, body, row } of creations) {
		put(registerPage(desk, kind), row, { id, kind, desk, about, body: { ...body, source } });
		yield;
	}
	const amend = (differences: readonly Difference[], from: Body) => {
		const { id, kind, desk, row } = differences[0]!;
		const set: Record<string, Json> = Object.fromEntries(differences.map(({ field, after }) => [field, after]));
		const body: Body = { of: kind, base: [...heads.get(id)!], set, ...from };
		put(registerPage(desk, kind), row, { kind: 'amend', desk, re: id, body });
	};
	for (const differences of Map.groupBy(changes, ({ id }) => id).values()) {
		amend(differences, { source });
		yield;
	}
	// Chosen by a person, so it is theirs, as if they had typed it: no import takes it for its own.
	for (const differences of Map.groupBy(takenOver(plan), ({ id }) => id).values()) {
		amend(differences, { note: takenNote });
		yield;
	}
	return { entriesByPage: pages, errors };
}

/** Beside the amendment, for those who read its history. */
const takenNote = '导入时采用名单里的';

const notTaken = (detail: string) =>
	says(`这一行有内容不合要求（${detail}）`, `Something on this row is not as required (${detail})`);
