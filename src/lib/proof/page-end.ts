/** The server's signed word on where an exported page ends, so that nobody cuts it short. Rule P20. */
import type { Sha256 } from './chain.ts';
import type { SignedReceipt } from './receipt.ts';
import type { ChainEnd } from './roll.ts';
import type { Seal } from './seal.ts';

export interface PageEnd {
	/** Server time of the export, unix ms. */
	readonly at: number;
	/** How many there are; seals that came by another hand stand in no chain. */
	readonly entries: number;
	readonly seals: number;
	/** The last receipt, and the last seal of each device. */
	readonly ends: readonly ChainEnd[];
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
	/** Of each device in order of their numbers. */
	readonly seals: readonly Seal[];
}

export type EndFault =
	| { readonly code: 'end-signature' }
	/** Something that stood there is gone, or something is there that did not. */
	| { readonly code: 'end-other'; readonly what: 'receipts' | 'seals' | 'entries' };

export function pageEndOf({ page, entries, receipts, seals }: PageParts, at: number): PageEnd {
	const last = receipts.at(-1);
	const ofPage = last ? [{ page, device: null, n: last.n, head: last.head }] : [];
	const lastSeals = new Map(seals.filter(({ n }) => n > 0).map(({ device, n, head }) => [device, { n, head }]));
	const ofDevices = [...lastSeals].map(([device, link]) => ({ page, device, ...link }));
	return { at, entries: entries.length, seals: seals.length, ends: [...ofPage, ...ofDevices] };
}

/** Of a name of its own: the roll of a whole ledger must not be taken for it, nor it for that. */
export function pageEndText(
	{ page, epoch }: Pick<PageParts, 'page' | 'epoch'>,
	{ at, entries, seals, ends }: PageEnd,
	sha256: Sha256,
): string {
	const list = ends.map(({ device, n, head }) => [device, n, head]);
	return JSON.stringify(['linli-page-end-1', page, epoch, at, entries, seals, sha256(JSON.stringify(list))]);
}

/** Null when the page ends where the server said. */
export function endFault(
	parts: PageParts,
	end: SignedPageEnd,
	{ sha256, isSigned }: { readonly sha256: Sha256; readonly isSigned: (text: string, signature: string) => boolean },
): EndFault | null {
	if (!isSigned(pageEndText(parts, end, sha256), end.signature)) return { code: 'end-signature' };
	const found = pageEndOf(parts, end.at);
	if (found.entries !== end.entries) return { code: 'end-other', what: 'entries' };
	const [said, there] = [end.ends, found.ends].map((ends) => new Map(ends.map((one) => [one.device, one])));
	const isSame = (device: string | null) =>
		said!.get(device)?.n === there!.get(device)?.n && said!.get(device)?.head === there!.get(device)?.head;
	if (!isSame(null)) return { code: 'end-other', what: 'receipts' };
	const devices = new Set([...said!.keys(), ...there!.keys()]);
	return found.seals === end.seals && [...devices].every(isSame) ? null : { code: 'end-other', what: 'seals' };
}
