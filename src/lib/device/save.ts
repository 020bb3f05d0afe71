/**
 * One action of a person is one transaction, on the disk when it resolves: its entries, their bytes, the outbox and the
 * rows that show it. Needs neither network nor Yjs, and touches no more rows with 50,000 records than with 500. Rules
 * D1–D4, D34.
 */
import { denialOf } from '#lib/access/policy.ts';
import { hlcToMs, type Hlc } from '#lib/ledger/clock.ts';
import { entrySizeLimit, entryToText, utf8Length, type Body, type Entry } from '#lib/ledger/entry.ts';
import { dayOf, pageToId, periodOf, registerPeriod, type Book, type PageId } from '#lib/ledger/page.ts';
import { err, ok, type Result } from '#lib/ledger/result.ts';
import { actionFor, entryFault, kinds, type Fault, type KindName, kindFor } from '#lib/kinds/index.ts';
import { isoWithOffset, nextReading, readClock, writeClock } from './clock.ts';
import type { Ledger, Space } from './database.ts';
import { project, projectionTables, projectNew } from './project.ts';
import { recordRow } from './records.ts';
import type { PageRow, RecordRow } from './rows.ts';
import { withRoom } from './space.ts';

/**
 * `full`: the phone has no room, nothing was written; `no-desk`: no grant in force; `unknown-record`: it is not here;
 * `newer`: another tab runs a later version of the app, nothing was written; `refused`: it stands in 未收下 and is
 * corrected or let go of there.
 */
export type SaveFault = Fault | 'full' | 'newer' | 'no-desk' | 'unknown-record' | 'refused';
export type Saved = Result<{ readonly id: string }, SaveFault>;
/** Ids of all entries of one act, in the order in which they were drawn. */
export type SavedAll = Result<{ readonly ids: readonly string[] }, SaveFault>;

export interface NewRecord {
	readonly kind: KindName;
	readonly desk: string;
	readonly about?: string;
	readonly body: object;
}

/** A new record, or a reason why not. */
export const record = (space: Space, given: NewRecord): Promise<Saved> =>
	write(space, async () => ok(newRecord(given)));

/** Changes fields of a record; null takes a field away. `note` (说明) also answers a return. */
export const amend = (space: Space, id: string, { set, note }: { set: object; note?: string }): Promise<Saved> =>
	answer(space, id, 'amend', ({ kind, heads }) => ({
		of: kind,
		base: heads,
		set: plain(set),
		...(note ? { note } : {}),
	}));

/** Takes a record back; the undo of the first ten seconds is the same with the reason `undo`. */
export const withdraw = (space: Space, id: string, reason: string): Promise<Saved> =>
	answer(space, id, 'withdraw', () => ({ reason }));

/** One entry that answers to a record. */
export const answer = (space: Space, id: string, kind: string, bodyFor: (target: RecordRow) => Body): Promise<Saved> =>
	write(space, async (db) => {
		const target = await answerable(db, id);
		return target.ok ? ok(answerTo(target.value, kind, bodyFor(target.value))) : target;
	});

/** The record that an entry may answer to; one that stands in 未收下 is corrected or let go of there. */
export async function answerable(db: Ledger, id: string): Promise<Result<RecordRow, SaveFault>> {
	const target = await recordRow(db, id);
	if (!target) return err('unknown-record');
	return target.refusal?.id === target.id ? err('refused') : ok(target);
}

export interface Draft {
	/** Given where other entries of the same act name it. */
	readonly id?: string;
	readonly kind: string;
	readonly v: number;
	readonly desk: string;
	readonly book: Book;
	readonly about?: string;
	readonly re?: string;
	readonly body: Body;
	/** A page's id or `register`; null is the month of writing. */
	readonly page: PageId | null;
	/** A reading that the entry must be later than. */
	readonly after: Hlc | null;
}

export function newRecord({ kind, desk, about, body }: NewRecord): Draft {
	const { version, book, register } = kinds[kind];
	return {
		kind,
		v: version,
		desk,
		book,
		about,
		body: plain(body),
		page: register ? registerPeriod : null,
		after: null,
	};
}

export const answerTo = (target: RecordRow, kind: string, body: Body): Draft => ({
	kind,
	v: 1,
	desk: target.desk,
	book: target.book,
	re: target.id,
	body,
	page: target.page,
	after: target.changed,
});

/** What a screen hands over may be a proxy, or hold undefined: an entry holds JSON. */
export const plain = (body: object): Body => JSON.parse(JSON.stringify(body)) as Body;

export const saveTables = (db: Ledger) => [
	db.meta,
	db.pages,
	db.updates,
	db.outbox,
	db.refused,
	db.photos,
	...projectionTables(db),
];

/**
 * @param draw says, inside the transaction, what is to be written.
 * @param sent what else belongs to the action, once the entry is written.
 */
