/** A page as a file that proves itself: its texts, and all that is held against them. */
import * as v from 'valibot';
import { textToEntry } from '#lib/ledger/entry.ts';
import type { PageId } from '#lib/ledger/page.ts';
import { err, ok, type Result } from '#lib/ledger/result.ts';
import { pageFault, type DeviceKey, type KeptSeal, type PageFault } from '#lib/proof/page.ts';
import type { SignedHeading } from '#lib/proof/heading.ts';
import type { SignedReceipt } from '#lib/proof/receipt.ts';
import { endFault, pageEndOf, pageEndText, type EndFault, type SignedPageEnd } from '#lib/proof/page-end.ts';
import type { Store } from '#server/store/store.ts';
import { sha256, type Signer } from './signer.ts';
import { checksOf, evidenceOf } from './verify.ts';

const links = {
	ids: v.array(v.string()),
	seed: v.nullable(v.string()),
	salts: v.optional(v.record(v.string(), v.string())),
	bare: v.optional(v.record(v.string(), v.string())),
};
const receipt = v.object({
	...links,
	page: v.string(),
	n: v.number(),
	at: v.number(),
	head: v.string(),
	signature: v.string(),
});
const seal = v.object({
	...links,
	page: v.string(),
	device: v.string(),
	account: v.string(),
	n: v.number(),
	contacts: v.array(v.tuple([v.number(), v.number()])),
	head: v.string(),
	signature: v.string(),
	at: v.number(),
});
const heading = v.object({
	page: v.string(),
	epoch: v.number(),
	entries: v.number(),
	ids: v.string(),
	n: v.number(),
	head: v.string(),
	gone: v.array(v.string()),
	changed: v.array(v.string()),
	at: v.number(),
	why: v.picklist(['sealed', 'erased']),
	before: v.string(),
	signature: v.string(),
});
const parts = {
	format: v.literal('linli-page'),
	page: v.string(),
	serverKey: v.string(),
	entries: v.array(v.string()),
	receipts: v.array(receipt),
	seals: v.array(seal),
	keys: v.record(v.string(), v.object({ account: v.string(), key: v.string() })),
};
const end = v.object({
	at: v.number(),
	entries: v.number(),
	receipts: v.string(),
	seals: v.string(),
	signature: v.string(),
});
const headed = { ...parts, epoch: v.number(), headings: v.array(heading) };
const exportedPage = v.variant('version', [
	v.object({ ...headed, version: v.literal(3), end }),
	// From before the server said where a page ends.
	v.pipe(
		v.object({ ...headed, version: v.literal(2) }),
		v.transform((page) => ({ ...page, end: null })),
	),
	// From before pages had headings.
	v.pipe(
		v.object({ ...parts, version: v.literal(1) }),
		v.transform((page) => ({ ...page, epoch: 1, headings: [], end: null })),
	),
]);
export interface ExportedPage {
	readonly format: 'linli-page';
	readonly version: 1 | 2 | 3;
	readonly page: PageId;
	/** Public key, base64url. */
	readonly serverKey: string;
	/** The texts of the page, as they are on it. */
	readonly entries: readonly string[];
	readonly epoch: number;
	/** Of a page that was written anew: sealed, or with something erased. */
	readonly headings: readonly SignedHeading[];
	readonly receipts: readonly SignedReceipt[];
	readonly seals: readonly KeptSeal[];
	readonly keys: { readonly [device: string]: DeviceKey };
	/** null in a file from before there was one: then nobody says that nothing was cut off. */
	readonly end: SignedPageEnd | null;
}

/** @param at server time, unix ms */
export async function exportPage(store: Store, page: PageId, signer: Signer, at: number): Promise<ExportedPage> {
	const { onPage, epoch, headings, receipts, seals, keys } = await evidenceOf(store, page);
	const entries = [...onPage.values()];
	const parts = { page, epoch, entries, receipts, seals };
	const end = pageEndOf(parts, at, sha256);
	return {
		format: 'linli-page',
		version: 3,
		page,
		serverKey: signer.publicKey,
		entries,
		epoch,
		headings,
		receipts,
		seals,
		keys: Object.fromEntries(keys),
		end: { ...end, signature: signer.sign(pageEndText(parts, end)) },
	};
}

/** @returns in words why it is none. */
export function readExportedPage(text: string): Result<ExportedPage, string> {
	try {
		const read = v.safeParse(exportedPage, JSON.parse(text));
		return read.success ? ok(read.output) : err(read.issues[0].message);
	} catch {
		return err('it is not JSON');
	}
}

/** The first thing wrong with it; null when all holds. @param serverKey the key to be believed */
export function exportedPageFault(exported: ExportedPage, serverKey: string): PageFault | EndFault | null {
	const { page, entries, receipts, epoch, headings, seals, keys } = exported;
	const texts = new Map(entries.map((text) => [idOf(text), text]));
	const devices = new Map(Object.entries(keys));
	const evidence = { page, onPage: texts, inLog: texts, receipts, epoch, headings, seals, keys: devices };
	const checks = checksOf(serverKey);
	const fault = pageFault(evidence, checks);
	if (fault || !exported.end) return fault;
	return endFault(exported, exported.end, { sha256, isSigned: checks.isServers });
}

function idOf(text: string): string {
	const read = textToEntry(text);
	return read.ok ? read.value.id : text;
}
