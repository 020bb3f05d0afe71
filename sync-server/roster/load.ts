/** The register of a community from the store, batch by batch, so that nobody waits for it. */
import { originsOf } from '#lib/ledger/origins.ts';
import type { Book } from '#lib/ledger/page.ts';
import type { Entry } from '#lib/ledger/entry.ts';
import type { Reads } from '#server/store/reads.ts';
import type { RecordRow } from '#server/store/store.ts';
import { indexRegister, registerKinds, toRegisterRecord, type Register, type RegisterRecord } from './register.ts';
import { nextTurn } from './steps.ts';

export type RegisterReads = Pick<Reads, 'ids' | 'rows' | 'entries'>;

/** Rows of one batch: some milliseconds. */
const batch = 100;

export async function loadRegister(
	reads: RegisterReads,
	community: string,
	books: readonly Book[],
	identities: ReadonlyMap<string, string>,
	signal?: AbortSignal,
): Promise<Register> {
	const records: RegisterRecord[] = [];
	for await (const row of registerRows(reads, community, books, signal)) {
		const origins = row.entries ? originsOf(row.entries) : null;
		records.push(toRegisterRecord(row.row.projection, origins));
	}
	return indexRegister(records, identities);
}

export interface LoadedRow {
	readonly row: RecordRow;
	/** Of a record that was amended; the others are what their row says. */
	readonly entries: readonly Entry[] | null;
}

/** All register records of a community that stand. */
export async function* registerRows(
	reads: RegisterReads,
	community: string,
	books: readonly Book[],
	signal?: AbortSignal,
): AsyncGenerator<LoadedRow, void, void> {
	const ids = await reads.ids({ scopes: [{ desk: community, books }], kinds: registerKinds });
	for (let from = 0; from < ids.length; from += batch) {
		await nextTurn();
		signal?.throwIfAborted();
		for (const row of (await reads.rows(ids.slice(from, from + batch))).values()) {
			const { id, amends } = row.projection;
			const stored = amends.length > 0 ? await reads.entries(id) : null;
			yield { row, entries: stored && stored.map(({ entry }) => entry) };
		}
	}
}
