/** What comes to the gate: an update of a page by socket, or entries that the server itself was handed. */
import { isEntry, isEntryId, textToEntry, type Entry, type EntryFault } from '#lib/ledger/entry.ts';
import type { PageId } from '#lib/ledger/page.ts';
import type { Refusal } from '#lib/ledger/refusal.ts';
import { ok, type Result } from '#lib/ledger/result.ts';
import { inspectUpdate } from '#lib/replica/inspect.ts';
import type { Receipt } from '#lib/replica/messages.ts';
import type { Run } from '#lib/replica/runs.ts';
import type { Author } from './rooms.ts';

export interface Packet {
	readonly page: PageId;
	readonly author: Author;
	/** Server time at which it is judged, unix ms. */
	readonly now: number;
	/** An update is taken whole or not at all; of entries, each is judged by itself. */
	readonly content:
		| { readonly type: 'update'; readonly bytes: Uint8Array }
		| { readonly type: 'entries'; readonly items: readonly Item[] };
	/** The socket that it came from; null when it came by HTTP. */
	readonly from: object | null;
}

export interface Verdict {
	readonly accepted: readonly Receipt[];
	readonly refused: readonly Refusal[];
	/** Ids that wait for a supervisor's word; only of entries that came as such. */
	readonly held: readonly string[];
}

/** One entry with its text, or why the text is none. */
export interface Item {
	readonly text: string;
	readonly id: string | null;
	readonly read: Result<Entry, EntryFault>;
}

/** A packet with everything that can be told from its bytes and the page's clocks. */
export interface Reading {
	/** Runs that the page lacks, and their entries; no runs when they came as entries. */
	readonly runs: readonly Run[];
	readonly items: readonly Item[];
	/** Runs that the page has already, and their entries. */
	readonly known: readonly { readonly client: number; readonly items: readonly Item[] }[];
	/** The packet as a whole cannot be taken. */
	readonly fault: readonly Refusal[] | null;
}

/** @param clockOf the clock that the page expects next, as if all packets before this one were taken. */
export function readPacket({ content }: Packet, clockOf: (client: number) => number): Reading {
	if (content.type === 'entries') return { runs: [], items: content.items, known: [], fault: null };
	const inspection = inspectUpdate(content.bytes, clockOf);
	if (!inspection.ok) {
		const { code, detail, texts } = inspection.error;
		const ids = [...new Set(texts.map((text) => textToItem(text).id))];
		return {
			runs: [],
			items: [],
			known: [],
			fault: (ids.length > 0 ? ids : [null]).map((id) => ({ id, code, detail })),
		};
	}
	const { fresh, known } = inspection.value;
	return {
		runs: fresh,
		items: fresh.flatMap(({ texts }) => texts.map(textToItem)),
		known: known.map(({ client, texts }) => ({ client, items: texts.map(textToItem) })),
		fault: null,
	};
}

export function textToItem(text: string): Item {
	const read = textToEntry(text);
	return { text, id: read.ok ? read.value.id : idWithin(text), read };
}

/** An entry that the server's own code made, or that came as JSON: its text is ours, so only its size is in question. */
export function entryToItem(entry: Entry, text: string, isTooLarge: boolean): Item {
	const id = isEntryId(entry.id) ? entry.id : null;
	if (!isEntry(entry)) return { text, id, read: { ok: false, error: 'envelope' } };
	return { text, id, read: isTooLarge ? { ok: false, error: 'too-large' } : ok(entry) };
}

/** The id of a text that is no entry, so that its sender can be told which one it was; null when it shows none. */
function idWithin(text: string): string | null {
	try {
		const value: unknown = JSON.parse(text);
		const id = typeof value === 'object' && value !== null && 'id' in value ? value.id : null;
		return typeof id === 'string' && isEntryId(id) ? id : null;
	} catch {
		// Not JSON: it shows no id.
		return null;
	}
}
