/** Erasure: what goes from the ledger for good, and what is remembered so that it never comes back. */
import type { PageId } from '#lib/ledger/page.ts';
import type { KeptSeal } from '#lib/proof/page.ts';
import type { SignedReceipt } from '#lib/proof/receipt.ts';
import type { NewEntry, Rewritten } from './rows.ts';

/** `gone`: no text of this id is taken. `stripped`: it stands on without what was the person's, and no other text is taken. */
export type Erased = 'gone' | 'stripped';

/** A page as it is from now on, with the proofs that still hold for it. */
export interface ErasedPage extends Rewritten {
	/** Entries that stand on with another text. */
	readonly changed: readonly Pick<NewEntry, 'id' | 'sha256' | 'text'>[];
	/** Receipts and seals there already, whose links tell less now. */
	readonly receipts: readonly SignedReceipt[];
	readonly seals: readonly KeptSeal[];
	/** The signed word on the changed texts; null when there are none. */
	readonly receipt: SignedReceipt | null;
}

/** Of one desk: how many entries went, and how many stand on without some of their fields. */
export interface DeskSummary {
	readonly desk: string;
	readonly entries: number;
	readonly stripped: number;
}

export interface Remembered {
	readonly id: string;
	readonly how: Erased;
	readonly desk: string;
	/** Of what the entry said something; absent in what was remembered before this was told. */
	readonly record?: string | undefined;
}

/** What phones let go of. */
export interface ErasedIds {
	/** Entries that are gone. */
	readonly ids: readonly string[];
	/** Entries that stand on with another text. */
	readonly changed: readonly string[];
	/** Records of both: what was computed from them shows what is gone. */
	readonly records: readonly string[];
	/** The number to ask after next. */
	readonly next: number;
}

export interface ErasedBatch {
	/** Id of the erasure. */
	readonly erasure: string;
	/** Server time, unix ms. */
	readonly at: number;
	readonly summary: readonly DeskSummary[];
	readonly pages: readonly ErasedPage[];
	readonly remembered: readonly Remembered[];
	/** Refused bytes without the person's; null throws them away. */
	readonly packets: readonly { readonly number: number; readonly bytes: Uint8Array | null }[];
	/** Ids of held entries that go. */
	readonly held: readonly string[];
}

export interface Mention {
	readonly id: string;
	readonly record: string;
	readonly page: PageId;
	readonly text: string;
	/** It lies on the shelf and waits for a word; it is on no page. */
	readonly held: boolean;
}

export interface Aside {
	readonly packets: readonly { readonly number: number; readonly bytes: Uint8Array }[];
	readonly held: readonly { readonly id: string; readonly text: string }[];
}

export interface Erasing {
	/** All in one transaction, and the bytes are gone from the file when it resolves. @throws when the disk fails. */
	readonly erase: (batch: ErasedBatch) => Promise<void>;
	/** Gives room back and empties the write-ahead file, so that no deleted byte is left; done by `erase`, and after a crash in between. */
	readonly scour: () => Promise<void>;
	/** Those of the ids that were erased. */
	readonly known: (ids: readonly string[]) => Promise<ReadonlyMap<string, Erased>>;
	/** What was done here; null when the erasure was not carried out in this ledger. */
	readonly summary: (erasure: string) => Promise<readonly DeskSummary[] | null>;
	/** The number of its last id, by which `after` is asked; null when the erasure was not carried out in this ledger. */
	readonly lastOf: (erasure: string) => Promise<number | null>;
	/** What was erased of these desks and below, after a number. */
	readonly after: (number: number, areas: readonly string[], limit: number) => Promise<ErasedIds>;
	/** Entries of an area whose text holds one of these words. */
	readonly mentions: (area: string, words: readonly string[]) => Promise<readonly Mention[]>;
	/** All that lies aside of an area. */
	readonly aside: (area: string) => Promise<Aside>;
}
