/** Which buildings and households a request means, as far as they are where it says. */
import { err, ok, type Result } from '#lib/ledger/result.ts';
import type { Transfer } from '#lib/kinds/transfer/kind.ts';
import { isHere, leadsOf } from '#lib/registers/leads.ts';
import type { RecordRow, Store } from '#server/store/store.ts';
import { standingAt, toldBy } from './standing.ts';
import type { TransferFault, TransferRequest } from './request.ts';

export interface Chosen {
	readonly places: readonly RecordRow[];
	readonly households: readonly RecordRow[];
}

export async function chosenRows(
	store: Store,
	{ from, places = [], households = [], whole, undoes }: TransferRequest,
): Promise<Result<Chosen, TransferFault>> {
	const isStill = ({ projection }: RecordRow) => projection.desk === from && isHere(projection);
	if (undoes !== undefined) return takenBack(store, from, undoes, isStill);
	if (whole) {
		const scopes = [{ desk: from, books: ['field'] as const, exact: true }];
		const rows = (await store.reads.records({ scopes, kinds: ['place', 'household'], limit: 20_000 })).filter(isStill);
		const found = rows.filter(({ projection }) => projection.kind === 'place');
		const ids = new Set(found.map(({ projection }) => projection.id));
		const { buildingOf } = await standingAt(store, from);
		const loose = rows.filter((row) => row.projection.kind === 'household' && !ids.has(buildingOf(row) ?? ''));
		return found.length + loose.length === 0 ? err('nothing') : ok({ places: found, households: loose });
	}
	const rows = await store.reads.rows([...places, ...households]);
	const rowsOf = (ids: readonly string[], kind: string) =>
		ids
			.map((id) => rows.get(id))
			.filter((row) => row !== undefined && row.projection.kind === kind && isStill(row)) as RecordRow[];
	const chosen = { places: rowsOf(places, 'place'), households: rowsOf(households, 'household') };
	if (chosen.places.length + chosen.households.length === 0) return err('nothing');
	const isWhole = chosen.places.length === places.length && chosen.households.length === households.length;
	return isWhole ? ok(chosen) : err('gone');
}

/** What a transfer brought, as far as it is still where that brought it. */
async function takenBack(
	store: Store,
	from: string,
	undoes: string,
	isStill: (row: RecordRow) => boolean,
): Promise<Result<Chosen, TransferFault>> {
	const before = (await store.reads.rows([undoes])).get(undoes)?.projection;
	if (before?.kind !== 'transfer') return err('nothing');
	const { places, households } = before.body as unknown as Transfer;
	const named = [...(await store.reads.rows([...places, ...households])).values()];
	const originals = [
		...named,
		...(await store.reads.rowsAbout(places, ['household'])),
		...(await toldBy(
			store,
			named.filter(({ projection }) => projection.kind === 'place'),
		)),
	];
	const ids = originals.map(({ projection }) => leadsOf(projection.body).movedTo?.id).filter((id) => id !== undefined);
	const rows = [...(await store.reads.rows(ids)).values()].filter(isStill);
	const known = new Map(originals.map(({ projection }) => [projection.id, projection]));
	// A building that was there before stays there.
	const isBrought = ({ projection }: RecordRow) => known.has(leadsOf(projection.body).was?.id ?? '');
	const brought = rows.filter(({ projection }) => projection.kind === 'place').filter(isBrought);
	const within = new Set(brought.map(({ projection }) => projection.id));
	const { buildingOf } = await standingAt(store, from);
	const loose = rows.filter((row) => row.projection.kind === 'household' && !within.has(buildingOf(row) ?? ''));
	return brought.length + loose.length === 0 ? err('nothing') : ok({ places: brought, households: loose });
}
