/**
 * Files on their way in. A file is uploaded once and kept in memory, for the account that brought it and for an hour
 * after it was last touched: it holds what the ledger must never hold, so it is not written to the disk.
 */
import type { SourceList } from '#lib/registers/register.ts';
import type { RowError } from './errors.ts';
import type { Mapping, Proposal } from './mapping.ts';
import type { Decision } from './plan.ts';
import type { Content, Planned } from './planning.ts';
import type { Workbook } from './workbook.ts';

/** What a file says under its mapping. */
export interface ReadContent {
	readonly content: Content;
	readonly errors: readonly RowError[];
	readonly warnings: readonly RowError[];
}

export interface Preparation {
	/** Of the import from now on. */
	readonly id: string;
	readonly account: string;
	readonly community: string;
	readonly file: string;
	readonly sha256: string;
	readonly workbook: Workbook;
	readonly proposal: Proposal;
	list: SourceList;
	mapping: Mapping | null;
	read: ReadContent | null;
	planned: Planned | null;
	readonly decisions: Map<string, Decision>;
	/** What a person takes over from the file, though another person entered what stands. */
	readonly taken: Map<string, string>;
	/** Ends the look at the file that is under way. */
	looking: AbortController | null;
	/** How far that is. */
	progress: { done: number; total: number };
	/** Unix ms. */
	touched: number;
}

const hourMs = 60 * 60 * 1000;
/** Each may take a hundred megabytes. */
const heldAtMost = 8;

export type Preparations = ReturnType<typeof createPreparations>;

export function createPreparations(now: () => number) {
	const held = new Map<string, Preparation>();
	const drop = (preparation: Preparation) => {
		preparation.looking?.abort();
		held.delete(preparation.id);
	};
	const dropOld = () => {
		for (const preparation of held.values()) if (now() - preparation.touched > hourMs) drop(preparation);
	};
	return {
		/** In place of the one before it of the same account and community, and of the oldest when there are too many. */
		add: (preparation: Preparation) => {
			dropOld();
			for (const other of held.values())
				if (other.account === preparation.account && other.community === preparation.community) drop(other);
			const oldest = [...held.values()].sort((a, b) => a.touched - b.touched);
			oldest.slice(0, Math.max(0, held.size + 1 - heldAtMost)).forEach(drop);
			held.set(preparation.id, preparation);
		},
		/** To nobody but the account that brought it. */
		get: (id: string, account: string): Preparation | null => {
			dropOld();
			const preparation = held.get(id);
			if (preparation?.account !== account) return null;
			preparation.touched = now();
			return preparation;
		},
		drop,
		/** Of these communities, whoever brought them. */
		dropIn: (communities: readonly string[]) => {
			for (const preparation of held.values()) if (communities.includes(preparation.community)) drop(preparation);
		},
		close: () => [...held.values()].forEach(drop),
	};
}
