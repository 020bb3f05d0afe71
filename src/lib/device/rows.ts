/** What lies in the tables of the phone. Nothing here runs. */
import type { Entry } from '#lib/ledger/entry.ts';
import type { Hlc } from '#lib/ledger/clock.ts';
import type { Book, PageId } from '#lib/ledger/page.ts';
import type { AttachedBody } from '#lib/ledger/attached.ts';
import type { RefusalCode } from '#lib/ledger/refusal.ts';
import type { Projection } from '#lib/kinds/project.ts';
import type { Mark } from './marks.ts';

export interface PageRow {
	readonly id: PageId;
	/** Of the server's copy in `snapshots`; 0 while only own entries are here. */
	readonly epoch: number;
	/** Generation of the store that the copy came from. */
	readonly generation: string;
	/** Counts the times own entries were appended again under a new client id: other tabs must then take a new one too. */
	readonly rebuilt: number;
	/** `records` shows all of the copy. */
	readonly projected: boolean;
	/** The copy must be fetched again before the page is opened. */
	readonly stale?: boolean;
	/** The server does not let this account open the page: 4403 not your desk or book, 4404 no such desk or book. */
	readonly closed?: 4403 | 4404;
	/** Its grant has ended: its rows are gone, and only unsent entries wait here to be handed over. */
	readonly handed?: true;
}

/** The server's copy of a page, apart from its row: every save reads that. */
export interface SnapshotRow {
	readonly page: PageId;
	readonly bytes: Uint8Array;
}

export interface UpdateRow {
	readonly seq: number;
	readonly page: PageId;
	readonly bytes: Uint8Array;
	/** 1: appended on this phone. */
	readonly own: 0 | 1;
}

export interface RefusalNote {
	/** The entry that was not taken. */
	readonly id: string;
	readonly code: RefusalCode;
	readonly detail?: string;
}

/** One record as lists show it; see Projection for what it says. */
export interface RecordRow extends Projection {
	readonly page: PageId;
	readonly book: Book;
	/** Version of its kind that the root was written in. */
	readonly v: number;
	readonly mark: Mark;
	readonly waiting: number;
	/** All that waits of it lies on the server and waits for a supervisor's word. */
	readonly held?: true;
	readonly refusal?: RefusalNote;
	/** Subjects: when last reached, in ms; null when never. */
	readonly last?: number | null;
	/** Subjects: when last tried in vain, in ms, if later than `last`. */
	readonly tried?: number;
	/** `yyyy-mm-dd` from which it asks for attention; '' is at once; absent is never. */
	readonly due?: string;
	/** Elders: the check-in that says 没见到 and that nothing answers yet. */
	readonly alarm?: string;
	/** All entries of the record, when they are more than its root as it stands in the row. */
	readonly log?: readonly Entry[];
	/** Residents: how the name is typed. */
	readonly pinyin?: { readonly initials: string; readonly full: string };
}

/** An own record of a page that has gone from this phone, as it stood then; of a `RecordRow` what stands without its page. */
export type KeptRow = RecordRow;

/** The latest contacts with a subject; a clock and the record that says so. */
export interface ContactRow {
	readonly id: string;
	readonly reached?: Contact;
	readonly alarmed?: Contact;
	readonly tried?: Contact;
}
export interface Contact {
	readonly id: string;
	readonly hlc: Hlc;
}

/** An own entry, kept also after its receipt: a server restored from a backup may have lost it. */
export interface OutboxRow {
	readonly id: string;
	readonly page: PageId;
	readonly record: string;
	/** The first entry of the act of a person that it belongs to. */
	readonly act: string;
	readonly text: string;
	/** Where its bytes lie in `updates`. */
	readonly seq: number;
	/** `doubted`: receipted by a store that was since put back; asked again. */
	readonly state: 'waiting' | 'received' | 'doubted';
	/** Times the server sent it back for a reason that is repaired silently. */
	readonly attempts: number;
	/** The server holds it: written after a grant had ended, it waits for a supervisor's word. Still `waiting` here. */
	readonly held?: true;
	/** The last contact with the server that was known when it was written, server's unix ms; absent before the first. */
	readonly contact?: number;
	/** Handed to another phone to carry, ms of the phone's clock. Still `waiting`: only a receipt counts. */
	readonly given?: number;
	/** Signed by this device and taken by the server; or not to be taken. */
	readonly signed?: 'yes' | 'no';
}

export interface RefusedRow extends RefusalNote {
	readonly page: PageId;
	readonly record: string;
	readonly text: string;
	/** ms of the phone's clock. */
	readonly at: number;
}

/** A photo or a voice note of one's own on this phone; its bytes lie apart, under the same id. */
export interface PhotoRow {
	readonly id: string;
	/** The half-filled form that it was taken for; gone once that is saved. */
	readonly form?: string;
	/** The entry that speaks of it, and its record; absent until it is saved. */
	readonly entry?: string;
	readonly record?: string;
	/** `sent`: the server has said that it lies on its disk; `refused`: it will not take it. */
	readonly state: 'draft' | 'waiting' | 'sent' | 'refused';
	/** ms of the phone's clock: when it was taken up, or sent. */
	readonly at: number;
	/** Why the server does not take it. */
	readonly code?: string;
	/** An upload was begun. */
	readonly begun?: true;
	/** ms of the phone's clock: when it went into a parcel for another phone. */
	readonly given?: number;
	/** What its entry says. */
	readonly body: AttachedBody;
}

export interface PhotoBytesRow {
	readonly id: string;
	readonly bytes: Uint8Array;
}

/** An entry whose root has not come yet. */
export interface OrphanRow {
	readonly id: string;
	readonly target: string;
	readonly entry: Entry;
}

export type MetaRow = { readonly key: string; readonly value: unknown };

/** What an erasure took from this phone, until a person has read it. */
export interface ErasedTold {
	/** Residents whose cards went. */
	readonly people: number;
	/** Own entries that were unsent, or in 未收下. */
	readonly own: number;
}
