/** What proves the log: signed receipts of each page, and what they are held against. */
import type { PageId } from '#lib/ledger/page.ts';
import type { DeviceKey, KeptSeal } from '#lib/proof/page.ts';
import type { SignedHeading } from '#lib/proof/heading.ts';
import type { Seal } from '#lib/proof/seal.ts';
import type { SignedReceipt } from '#lib/proof/receipt.ts';
import type { ChainEnd, SignedRoll } from '#lib/proof/roll.ts';

export interface StoredText {
	readonly id: string;
	readonly text: string;
	/** Server time of arrival, unix ms. */
	readonly arrived: number;
}

export interface Proofs {
	/** Every page that there is. */
	readonly pages: () => Promise<readonly PageId[]>;
	/** The first table that holds something of a page that there is not; null when none does. */
	readonly orphaned: () => Promise<string | null>;
	/** In order of their numbers. */
	readonly receipts: (page: PageId) => Promise<readonly SignedReceipt[]>;
	/** Those that came with any of these entries, each with the head before it; null before the first. */
	readonly receiptsOf: (
		page: PageId,
		ids: readonly string[],
	) => Promise<readonly { readonly receipt: SignedReceipt; readonly before: string | null }[]>;
	/** The entries of a page as the log's table has them, by id. */
	readonly texts: (page: PageId) => Promise<readonly StoredText[]>;
	/** The texts of these entries of the page; those that are not on it are left out. */
	readonly textsOf: (page: PageId, ids: readonly string[]) => Promise<ReadonlyMap<string, string>>;
	/** Pages with entries and without a receipt: of a ledger from before there were any. */
	readonly unproven: () => Promise<readonly PageId[]>;
	/** Receipts for what is there already. All or none. */
	readonly keep: (receipts: readonly SignedReceipt[]) => Promise<void>;
	/** Of a page: in order of their epochs. */
	readonly headings: (page: PageId) => Promise<readonly SignedHeading[]>;
	/** Sealed pages without a heading: of a ledger from before there were any. */
	readonly unheaded: () => Promise<readonly { readonly page: PageId; readonly epoch: number }[]>;
	/** A heading for a page as it is already. */
	readonly keepHeading: (heading: SignedHeading) => Promise<void>;
	/** Of a page: of each device in order of their numbers. */
	readonly seals: (page: PageId) => Promise<readonly KeptSeal[]>;
	/** The last seal of a device's chain on a page; null before the first. */
	readonly lastSeal: (page: PageId, device: string) => Promise<Seal | null>;
	/** @param carrier the account that brought it, when that is another's. A seal that is there already stays as it is. */
	readonly keepSeal: (seal: KeptSeal, carrier: string | null) => Promise<void>;
	/** Where the receipts of each page, and the seals of each device on it, stand now; in order. */
	readonly ends: () => Promise<readonly ChainEnd[]>;
	/** Whether this link of its chain is there. */
	readonly has: (end: ChainEnd) => Promise<boolean>;
	readonly roll: () => Promise<SignedRoll | null>;
	/** In place of the one before. */
	readonly keepRoll: (roll: SignedRoll) => Promise<void>;
	readonly keys: (devices: readonly string[]) => Promise<ReadonlyMap<string, DeviceKey>>;
	/** The key of a device for ever. @returns false when it has another key or belongs to another account. */
	readonly keepKey: (device: string, key: DeviceKey, at: number) => Promise<boolean>;
}
