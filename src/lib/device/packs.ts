/** What is handed in by HTTP, in as many requests as it needs. */
import type { OutboxRow } from './rows.ts';

/** One request holds at most so many entries, and characters of their texts. */
const packLimits = { entries: 500, characters: 1_000_000 } as const;

/** Unsent rows of a page in their order, as many together as one request holds. */
export function packsOf(rows: readonly OutboxRow[]): OutboxRow[][] {
	const packs: OutboxRow[][] = [];
	let size = 0;
	for (const row of rows) {
		const last = packs.at(-1);
		if (!last || last.length >= packLimits.entries || size + row.text.length > packLimits.characters) {
			packs.push([row]);
			size = row.text.length;
		} else {
			last.push(row);
			size += row.text.length;
		}
	}
	return packs;
}
