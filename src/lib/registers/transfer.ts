/**
 * Handing a register record to another desk. The record there is a copy of the one here, entry by entry: the root, and
 * each amendment in knowledge of the same others. So folding the copy gives what folding the original would, and an
 * amendment that comes late is no special case: it is one more entry to copy, which merges there as the fold has it.
 * What is wanted is computed from what is known, and only what is missing is written: doing it twice, in pieces, or in
 * another order comes to the same. Rules T1–T8 of SPEC.md; why so: docs/decisions/0008.
 */
import { isAmend, isWithdraw, type Amend } from '#lib/ledger/amend.ts';
import { hlcToMs, tick, type Hlc } from '#lib/ledger/clock.ts';
import type { Body, Entry, Json } from '#lib/ledger/entry.ts';
import { foldRecord } from '#lib/ledger/fold.ts';
import { carriedContacts, carriedOf, type Contact } from './carried.ts';
import { clerk, type Carried, type MovedTo } from './leads.ts';

export interface Means {
	/** The same id for the same words, shaped like that of an entry written at `ms`. */
	readonly idOf: (ms: number, ...words: readonly string[]) => string;
	/** Body and version of a root as they are written today. */
	readonly current: (root: Entry) => { readonly v: number; readonly body: Body };
}

/** Where a record goes, and what the ids that it names are there. */
export interface Passage {
	readonly to: MovedTo;
	/** The subject that it is about there. */
	readonly about: string | undefined;
	/** What another register record is called there; undefined when it is not there. */
	readonly nameOf: (id: string) => string | undefined;
}

/** Fields that say where a record lies and what was counted there: each desk has its own. */
const own = new Set(['movedTo', 'was', 'carried', 'notSame']);

/** All entries of the copy, as far as the original is known. None while its root has not come. */
export function copyOf(entries: readonly Entry[], passage: Passage, means: Means): Entry[] {
	const record = foldRecord(entries);
	if (!record) return [];
	const { root } = record;
	const { to } = passage;
	const { v, body } = means.current(root);
	const copyId = (entry: Entry) => means.idOf(hlcToMs(entry.hlc), to.id, entry.id);
	const shared = { desk: to.desk, by: clerk };
	const copies: Entry[] = [
		{
			...shared,
			id: to.id,
			v,
			kind: root.kind,
			at: root.at,
			hlc: root.hlc,
			about: passage.about,
			body: { ...translated(body, passage), was: { desk: root.desk, id: root.id } },
		},
	];
	const copied = new Map(record.amends.filter(isCopied).map((amend) => [amend.id, amend]));
	for (const amend of copied.values()) {
		const { note } = amend.body;
		copies.push({
			...shared,
			id: copyId(amend),
			v: amend.v,
			kind: 'amend',
			at: amend.at,
			hlc: amend.hlc,
			re: to.id,
			body: {
				of: root.kind,
				base: basesOf(amend, record.amends, copied).map(copyId),
				set: translated(amend.body.set, passage),
				...(note !== undefined && { note }),
			},
		});
	}
	const withdrawal = entries.find((entry) => isWithdraw(entry) && entry.by === root.by && entry.re === root.id);
	if (withdrawal) {
		const { at, hlc, v, kind, body } = withdrawal;
		copies.push({ ...shared, id: copyId(withdrawal), v, kind, at, hlc, re: to.id, body });
	}
	return copies;
}

const isCopied = ({ body }: Amend): boolean =>
	body.note !== undefined || Object.keys(body.set).some((field) => !own.has(field));

/** What an amendment knew, of those that are copied: one that is not leads to what it knew itself. */
function basesOf(amend: Amend, all: readonly Amend[], copied: ReadonlyMap<string, Amend>): Amend[] {
	const byId = new Map(all.map((other) => [other.id, other]));
	const bases = new Map<string, Amend>();
	const open = [...amend.body.base];
	const seen = new Set<string>();
	while (open.length > 0) {
		const id = open.pop()!;
		if (seen.has(id)) continue;
		seen.add(id);
		const base = copied.get(id);
		if (base) bases.set(id, base);
		else open.push(...(byId.get(id)?.body.base ?? []));
	}
	return [...bases.values()];
}

/** Without what belongs to the desk alone; with the names that other records have there. */
function translated(body: Body, { nameOf }: Passage): Body {
	const kept = Object.entries(body).flatMap(([field, value]): [string, Json][] => {
		if (own.has(field)) return [];
		if (typeof value !== 'string') return [[field, value]];
		if (field === 'household') return [[field, nameOf(value) ?? value]];
		if (field !== 'sameAs') return [[field, value]];
		const same = nameOf(value);
		return same === undefined ? [] : [[field, same]];
	});
	return Object.fromEntries(kept);
}

