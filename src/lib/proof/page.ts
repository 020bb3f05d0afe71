/** What is held against a page, and the first thing that is wrong with it. Rules P5–P7. */
import type { Sha256 } from './chain.ts';
import { chainAfter, chainStart, sealFault, type ChainState, type Seal, type SealFault } from './seal.ts';
import { headingsFault, type HeadingFault, type SignedHeading } from './heading.ts';
import { pageStart, receiptsFault, type ReceiptFault, type SignedReceipt } from './receipt.ts';

export interface PageEvidence {
	readonly page: string;
	/** Texts by entry id, out of the page's own bytes. */
	readonly onPage: ReadonlyMap<string, string>;
	/** Texts by entry id, out of the log's table; the same map where there is none. */
	readonly inLog: ReadonlyMap<string, string>;
	/** In order of their numbers. */
	readonly receipts: readonly SignedReceipt[];
	/** How often it was written anew, and one. */
	readonly epoch: number;
	/** In order of their epochs. */
	readonly headings: readonly SignedHeading[];
	/** Of each device in order of their numbers. */
	readonly seals: readonly KeptSeal[];
	/** Public keys by device. */
	readonly keys: ReadonlyMap<string, DeviceKey>;
}

export interface KeptSeal extends Seal {
	/** Server time of arrival, unix ms. */
	readonly at: number;
}

export interface DeviceKey {
	readonly account: string;
	/** SubjectPublicKeyInfo, base64url. */
	readonly key: string;
}

export type PageFault =
	| ReceiptFault
	| HeadingFault
	/** The page's bytes and the log's table say different things of an entry. */
	| { readonly code: 'page-differs'; readonly id: string }
	/** An entry that came in behind the gate's back: no receipt names it. */
	| { readonly code: 'entry-unreceipted'; readonly id: string }
	/** A seal of a device whose key is not known, or another's. */
	| { readonly code: 'key'; readonly device: string }
	| { readonly code: 'seal'; readonly device: string; readonly n: number; readonly fault: SealFault };

export interface Checks {
	readonly sha256: Sha256;
	/** Whether the server signed this. */
	readonly isServers: (text: string, signature: string) => boolean;
	readonly isSignedBy: (key: string, text: string, signature: string) => boolean;
}

/** Null when everything holds. */
export function pageFault(evidence: PageEvidence, checks: Checks): PageFault | null {
	const { sha256, isServers } = checks;
	const { page, epoch, onPage, inLog, receipts, headings } = evidence;
	for (const [id, text] of onPage) if (inLog.get(id) !== text) return { code: 'page-differs', id };
	for (const id of inLog.keys()) if (!onPage.has(id)) return { code: 'page-differs', id };
	const fault = receiptsFault(page, receipts, (id) => inLog.get(id), { sha256, isSigned: isServers });
	if (fault) return fault;
	const receipted = new Set(receipts.flatMap(({ ids }) => ids));
	for (const id of inLog.keys()) if (!receipted.has(id)) return { code: 'entry-unreceipted', id };
	const headed = { page, epoch, start: pageStart(page, sha256), receipts, headings };
	return headingsFault(headed, { sha256, isSigned: isServers }) ?? sealsFault(evidence, checks);
}

function sealsFault({ inLog, seals, keys }: PageEvidence, { sha256, isSignedBy }: Checks): PageFault | null {
	const chains = new Map<string, ChainState>();
	for (const seal of seals) {
		const { device, n, account, at } = seal;
		const key = keys.get(device);
		if (key?.account !== account) return { code: 'key', device };
		const before = n === 0 ? null : (chains.get(device) ?? chainStart(seal, sha256));
		const fault = sealFault(seal, before, {
			textOf: (id) => inLog.get(id),
			sha256,
			isSigned: (text, signature) => isSignedBy(key.key, text, signature),
			now: at,
		});
		if (fault) return { code: 'seal', device, n, fault };
		if (n > 0) chains.set(device, chainAfter(seal));
	}
	return null;
}
