/** Signs what a page holds from now on, each time it is written anew; and, once, for pages sealed before headings were. */
import type { PageId } from '#lib/ledger/page.ts';
import { headingText, idsDigest, type HeadingReason, type SignedHeading } from '#lib/proof/heading.ts';
import { pageStart, type SignedReceipt } from '#lib/proof/receipt.ts';
import type { Proofs } from '#server/store/proofs.ts';
import { sha256, type Signer } from './signer.ts';

export interface ToHead {
	readonly page: PageId;
	/** The epoch that begins. */
	readonly epoch: number;
	/** Ids of the entries that are on the page from now on. */
	readonly ids: readonly string[];
	/** Ids that were on it and are no more. */
	readonly gone: readonly string[];
	/** Ids of those that stand on with another text. */
	readonly changed: readonly string[];
	readonly why: HeadingReason;
	/** Server time, unix ms. */
	readonly at: number;
	/** Where the page's chain of receipts stands; null before the first. */
	readonly chain: Pick<SignedReceipt, 'n' | 'head'> | null;
	/** The page's heading before this one. */
	readonly before: SignedHeading | null;
}

export function signHeading(
	signer: Signer,
	{ page, epoch, ids, gone, changed, why, at, chain, before }: ToHead,
): SignedHeading {
	const heading = {
		page,
		epoch,
		entries: ids.length,
		ids: idsDigest(ids, sha256),
		n: chain?.n ?? 0,
		head: chain?.head ?? pageStart(page, sha256),
		gone: [...gone].sort(),
		changed: [...changed].sort(),
		at,
		why,
		before: before?.signature ?? '',
	};
	return { ...heading, signature: signer.sign(headingText(heading)) };
}

/** Headings for the sealed pages of a ledger that is older than they are: from here on they hold. Tells how many. */
export async function adoptSealed(proofs: Proofs, signer: Signer, now: () => number): Promise<number> {
	const pages = await proofs.unheaded();
	for (const { page, epoch } of pages) {
		const [texts, receipts] = [await proofs.texts(page), await proofs.receipts(page)];
		const ids = texts.map(({ id }) => id);
		const chain = receipts.at(-1) ?? null;
		await proofs.keepHeading(
			signHeading(signer, { page, epoch, ids, gone: [], changed: [], why: 'sealed', at: now(), chain, before: null }),
		);
	}
	return pages.length;
}