/** The amendment that says where a record went; null when it says so, or is not here. */
export function movedAmend(entries: readonly Entry[], to: MovedTo, { idOf }: Means): Entry | null {
	const record = foldRecord(entries);
	if (!record || record.body.movedTo !== undefined) return null;
	const hlc = tick(record.changed, 0);
	const id = idOf(hlcToMs(hlc), to.id, record.id, 'moved', ...record.heads);
	return clerkAmend(record.root, id, hlc, record.heads, { movedTo: { ...to } });
}

/** The amendment that brings `carried` up to date; null when it is. @param wanted undefined: nothing is carried */
export function carriedAmend(entries: readonly Entry[], wanted: Carried | undefined, { idOf }: Means): Entry | null {
	// The clerk's own word: nobody else writes this field, so what others amended does not matter here.
	const said = foldRecord(
		entries.filter(
			(entry) => entry.re === undefined || (entry.by === clerk && isAmend(entry) && 'carried' in entry.body.set),
		),
	);
	if (!said || sameJson(said.body.carried, wanted)) return null;
	const hlc = tick(said.changed, 0);
	const set = { carried: wanted ? { ...wanted } : null };
	// What it says is part of its id: another word at the same place is another entry.
	const id = idOf(hlcToMs(hlc), said.id, JSON.stringify(set), ...said.heads);
	return clerkAmend(said.root, id, hlc, said.heads, set);
}

/** What a copy carries: the contacts with the original, and what that carried itself. */
export const carriedFrom = (body: Body, contacts: readonly Contact[]): Carried | undefined =>
	carriedOf([...contacts, ...carriedContacts(body)]);

/** An open matter about a record that goes along. `changed` is the clock of what was last said of it. */
export interface Source {
	readonly id: string;
	readonly hlc: Hlc;
	readonly changed: Hlc;
	readonly at: string;
	/** As the copy says it; null when there is nothing in it any more. */
	readonly matter: Body | null;
}

export const matterIdOf = (source: Pick<Source, 'id' | 'hlc'>, to: MovedTo, { idOf }: Means): string =>
	idOf(hlcToMs(source.hlc), to.id, source.id);

/** What is missing of a matter at its new desk. @param there what stands there already */
export function matterEntries(source: Source, to: MovedTo, there: readonly Entry[], means: Means): Entry[] {
	const id = matterIdOf(source, to, means);
	// What people said of it there stays; it is compared with what the clerk said last.
	const said = foldRecord(there.filter(({ by }) => by === clerk));
	if (!said) {
		if (source.matter === null || source.matter.done !== undefined) return [];
		const { at, hlc, matter: body } = source;
		return [{ id, v: 1, kind: 'matter', desk: to.desk, by: clerk, at, hlc, about: to.id, body: plain(body) }];
	}
	if (said.state === 'withdrawn') return [];
	const hlc = [tick(said.changed, 0), source.changed].sort().at(-1)!;
	const set = source.matter === null ? {} : differences(said.body, plain(source.matter));
	const nextId = means.idOf(hlcToMs(hlc), id, JSON.stringify(set), ...said.heads);
	if (source.matter === null) {
		const shared = { v: 1, desk: to.desk, by: clerk, at: timeOf(hlc), hlc, re: id };
		return [{ ...shared, id: nextId, kind: 'withdraw', body: { reason: '原记录已撤回' } }];
	}
	return Object.keys(set).length === 0 ? [] : [clerkAmend(said.root, nextId, hlc, said.heads, set)];
}

function differences(before: Body, after: Body): Record<string, Json> {
	const set: Record<string, Json> = {};
	for (const field of Object.keys({ ...before, ...after })) {
		if (!sameJson(before[field], after[field])) set[field] = after[field] ?? null;
	}
	return set;
}

const clerkAmend = (root: Entry, id: string, hlc: Hlc, base: readonly string[], set: Body): Entry => ({
	id,
	v: 1,
	kind: 'amend',
	desk: root.desk,
	by: clerk,
	at: timeOf(hlc),
	hlc,
	re: root.id,
	body: { of: root.kind, base: [...base], set },
});

const timeOf = (hlc: Hlc): string => new Date(hlcToMs(hlc)).toISOString();
/** JSON has no undefined. */
const plain = (body: Body): Body => JSON.parse(JSON.stringify(body)) as Body;
const sameJson = (a: unknown, b: unknown): boolean => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));

/** Two bodies that say the same may name their fields in another order. */
function sorted(value: unknown): unknown {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
	return Object.fromEntries(
		Object.entries(value)
			.filter(([, part]) => part !== undefined)
			.sort(([a], [b]) => (a < b ? -1 : 1))
			.map(([key, part]) => [key, sorted(part)]),
	);
}
