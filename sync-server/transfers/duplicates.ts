/** What a supervisor says of two records that look alike: the same, apart again, or not the same at all. */
import { v7 as newId } from 'uuid';
import { may } from '#lib/access/policy.ts';
import { hlcToMs, tick } from '#lib/ledger/clock.ts';
import type { Body, Entry } from '#lib/ledger/entry.ts';
import { dayOf, textToPage } from '#lib/ledger/page.ts';
import { err, ok, type Result } from '#lib/ledger/result.ts';
import { isCurrent, leadsOf } from '#lib/registers/leads.ts';
import type { RecordRow } from '#server/store/store.ts';
import type { Author, Rooms } from '#server/sync/rooms.ts';
import { transfer, type TransferDeps, type TransferFault } from './transfers.ts';

export type Saying = 'same' | 'apart' | 'other';
export interface Decision {
	readonly keep: string;
	/** The one that is folded away, or was. */
	readonly other: string;
	readonly as: Saying;
	readonly author: Author;
}
export interface DecisionDeps extends TransferDeps {
	readonly rooms: Pick<Rooms, 'add'>;
}
export type DecisionFault = TransferFault | 'unlike';

export async function decide(deps: DecisionDeps, decision: Decision): Promise<Result<void, DecisionFault>> {
	const { store } = deps;
	const { keep, other, as } = decision;
	const rows = await store.reads.rows([keep, other]);
	const [kept, folded] = [rows.get(keep), rows.get(other)];
	if (!kept || !folded || keep === other) return err('gone');
	if (kept.projection.kind !== folded.projection.kind || !isRegister(kept)) return err('unlike');
	if (kept.projection.desk.slice(0, 12) !== folded.projection.desk.slice(0, 12)) return err('unlike');
	if (![kept, folded].every((row) => mayAmend(deps, decision.author, row))) return err('desk');
	if (as === 'other') return remember(deps, decision, kept, folded);
	if (as === 'apart') return separate(deps, decision, folded);
	return merge(deps, decision, kept, folded);
}

const isRegister = ({ projection: { kind } }: RecordRow): boolean => kind === 'household' || kind === 'resident';

function mayAmend({ now, timeZone }: DecisionDeps, { grants }: Author, { page: id }: RecordRow): boolean {
	const page = textToPage(id);
	return page.ok && may(grants, 'administer', page.value.desk, page.value.book, dayOf(now(), timeZone));
}

/** Rule U2: both are known by the one with the smaller id. */
async function remember(
	deps: DecisionDeps,
	{ author }: Decision,
	kept: RecordRow,
	folded: RecordRow,
): Promise<Result<void, DecisionFault>> {
	const [first, second] = kept.projection.id < folded.projection.id ? [kept, folded] : [folded, kept];
	const known = leadsOf(first.projection.body).notSame ?? [];
	if (!known.includes(second.projection.id))
		await amend(deps, author, [[first, { notSame: [...known, second.projection.id].slice(-100) }]]);
	return ok(undefined);
}

async function merge(
	deps: DecisionDeps,
	{ author, keep }: Decision,
	kept: RecordRow,
	folded: RecordRow,
): Promise<Result<void, DecisionFault>> {
	if (![kept, folded].every(({ projection }) => isCurrent(projection.body) && projection.state !== 'withdrawn'))
		return err('gone');
	const { desk } = kept.projection;
	// A door that stands in two grids goes to the one that keeps it, with its people: there is no looking across.
	if (folded.projection.kind === 'household' && folded.projection.desk !== desk) {
		const moved = await handOver(deps, author, folded, desk);
		if (!moved.ok) return moved;
		return merge(deps, { author, keep, other: moved.value.projection.id, as: 'same' }, kept, moved.value);
	}
	const twins = await elderTwins(deps, author, kept, folded);
	await amend(deps, author, [
		[folded, { sameAs: keep }],
		...twins.map(([elder, twin]) => [elder, { sameAs: twin }] as const),
	]);
	return ok(undefined);
}

