/**
 * What a kind is: the pure face of one sort of entry. Its form and card live beside it and are listed in `faces.ts`,
 * which only the browser loads.
 */
import type * as v from 'valibot';
import type { Action } from '#lib/access/policy.ts';
import type { Body } from '#lib/ledger/entry.ts';
import type { Book } from '#lib/ledger/page.ts';

export type Language = 'zh' | 'en';
export type Words = { readonly [key: string]: { readonly zh: string; readonly en: string } };

/** What a kind says of one record beyond its body; all days `yyyy-mm-dd` of the community's zone. */
export interface Facts {
	/** The subject was reached: a visit answered, an elder met or spoken to. */
	readonly reached?: boolean;
	/** An elder was not seen: stands first until a later contact answers it. */
	readonly alarm?: boolean;
	/** Day on which this record itself asks for attention again: a promise, a problem to look at again. */
	readonly due?: string;
	/** Nothing abnormal: may become 已阅 in bulk. */
	readonly routine?: boolean;
}

export interface Kind {
	readonly name: string;
	/** Version of the body written now. */
	readonly version: number;
	readonly book: Book;
	/** Register kinds live on the register page, the others on the page of the month. */
	readonly register: boolean;
	/** What its author must be allowed to do, where that is more than `write`. */
	readonly action?: Action;
	readonly schema: v.ObjectSchema<v.ObjectEntries, undefined> | v.StrictObjectSchema<v.ObjectEntries, undefined>;
	/** `upgrades[n]` turns a body of version n+1 into version n+2; it is given any body, also one that no schema has seen. */
	readonly upgrades: readonly ((body: Body) => Body)[];
	/** Holds over several fields; a word key of `words` when it does not. */
	readonly fault?: (body: Body) => string | null;
	readonly facts: (body: Body) => Facts;
	readonly words: Words;
}
