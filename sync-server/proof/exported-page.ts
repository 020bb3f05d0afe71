/** A page as a file that proves itself: its texts, and all that is held against them. */
import * as v from 'valibot';
import { textToEntry } from '#lib/ledger/entry.ts';
import type { PageId } from '#lib/ledger/page.ts';
import { err, ok, type Result } from '#lib/ledger/result.ts';
import { pageFault, type DeviceKey, type KeptSeal, type PageFault } from '#lib/proof/page.ts';
import type { SignedReceipt } from '#lib/proof/receipt.ts';
import type { Store } from '#server/store/store.ts';
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
const exportedPage = v.object({
	format: v.literal('linli-page'),
	version: v.literal(1),
	page: v.string(),
	serverKey: v.string(),
	entries: v.array(v.string()),
	receipts: v.array(receipt),
	seals: v.array(seal),
	keys: v.record(v.string(), v.object({ account: v.string(), key: v.string() })),
});
export interface ExportedPage {
	readonly format: 'linli-page';
	readonly version: 1;
	readonly page: PageId;
	/** Public key, base64url. */
	readonly serverKey: string;
	/** The texts of the page, as they are on it. */
	readonly entries: readonly string[];
	readonly receipts: readonly SignedReceipt[];
	readonly seals: readonly KeptSeal[];
	readonly keys: { readonly [device: string]: DeviceKey };
}

export async function exportPage(store: Store, page: PageId, serverKey: string): Promise<ExportedPage> {
	const { onPage, receipts, seals, keys } = await evidenceOf(store, page);
	const entries = [...onPage.values()];
	return {
		format: 'linli-page',
		version: 1,
		page,
		serverKey,
		entries,
		receipts,
		seals,
		keys: Object.fromEntries(keys),
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
export function exportedPageFault(exported: ExportedPage, serverKey: string): PageFault | null {
	const { page, entries, receipts, seals, keys } = exported;
	const texts = new Map(entries.map((text) => [idOf(text), text]));
	const evidence = { page, onPage: texts, inLog: texts, receipts, seals, keys: new Map(Object.entries(keys)) };
	return pageFault(evidence, checksOf(serverKey));
}

function idOf(text: string): string {
	const read = textToEntry(text);
	return read.ok ? read.value.id : text;
}