async function separate(
	deps: DecisionDeps,
	{ author, keep }: Decision,
	folded: RecordRow,
): Promise<Result<void, DecisionFault>> {
	const { id, body, kind, desk } = folded.projection;
	if (leadsOf(body).sameAs !== keep) return err('gone');
	const elders = kind === 'resident' ? await deps.store.reads.rowsAbout([id], ['elder']) : [];
	const twins = elders.filter(
		(row) => leadsOf(row.projection.body).sameAs !== undefined && mayAmend(deps, author, row),
	);
	await amend(
		deps,
		author,
		[folded, ...twins].map((row) => [row, { sameAs: null }]),
	);
	// One that came over to be merged goes back to where it was.
	const { was } = leadsOf(body);
	const brought = was && (await transferOf(deps, was.id, was.desk, desk));
	if (!brought) return ok(undefined);
	const { now, timeZone } = deps;
	const order = {
		id: newId(),
		from: desk,
		to: was.desk,
		undoes: brought,
		day: dayOf(now(), timeZone),
		author,
		dry: false,
	};
	const back = await transfer(deps, order);
	// The grid that it came from may be closed by now: then it stays, by itself.
	return back.ok || back.error === 'nothing' || back.error === 'grid' ? ok(undefined) : back;
}

/** The transfer by which one household alone was brought to be merged. */
async function transferOf(
	{ store }: DecisionDeps,
	household: string,
	from: string,
	to: string,
): Promise<string | null> {
	const scopes = [{ desk: from.slice(0, 12), books: ['field'] as const, exact: true }];
	const rows = await store.reads.records({ scopes, kinds: ['transfer'], limit: 1000 });
	const found = rows.find(
		({ projection: { body } }) =>
			body.note === mergeNote && body.to === to && (body.households as string[]).join() === household,
	);
	return found?.projection.id ?? null;
}

const mergeNote = '合并重复';

async function handOver(
	deps: DecisionDeps,
	author: Author,
	row: RecordRow,
	to: string,
): Promise<Result<RecordRow, DecisionFault>> {
	const { store, now, timeZone } = deps;
	const { id, desk } = row.projection;
	const order = {
		id: newId(),
		from: desk,
		to,
		households: [id],
		day: dayOf(now(), timeZone),
		note: mergeNote,
		author,
		dry: false,
	};
	const done = await transfer(deps, order);
	if (!done.ok) return done;
	const there = leadsOf((await store.reads.rows([id])).get(id)!.projection.body).movedTo!.id;
	return ok((await store.reads.rows([there])).get(there)!);
}

/** Of one person who stands on the visiting list twice, the elder cards too are one. */
async function elderTwins(
	deps: DecisionDeps,
	author: Author,
	kept: RecordRow,
	folded: RecordRow,
): Promise<[RecordRow, string][]> {
	if (kept.projection.kind !== 'resident') return [];
	const elders = await deps.store.reads.rowsAbout([kept.projection.id, folded.projection.id], ['elder']);
	const current = elders.filter(({ projection }) => isCurrent(projection.body));
	const of = (person: RecordRow) => current.find(({ projection }) => projection.about === person.projection.id);
	const [stays, goes] = [of(kept), of(folded)];
	return stays && goes && mayAmend(deps, author, goes) ? [[goes, stays.projection.id]] : [];
}

async function amend(
	{ rooms, now }: DecisionDeps,
	{ account, grants }: Author,
	sets: readonly (readonly [RecordRow, Body])[],
): Promise<void> {
	for (const [{ projection, page }, set] of sets) {
		const { id, kind, desk, heads, changed } = projection;
		const ms = now();
		const hlc = hlcToMs(changed) >= ms ? tick(changed, ms) : tick(null, ms);
		const entry: Entry = {
			id: newId(),
			v: 1,
			kind: 'amend',
			desk,
			by: account,
			at: new Date(ms).toISOString(),
			hlc,
			re: id,
			body: { of: kind, base: [...heads], set },
		};
		const { refused } = await rooms.add(page, [entry], { account, grants, device: null });
		if (refused.length > 0) throw new Error(`refused on ${page}: ${JSON.stringify(refused)}`);
	}
}
