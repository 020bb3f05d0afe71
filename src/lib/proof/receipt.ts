/** The server's signed word on what one append brought to a page: the next links of the page's chain. Rules P4–P5. */
import { headAfter, firstHead, type Links, type Sha256 } from './chain.ts';

export interface SignedReceipt extends Links {
	readonly page: string;
	/** 1, 2, 3 … on its page. */
	readonly n: number;
	/** Server time of arrival, unix ms. */
	readonly at: number;
	/** Head of the page's chain after these links, hex. */
	readonly head: string;
	/** Of `receiptText`, base64url. */
	readonly signature: string;
}

/** Head of a page's chain before its first receipt. */
export const pageStart = (page: string, sha256: Sha256): string => firstHead(['page', page], sha256);

/** What the server signs. The head stands for ids and texts. */
export const receiptText = ({ page, n, at, head }: Pick<SignedReceipt, 'page' | 'n' | 'at' | 'head'>): string =>
	JSON.stringify(['linli-receipt-1', page, n, at, head]);

export type ReceiptFault =
	/** A receipt is missing before this one. */
	| { readonly code: 'receipt-missing'; readonly n: number }
	/** An entry that was receipted is not there. */
	| { readonly code: 'entry-missing'; readonly n: number; readonly id: string }
	/** A text is not what was receipted, or ids were changed. */
	| { readonly code: 'entry-changed'; readonly n: number }
	| { readonly code: 'receipt-signature'; readonly n: number };

/** The first thing that is wrong with a page's receipts, in their order; null when all hold. */
export function receiptsFault(
	page: string,
	receipts: readonly SignedReceipt[],
	textOf: (id: string) => string | undefined,
	{ sha256, isSigned }: { sha256: Sha256; isSigned: (text: string, signature: string) => boolean },
): ReceiptFault | null {
	let head = pageStart(page, sha256);
	for (const [index, receipt] of receipts.entries()) {
		const { n } = receipt;
		if (n !== index + 1) return { code: 'receipt-missing', n: index + 1 };
		const after = headAfter(head, receipt, textOf, sha256);
		if (!after.ok) return { code: 'entry-missing', n, id: after.error.missing };
		if (!isSigned(receiptText({ ...receipt, page }), receipt.signature)) return { code: 'receipt-signature', n };
		if (after.value !== receipt.head) return { code: 'entry-changed', n };
		head = after.value;
	}
	return null;
}
