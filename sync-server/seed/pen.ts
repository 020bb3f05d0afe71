/**
 * The pen writes the entries of the invented past: envelope, id and clock as a phone would have made them, each on the
 * page where it belongs. Entries carry no device: like everything that comes by the server's own door.
 */
import { v7 as uuidv7 } from 'uuid';
import { hlcOf } from '#lib/ledger/clock.ts';
import type { Body, Entry } from '#lib/ledger/entry.ts';
import { pageToId, periodOf, registerPeriod, type PageId } from '#lib/ledger/page.ts';
import { kinds, type KindName } from '#lib/kinds/index.ts';
import type { Kind } from '#lib/kinds/kind.ts';
import type { Random } from './random.ts';

export interface Draft {
	readonly kind: KindName;
	readonly desk: string;
	readonly by: string;
	/** Unix ms at which it was written down. */
	readonly ms: number;
	readonly about?: string;
	readonly body: Body;
}

export interface Written {
	readonly page: PageId;
	readonly entry: Entry;
}

export interface Pen {
	write(draft: Draft): Written;
	/** An entry about another one (amend, review, withdraw): on the page of its target. */
	remark(target: Written, remark: { kind: 'amend' | 'review'; by: string; ms: number; body: Body }): Written;
	readonly written: readonly Written[];
}

/** China keeps one offset all year, so local time is plain arithmetic. */
const offsetMs = 8 * 60 * 60 * 1000;
export const msToLocal = (ms: number): string => `${new Date(ms + offsetMs).toISOString().slice(0, 19)}+08:00`;

export function newPen(random: Random): Pen {
	const written: Written[] = [];
	const put = (page: PageId, ms: number, rest: Omit<Entry, 'id' | 'at' | 'hlc'>): Written => {
		const id = uuidv7({ msecs: ms, random: random.bytes(16), seq: random.int(0, 0x7fff_ffff) });
		const line = { page, entry: { id, at: msToLocal(ms), hlc: hlcOf(ms), ...rest } };
		written.push(line);
		return line;
	};
	return {
		written,
		write: ({ kind: name, desk, by, ms, about, body }) => {
			const kind: Kind = kinds[name];
			const page = pageToId({ desk, book: kind.book, period: kind.register ? registerPeriod : periodOf(ms) });
			return put(page, ms, { v: kind.version, kind: name, desk, by, about, body });
		},
		remark: ({ page, entry }, { kind, by, ms, body }) =>
			put(page, ms, { v: 1, kind, desk: entry.desk, by, re: entry.id, body }),
	};
}

/** Drops what is not there: a body has no undefined fields. */
export function bodyOf(fields: { readonly [name: string]: unknown }): Body {
	return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Body;
}
