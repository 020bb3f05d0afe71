/** What one answer or file shows, parted by where it belongs: each community's administrators see what was shown of theirs. */
import type { RecordRow } from '#server/store/store.ts';
import { idsOfRecord } from './subjects.ts';

/** By desk or community: ids of the records shown and of those they are about. */
export type Parts = ReadonlyMap<string, readonly string[]>;

/** Rows by community, so that each community's administrators see what was shown of theirs, and no more. */
export function partsOf(rows: readonly (RecordRow | null | undefined)[]): Map<string, string[]> {
	const parts = new Map<string, string[]>();
	for (const row of rows) {
		if (!row) continue;
		const { desk } = row.projection;
		addTo(parts, desk, idsOfRecord(row.projection));
	}
	return joined(parts);
}

export function addTo(parts: Map<string, string[]>, desk: string, ids: readonly string[]): void {
	const known = parts.get(desk);
	if (known) known.push(...ids);
	else parts.set(desk, [...ids]);
}

const communityDigits = 12;

/** Grids of one community become the community, where there are several of them. */
export function joined(parts: ReadonlyMap<string, string[]>): Map<string, string[]> {
	const byCommunity = Map.groupBy(parts, ([desk]) => desk.slice(0, communityDigits));
	return new Map(
		[...byCommunity].map(([community, own]) =>
			own.length === 1 ? own[0]! : [community, own.flatMap(([, ids]) => ids)],
		),
	);
}