export async function write(
	space: Space,
	draw: (db: Ledger) => Promise<Result<Draft, SaveFault>>,
	sent?: (db: Ledger, id: string) => Promise<void>,
): Promise<Saved> {
	const drawn = async (db: Ledger) => {
		const draft = await draw(db);
		return draft.ok ? ok([draft.value]) : draft;
	};
	const saved = await writeAll(space, drawn, sent && ((db, [id]) => sent(db, id!)));
	return saved.ok ? ok({ id: saved.value.ids[0]! }) : saved;
}

/** Several entries of one act: all of them are on the disk when it resolves, or none is. */
export function writeAll(
	space: Space,
	draw: (db: Ledger) => Promise<Result<readonly Draft[], SaveFault>>,
	sent?: (db: Ledger, ids: readonly string[]) => Promise<void>,
): Promise<SavedAll> {
	const { db, pen } = space;
	const written = async () => {
		try {
			return await db.transaction('rw', saveTables(db), async () => {
				const drafts = await draw(db);
				const saved = drafts.ok ? await store(space, drafts.value) : drafts;
				if (saved.ok) await sent?.(db, saved.value.ids);
				return saved;
			});
		} catch (error) {
			pen.giveUp();
			throw error;
		}
	};
	return pen.inTurn(async () => {
		const saved = await withRoom(db, written);
		return saved.ok ? saved.value : saved;
	});
}

/** Every entry is judged before the first is written: a fault is a value, and nothing is half done after it. */
async function store(space: Space, drafts: readonly Draft[]): Promise<SavedAll> {
	const { db } = space;
	const lines: Line[] = [];
	let clock = await readClock(db);
	for (const draft of drafts) {
		const next = nextReading(clock, space.now(), draft.after);
		const line = lineOf(space, draft, next.hlc);
		if (!line.ok) return line;
		lines.push(line.value);
		clock = next;
	}
	await Promise.all([writeClock(db, clock), appendAll(space, lines, clock.contact)]);
	return ok({ ids: lines.map(({ entry }) => entry.id) });
}

interface Line {
	readonly page: PageId;
	readonly entry: Entry;
	readonly text: string;
}

function lineOf(space: Space, draft: Draft, hlc: Hlc): Result<Line, SaveFault> {
	const day = dayOf(hlcToMs(hlc));
	if (denialOf(space.grants(), actionFor(draft), draft.desk, draft.book, day, kindFor(draft))) return err('no-desk');
	const entry = entryOf(space, draft, hlc);
	const fault = entryFault(entry);
	if (fault) return err(fault);
	const text = entryToText(entry);
	if (utf8Length(text) > entrySizeLimit) return err({ code: 'too-large', detail: `${utf8Length(text)} bytes` });
	return ok({ page: pageOf(draft, hlc), entry, text });
}

/** One after the other: two of them may touch one row. */
async function appendAll(space: Space, lines: readonly Line[], contact?: number): Promise<void> {
	const act = lines[0]?.entry.id;
	for (const { page, entry, text } of lines) await append(space, page, entry, text, { act, contact });
}

function entryOf(space: Space, { id, kind, v, desk, about, re, body }: Draft, hlc: Hlc): Entry {
	const { account: by, device: dev } = space;
	const at = isoWithOffset(space.now());
	return { id: id ?? space.newId(), v, kind, desk, by, dev, at, hlc, about, re, body };
}

function pageOf({ desk, book, page }: Draft, hlc: Hlc): PageId {
	if (page?.includes('/')) return page;
	return pageToId({ desk, book, period: page ?? periodOf(hlcToMs(hlc)) });
}

/**
 * Bytes, outbox and rows of one own entry. Inside a transaction over `saveTables`.
 * @param act its first entry
 * @param contact the last one with the server, server's unix ms
 */
export async function append(
	{ db, pen }: Space,
	page: PageId,
	entry: Entry,
	text: string,
	{ act = entry.id, contact }: { readonly act?: string; readonly contact?: number } = {},
): Promise<void> {
	const appendBytes = async () => {
		const row = await db.pages.get(page);
		const bytes = pen.append(page, row?.rebuilt ?? 0, text);
		const [seq] = await Promise.all([db.updates.add({ page, bytes, own: 1 }), row ?? db.pages.put(newPage(page))]);
		const { id, re: record = id } = entry;
		await db.outbox.put({ id, page, record, act, text, seq, state: 'waiting', attempts: 0, contact });
	};
	// What need not wait for the other is asked for at once: a save is spent on the ways to the disk and back.
	const show = entry.re === undefined ? projectNew(db, page, entry) : project(db, page, [entry], 1);
	await Promise.all([appendBytes(), show]);
}

export const newPage = (id: PageId): PageRow => ({ id, epoch: 0, generation: '', rebuilt: 0, projected: true });
