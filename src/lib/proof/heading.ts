/**
 * The server's signed word on a page that it wrote anew: how many entries it holds from then on, which, and where its
 * chain stands. A sealed page gets its last one so; what a law demands to be erased later is told by the next, which
 * names the ids that went (ids name nobody), so that every earlier heading still adds up. Rules P14–P16.
 */
import type { Sha256 } from './chain.ts';
import type { SignedReceipt } from './receipt.ts';

/** `sealed`: its time was over; what the server itself carries over to it later stands in receipts behind it. `erased`: the texts in `gone` and the old ones of `changed` were erased. */
export type HeadingReason = 'sealed' | 'erased';

export interface Heading {
	readonly page: string;
	/** The epoch that begins with it. */
	readonly epoch: number;
	/** Entries on the page, and the digest of their ids (`idsDigest`). */
	readonly entries: number;
	readonly ids: string;
	/** The last receipt of the page's chain, and the head after it; 0 and the chain's start when there is none. */
	readonly n: number;
	readonly head: string;
	/** Ids that the page held until then and holds no more. */
	readonly gone: readonly string[];
	/** Ids of entries that stand on with another text, without what was a person's. */
	readonly changed: readonly string[];
	/** Server time, unix ms. */
	readonly at: number;
	readonly why: HeadingReason;
	/** Signature of the page's heading before this one; empty at the first. */
	readonly before: string;
}

export interface SignedHeading extends Heading {
	/** Of `headingText`, base64url. */
	readonly signature: string;
}

export const headingText = ({ page, epoch, entries, ids, n, head, gone, changed, at, why, before }: Heading): string =>
	JSON.stringify(['linli-heading-1', page, epoch, entries, ids, n, head, gone, changed, at, why, before]);

/** Of a set of ids, whatever their order. Hex. */
export const idsDigest = (ids: Iterable<string>, sha256: Sha256): string =>
	sha256(JSON.stringify(['linli-ids-1', ...[...ids].sort()]));

/** What is wrong with a heading: not there, not signed, another before it, another chain, or other ids. */
export type HeadingFlaw = 'missing' | 'signature' | 'before' | 'head' | 'ids';
export type HeadingFault =
	| { readonly code: 'heading'; readonly epoch: number; readonly flaw: HeadingFlaw }
	/** A text is gone, and no heading says that it was erased. */
	| { readonly code: 'erasure-unsaid'; readonly id: string };

export interface HeadedPage {
	readonly page: string;
	readonly epoch: number;
	/** Head of the chain before the first receipt. */
	readonly start: string;
	/** In order of their numbers; already held against the texts. */
	readonly receipts: readonly SignedReceipt[];
	/** In order of their epochs. */
	readonly headings: readonly SignedHeading[];
}

/** The first thing that is wrong with a page's headings; null when all hold. */
export function headingsFault(
	{ page, epoch, start, receipts, headings }: HeadedPage,
	{ sha256, isSigned }: { sha256: Sha256; isSigned: (text: string, signature: string) => boolean },
): HeadingFault | null {
	const fault = (at: number, flaw: HeadingFlaw) => ({ code: 'heading', epoch: at, flaw }) as const;
	const gone = new Set<string>();
	const changed = new Set<string>();
	let before: SignedHeading | null = null;
	for (const heading of headings) {
		const due: number = before === null ? heading.epoch : before.epoch + 1;
		if (heading.epoch !== due) return fault(due, 'missing');
		if (!isSigned(headingText({ ...heading, page }), heading.signature)) return fault(due, 'signature');
		if (heading.before !== (before?.signature ?? '')) return fault(due, 'before');
		if (heading.head !== (heading.n === 0 ? start : receipts[heading.n - 1]?.head)) return fault(due, 'head');
		for (const id of heading.gone) gone.add(id);
		for (const id of heading.changed) changed.add(id);
		const ids = new Set(receipts.slice(0, heading.n).flatMap((receipt) => receipt.ids.filter((id) => !gone.has(id))));
		if (ids.size !== heading.entries || idsDigest(ids, sha256) !== heading.ids) return fault(due, 'ids');
		before = heading;
	}
	// Every epoch but the first begins with a heading.
	if (epoch > 1 && before?.epoch !== epoch) return fault(epoch, 'missing');
	const unsaid = receipts
		.flatMap(({ bare }) => Object.keys(bare ?? {}))
		.find((id) => !gone.has(id) && !changed.has(id));
	return unsaid === undefined ? null : { code: 'erasure-unsaid', id: unsaid };
}
