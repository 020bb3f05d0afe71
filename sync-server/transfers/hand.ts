/** The hand with which the server itself writes: as whom, on which pages, under which ids. */
import { isLedgerKind } from '#lib/ledger/amend.ts';
import type { Entry } from '#lib/ledger/entry.ts';
import { pageToId, registerPeriod, type PageId } from '#lib/ledger/page.ts';
import { isKindName, kinds, readBody } from '#lib/kinds/index.ts';
import { clerk } from '#lib/registers/leads.ts';
import type { Means } from '#lib/registers/transfer.ts';
import type { Author } from '#server/sync/rooms.ts';
import { derivedId } from './derived-id.ts';

export const means: Means = {
	idOf: derivedId,
	current: ({ kind, v, body }) => {
		const reading = readBody(kind, v, body);
		// What a newer program wrote stays as it is; this one would not take it and says so.
		return reading.state === 'read' && isKindName(kind) ? { v: kinds[kind].version, body: reading.body } : { v, body };
	},
};

/** Sits at the whole community, for one of its desks. */
export const clerkAt = (desk: string): Author => ({
	account: clerk,
	grants: [{ role: 'supervisor', desk: desk.slice(0, 12), books: ['field', 'care'] }],
	device: null,
	steward: true,
});

/** @param kind of the record that the entry belongs to. */
export function registerPageOf(desk: string, kind: string): PageId {
	if (!isKindName(kind)) throw new Error(`no register of ${kind}`);
	return pageToId({ desk, book: kinds[kind].book, period: registerPeriod });
}

/** Entries by page. @param kindOf the kind of the record that a withdrawal belongs to */
export function byPage(entries: readonly Entry[], kindOf: (record: string) => string): Map<PageId, Entry[]> {
	const kindOfEntry = (entry: Entry) =>
		entry.kind === 'amend' ? (entry.body.of as string) : isLedgerKind(entry.kind) ? kindOf(entry.re!) : entry.kind;
	return Map.groupBy(entries, (entry) => registerPageOf(entry.desk, kindOfEntry(entry)));
}
