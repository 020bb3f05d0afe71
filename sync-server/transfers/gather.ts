/**
 * What is missing for register records, and all that hangs on them, to stand at the desk to which they go: households
 * behind a building, people behind a door, elders among them, and what is open about each. Reads the store; writes nothing.
 */
import { dayOf } from '#lib/ledger/page.ts';
import { hlcToMs } from '#lib/ledger/clock.ts';
import type { Entry } from '#lib/ledger/entry.ts';
import { matterOf } from '#lib/kinds/matter/matter-of.ts';
import { leadsOf, type Carried, type MovedTo } from '#lib/registers/leads.ts';
import {
	carriedAmend,
	carriedFrom,
	copyOf,
	matterEntries,
	matterIdOf,
	movedAmend,
	type Means,
	type Source,
} from '#lib/registers/transfer.ts';
import type { RecordRow, Store } from '#server/store/store.ts';
import { ownContacts } from '#server/projections/refold.ts';
import { byPage } from './hand.ts';
import { standingAt } from './standing.ts';

/** A record that goes (or went) to another desk. */
export interface Going {
	readonly row: RecordRow;
	readonly to: MovedTo;
	/** The subject that it is about there. */
	readonly about: string | undefined;
}

export interface Gathered {
	/** By page, those of the new desk first: nothing leaves before it has arrived. */
	readonly pages: ReturnType<typeof byPage>;
	readonly doors: number;
	readonly people: number;
	readonly elders: number;
	readonly matters: number;
}

const recordsAtOnce = 400;
const matterKinds = ['visit', 'errand', 'problem', 'matter'] as const;

export async function gather(store: Store, roots: readonly Going[], means: Means): Promise<Gathered> {
	const going = await withAllBehind(store, roots, means);
	const names = new Map(going.map(({ row, to }) => [row.projection.id, to.id]));
	await nameTwins(store, going, names);
	const [matters, contacts] = await Promise.all([
		mattersAbout(store, going, means),
		store.subjects(going.map(({ row }) => row.projection.id)),
	]);
	const entriesOf = await readEntries(store, [
		...going.flatMap(({ row, to }) => [row.projection.id, to.id]),
		...matters.map(({ id }) => id),
	]);
	const [arriving, leaving]: [Entry[], Entry[]] = [[], []];
	const kinds = new Map<string, string>(matters.map(({ id }) => [id, 'matter']));
	for (const { row, to, about } of going) {
		const { id, kind, body } = row.projection;
		kinds.set(to.id, kind);
		const there = entriesOf(to.id);
		const root = there.find((entry) => entry.id === to.id);
		const copy = isMerged(root, id)
			? []
			: copyOf(entriesOf(id), { to, about, nameOf: (name) => names.get(name) }, means);
		arriving.push(...unknown(copy, there));
		if (!root && (kind === 'household' || kind === 'elder')) {
			const carried = carriedFrom(body, ownContacts(row.projection, contacts.get(id)?.contacts ?? []));
			const amend = carriedAmend(copy, withoutSame(carried), means);
			if (amend) arriving.push(amend);
		}
		const moved = movedAmend(entriesOf(id), to, means);
		if (moved) leaving.push(moved);
	}
	for (const { id, source, to } of matters) arriving.push(...matterEntries(source, to, entriesOf(id), means));
	const kindOf = (record: string) => kinds.get(record)!;
	return {
		pages: new Map([...byPage(arriving, kindOf), ...byPage(leaving, kindOf)]),
		doors: countOf(going, 'household'),
		people: countOf(going, 'resident'),
		elders: countOf(going, 'elder'),
		matters: arriving.filter(({ kind }) => kind === 'matter').length,
	};
}

/** A building that was there already under the same name: what goes behind it, goes; the building itself stays as it is. */
const isMerged = (root: Entry | undefined, from: string): boolean =>
	root !== undefined && leadsOf(root.body).was?.id !== from;

const unknown = (entries: readonly Entry[], there: readonly Entry[]): Entry[] => {
	const known = new Set(there.map(({ id }) => id));
	return entries.filter(({ id }) => !known.has(id));
};

