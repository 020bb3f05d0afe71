/** Holds a whole ledger against its proofs, all of it and page by page, and then its lists against its entries. Reads only. */
import type { PageId } from '#lib/ledger/page.ts';
import { textToEntry } from '#lib/ledger/entry.ts';
import { pageFault, type PageEvidence, type PageFault } from '#lib/proof/page.ts';
import type { RollFault } from '#lib/proof/roll.ts';
import { snapshotToRuns } from '#lib/replica/runs.ts';
import { checkProjections, type Difference } from '#server/projections/check.ts';
import type { Calendar } from '#server/projections/refold.ts';
import type { Store } from '#server/store/store.ts';
import { rollFaultOf } from './roll.ts';
import { isSignedBy, sha256 } from './signer.ts';

export interface Verified {
	readonly pages: number;
	readonly entries: number;
	readonly receipts: number;
	/** Signed words on pages that were written anew: sealed, or with something erased. */
	readonly headings: number;
	readonly seals: number;
	/** Entries under a device's seal; what came by HTTP, or from a phone that cannot sign, has none. */
	readonly sealed: number;
	/** The first thing that is wrong; null when all holds. */
	readonly wrong: Wrong | null;
}

export type Wrong =
	| { readonly page: PageId; readonly fault: PageFault }
	| { readonly record: string; readonly list: Difference['type'] }
	/** Something lies there of a page that there is not. */
	| { readonly table: string }
	| { readonly roll: RollFault };

/**
 * @param publicKey of the server whose ledger it is, base64url
 * @param isSettled whether the server has signed a roll of this ledger, as stands beside its key
 */
export async function verifyLedger(
	store: Store,
	publicKey: string,
	calendar: Calendar,
	isSettled = false,
): Promise<Verified> {
	const count = { pages: 0, entries: 0, receipts: 0, headings: 0, seals: 0, sealed: 0 };
	const table = await store.proofs.orphaned();
	if (table) return { ...count, wrong: { table } };
	for (const page of await store.proofs.pages()) {
		const evidence = await evidenceOf(store, page);
		count.pages += 1;
		count.entries += evidence.inLog.size;
		count.receipts += evidence.receipts.length;
		count.headings += evidence.headings.length;
		count.seals += evidence.seals.length;
		count.sealed += new Set(evidence.seals.flatMap(({ ids }) => ids)).size;
		const fault = pageFault(evidence, checksOf(publicKey));
		if (fault) return { ...count, wrong: { page, fault } };
	}
	// Last of the proofs: of a page that is there it says less than the page itself.
	const roll = await rollFaultOf(store.proofs, checksOf(publicKey).isServers, isSettled);
	if (roll) return { ...count, wrong: { roll } };
	const { differences } = await checkProjections(store, calendar);
	const [first] = differences;
	return { ...count, wrong: first ? { record: first.id, list: first.type } : null };
}

export const checksOf = (publicKey: string) => ({
	sha256,
	isServers: (text: string, signature: string) => isSignedBy(publicKey, text, signature),
	isSignedBy,
});

export async function evidenceOf(store: Store, page: PageId): Promise<PageEvidence> {
	const [{ epoch, snapshot, tail }, texts, receipts, headings, seals] = await Promise.all([
		store.kept(page),
		store.proofs.texts(page),
		store.proofs.receipts(page),
		store.proofs.headings(page),
		store.proofs.seals(page),
	]);
	const parts = [...(snapshot ? [snapshot] : []), ...tail].flatMap(({ update }) => snapshotToRuns(update));
	return {
		page,
		onPage: textsById(parts.flatMap((run) => run.texts)),
		inLog: new Map(texts.map(({ id, text }) => [id, text])),
		receipts,
		epoch,
		headings,
		seals,
		keys: await store.proofs.keys([...new Set(seals.map(({ device }) => device))]),
	};
}

/** A text that is no entry stands under itself, so that nothing on a page goes unseen. */
function textsById(texts: readonly string[]): Map<string, string> {
	return new Map(
		texts.map((text) => {
			const read = textToEntry(text);
			return [read.ok ? read.value.id : text, text];
		}),
	);
}
