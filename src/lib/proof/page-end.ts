/** The server's signed word on where an exported page ends, so that nobody cuts it short. Rule P20. */
import type { Sha256 } from './chain.ts';
import type { SignedReceipt } from './receipt.ts';
import type { Seal } from './seal.ts';

export interface PageEnd {
	/** Server time of the export, unix ms. */
	readonly at: number;
	/** How many. */
	readonly entries: number;
	/** Head of the last one; '' when there is none. */
	readonly receipts: string;
	/** SHA-256 of what the devices signed, in this order: seals that came by another hand stand in no chain. */
	readonly seals: string;
}
export type SignedPageEnd = PageEnd & {
	/** Of `pageEndText`, base64url. */
	readonly signature: string;
};

export interface PageParts {
	readonly page: string;
	readonly epoch: number;
	readonly entries: readonly string[];
	/** In order of their numbers. */
	readonly receipts: readonly SignedReceipt[];
	readonly seals: readonly Seal[];
}

export type EndFault =
	| { readonly code: 'end-signature' }
	/** Something that stood there is gone, or something is there that did not. */
	| { readonly code: 'end-other'; readonly what: (typeof parts)[number] };

const parts = ['entries', 'receipts', 'seals'] as const;

export const pageEndOf = ({ entries, receipts, seals }: PageParts, at: number, sha256: Sha256): PageEnd => ({
	at,
	entries: entries.length,
	receipts: receipts.at(-1)?.head ?? '',
	seals: sha256(JSON.stringify(seals.map(({ signature }) => signature))),
});

export const pageEndText = ({ page, epoch }: PageParts, { at, entries, receipts, seals }: PageEnd): string =>
	JSON.stringify(['linli-page-end-1', page, epoch, at, entries, receipts, seals]);

/** Null when the page ends where the server said. */
export function endFault(
	exported: PageParts,
	end: SignedPageEnd,
	{ sha256, isSigned }: { readonly sha256: Sha256; readonly isSigned: (text: string, signature: string) => boolean },
): EndFault | null {
	if (!isSigned(pageEndText(exported, end), end.signature)) return { code: 'end-signature' };
	const found = pageEndOf(exported, end.at, sha256);
	const what = parts.find((part) => found[part] !== end[part]);
	return what ? { code: 'end-other', what } : null;
}
