/** Signs for what was appended, and, once, for what a ledger held before receipts were signed. */
import { randomBytes } from 'node:crypto';
import type { PageId } from '#lib/ledger/page.ts';
import { headAfter, seedBytes } from '#lib/proof/chain.ts';
import { pageStart, receiptText, type SignedReceipt } from '#lib/proof/receipt.ts';
import type { Proofs } from '#server/store/proofs.ts';
import { sha256, type Signer } from './signer.ts';

interface Appended {
	readonly page: PageId;
	readonly entries: readonly { readonly id: string; readonly text: string }[];
	/** Server time, unix ms. */
	readonly now: number;
}
type Chain = Pick<SignedReceipt, 'n' | 'head'> | null;

/** The next receipt of a page; null when there is nothing to receipt. */
export type Prove = (appended: Appended, chain: Chain) => SignedReceipt | null;

export function createProve(signer: Signer): Prove {
	return ({ page, entries, now: at }, chain) => {
		if (entries.length === 0) return null;
		const seed = randomBytes(seedBytes).toString('hex');
		const ids = entries.map(({ id }) => id);
		const textById = new Map(entries.map(({ id, text }) => [id, text]));
		const before = chain?.head ?? pageStart(page, sha256);
		const head = headAfter(before, { ids, seed }, (id) => textById.get(id), sha256);
		if (!head.ok) throw new Error(`no text of ${head.error.missing}`);
		const said = { page, n: (chain?.n ?? 0) + 1, at, head: head.value };
		return { ...said, ids, seed, signature: signer.sign(receiptText(said)) };
	};
}

const entriesAtOnce = 5000;

/** Receipts for the pages of a ledger that is older than they are. From here on they hold; of before, they tell nothing. */
export async function adopt(proofs: Proofs, signer: Signer, now: () => number): Promise<number> {
	const prove = createProve(signer);
	const pages = await proofs.unproven();
	for (const page of pages) {
		const texts = await proofs.texts(page);
		const receipts: SignedReceipt[] = [];
		for (let from = 0; from < texts.length; from += entriesAtOnce) {
			const entries = texts.slice(from, from + entriesAtOnce);
			receipts.push(prove({ page, entries, now: now() }, receipts.at(-1) ?? null)!);
		}
		await proofs.keep(receipts);
	}
	return pages.length;
}