/** Which ids are folded in is said by the clerk, once those have come over too. */
function withoutSame(carried: Carried | undefined): Carried | undefined {
	if (!carried?.last && !carried?.alarm) return undefined;
	const { same: _same, ...rest } = carried;
	return rest;
}

const countOf = (going: readonly Going[], kind: string): number =>
	going.filter(({ row }) => row.projection.kind === kind && row.projection.state !== 'withdrawn').length;

/** The records, and those about them of the same desk, down to the elders. */
async function withAllBehind(store: Store, roots: readonly Going[], means: Means): Promise<Going[]> {
	const going = new Map(roots.map((one) => [one.row.projection.id, one]));
	const [first] = roots;
	if (!first) return [];
	const { buildingOf, told } = await standingAt(store, first.row.projection.desk);
	for (let level = [...roots]; level.length > 0;) {
		const parents = new Map(level.map((one) => [one.row.projection.id, one]));
		const behind = [...told(new Set(parents.keys()))];
		for (const ids of chunksOf([...parents.keys()], recordsAtOnce))
			behind.push(...(await store.reads.rowsAbout(ids, ['household', 'resident', 'elder'])));
		level = [...new Map(behind.map((row) => [row.projection.id, row])).values()]
			.filter(({ projection }) => !going.has(projection.id))
			.flatMap((row) => {
				const { id, hlc, kind, desk, about, body } = row.projection;
				const parent = parents.get((kind === 'household' ? buildingOf(row) : about) ?? '');
				// Its door tells a building that stays.
				if (parent?.row.projection.desk !== desk) return [];
				// One that went before its house did is where it is.
				if (body.movedTo !== undefined) return [];
				const to = { ...parent.to, id: means.idOf(hlcToMs(hlc), parent.to.id, id) };
				return [{ row, to, about: parent.to.id }];
			});
		for (const one of level) going.set(one.row.projection.id, one);
	}
	return [...going.values()];
}

/** What the records that they are folded into are called there, when those are not among them. */
async function nameTwins(store: Store, going: readonly Going[], names: Map<string, string>): Promise<void> {
	const others = going.flatMap(({ row: { projection } }) => {
		return [leadsOf(projection.body).sameAs, projection.body.household as string | undefined].filter(
			(id): id is string => id !== undefined && !names.has(id),
		);
	});
	const desk = going[0]?.to.desk;
	for (const [id, row] of await store.reads.rows([...new Set(others)])) {
		const { movedTo } = leadsOf(row.projection.body);
		if (movedTo?.desk === desk) names.set(id, movedTo!.id);
	}
}

interface GoingMatter {
	readonly id: string;
	readonly source: Source;
	readonly to: MovedTo;
}

async function mattersAbout(store: Store, going: readonly Going[], means: Means): Promise<GoingMatter[]> {
	const bySubject = new Map(going.map((one) => [one.row.projection.id, one]));
	const matters: GoingMatter[] = [];
	for (const ids of chunksOf([...bySubject.keys()], recordsAtOnce)) {
		for (const { projection } of await store.reads.rowsAbout(ids, matterKinds, 'also')) {
			const { row, to } = bySubject.get(projection.about!)!;
			if (projection.desk !== row.projection.desk) continue;
			const { id, hlc, changed, at } = projection;
			const source = { id, hlc, changed, at, matter: matterOf(projection) as Source['matter'] };
			matters.push({ id: matterIdOf(source, to, means), source, to });
		}
	}
	return matters;
}

async function readEntries(store: Store, ids: readonly string[]): Promise<(id: string) => readonly Entry[]> {
	const entries = new Map<string, readonly Entry[]>();
	const day = dayOf(0);
	for (const records of chunksOf(ids, recordsAtOnce)) {
		const known = await store.known({ ids: [], records, devices: [], accounts: [], day });
		for (const [id, record] of known.records)
			entries.set(
				id,
				record.entries.map(({ entry }) => entry),
			);
	}
	return (id) => entries.get(id) ?? [];
}

function* chunksOf<Value>(values: readonly Value[], size: number): Generator<Value[]> {
	for (let index = 0; index < values.length; index += size) yield values.slice(index, index + size);
}
