/** Whose data they are: one person under all ids that he has, and what was written down about him. Rules E1–E3. */
import { kinds } from '#lib/kinds/index.ts';
import { leadsOf } from '#lib/registers/leads.ts';
import type { RecordRow, Store, StoredEntry } from '#server/store/store.ts';
import { saidBy } from '#lib/registers/erased.ts';
import type { Words } from './strip.ts';

export interface Person {
	/** Rows of the resident under each of his ids: folded duplicates, and copies at other desks. */
	readonly residents: readonly RecordRow[];
	/** The same of the elder (探访对象) that he is. */
	readonly elders: readonly RecordRow[];
	/** Households behind whose doors he stands, under all their ids. */
	readonly homes: readonly RecordRow[];
	/** Nobody else stands behind those doors. */
	readonly alone: boolean;
	/** Ids of all records that go as a whole: his own, and those about him. */
	readonly records: readonly string[];
	readonly words: Words;
}

type Reading = Pick<Store, 'reads'>;
const allKinds = Object.keys(kinds);
/** One letter stands in half of all texts. */
const shortestName = 2;

/** Null when there is no such resident. */
export async function personOf(store: Reading & Pick<Store, 'known'>, resident: string): Promise<Person | null> {
	const residents = await underAllIds(store, [resident], 'resident');
	if (residents.length === 0) return null;
	const ids = idsOf(residents);
	const elders = await underAllIds(store, idsOf(await store.reads.rowsAbout(ids, ['elder'], 'also')), 'elder');
	const doors = residents.flatMap(({ projection }) => projection.about ?? []);
	const homes = await underAllIds(store, doors, 'household');
	const neighbours = await store.reads.rowsAbout(idsOf(homes), ['resident']);
	const own = new Set([...ids, ...idsOf(elders)]);
	const about = await store.reads.rowsAbout([...own], allKinds, 'also');
	const records = [...new Set([...own, ...idsOf(about)])];
	return {
		residents,
		elders,
		homes,
		alone: neighbours.every(({ projection }) => own.has(projection.id)),
		records,
		words: wordsOf(await entriesOf(store, ids)),
	};
}

const idsOf = (rows: readonly RecordRow[]): string[] => rows.map(({ projection }) => projection.id);

/** Follows what was handed on and what was folded, both ways, until nothing is new. */
async function underAllIds({ reads }: Reading, ids: readonly string[], kind: string): Promise<RecordRow[]> {
	const found = new Map<string, RecordRow>();
	let next = [...new Set(ids)];
	while (next.length > 0) {
		const rows = [...(await reads.rows(next)).values(), ...(await reads.foldedInto(next))];
		const fresh = rows.filter(({ projection }) => projection.kind === kind && !found.has(projection.id));
		for (const row of fresh) found.set(row.projection.id, row);
		const leads = fresh.map(({ projection }) => leadsOf(projection.body));
		const led = leads.flatMap(({ was, movedTo, sameAs, carried }) => [
			was?.id,
			movedTo?.id,
			sameAs,
			...(carried?.same ?? []),
		]);
		next = [...new Set(led)].filter((id): id is string => id !== undefined && !found.has(id));
	}
	return [...found.values()];
}

async function entriesOf(store: Pick<Store, 'known'>, records: readonly string[]): Promise<StoredEntry[]> {
	const known = await store.known({ ids: [], records, devices: [], accounts: [], day: '' });
	return [...known.records.values()].flatMap(({ entries }) => entries);
}

/** Every name and number that was ever written on his cards. */
function wordsOf(stored: readonly StoredEntry[]): Words {
	const said = stored.map(({ entry }) => saidBy(entry));
	const textsOf = (field: string) => [
		...new Set(said.map((body) => body[field]).filter((text) => typeof text === 'string' && text !== '')),
	];
	const names = textsOf('name') as string[];
	return { names: names.filter((name) => name.length >= shortestName), phones: textsOf('phone') as string[] };
}
