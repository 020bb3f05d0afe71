/** The pages of the practice space: entries as a server would have sent them. Pure. */
import { hlcOf } from '#lib/ledger/clock.ts';
import type { Body, Entry } from '#lib/ledger/entry.ts';
import { pageToId, periodOf, registerPeriod, type PageId } from '#lib/ledger/page.ts';
import { kinds, type KindName } from '#lib/kinds/index.ts';
import { writePlaces } from './ground.ts';
import { practiceAccount, practiceDesk, practiceDevice } from './names.ts';
import { writePast } from './past.ts';
import { writePeople } from './people.ts';
import type { Answer, More, Write } from './writing.ts';

/** @param now ms; the house was entered long before, and worked at in the last days */
export function practicePages(newId: () => string, now: number): ReadonlyMap<PageId, readonly Entry[]> {
	const pages = new Map<PageId, Entry[]>();
	let next = now - 120 * 86_400_000;
	const put = (page: PageId, kind: string, body: Body, { about, ms, by }: More, re?: string): Entry => {
		const at = ms ?? (next += 1000);
		const entry: Entry = {
			id: newId(),
			v: 1,
			kind,
			desk: practiceDesk,
			by: by ?? practiceAccount,
			dev: practiceDevice,
			at: new Date(at).toISOString(),
			hlc: hlcOf(at),
			...(about !== undefined && { about }),
			...(re !== undefined && { re }),
			body,
		};
		pages.set(page, [...(pages.get(page) ?? []), entry]);
		return entry;
	};
	const pageOf = (kind: KindName, ms: number): PageId => {
		const { book, register } = kinds[kind];
		return pageToId({ desk: practiceDesk, book, period: register ? registerPeriod : periodOf(ms) });
	};
	const write: Write = (kind, body, more = {}) => put(pageOf(kind, more.ms ?? now), kind, body, more);
	const answer: Answer = (kind, target, body, more) =>
		put(pageOf(target.kind as KindName, Date.parse(target.at)), kind, body, more, target.id);
	const places = writePlaces(write);
	writePast({ write, answer, now, places, homes: writePeople(write, places.building.id) });
	return pages;
}
