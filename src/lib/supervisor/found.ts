/** How an elder who was not seen was found: a check-in of its own, which ends the alarm. */
import { tick } from '#lib/ledger/clock.ts';
import type { Entry } from '#lib/ledger/entry.ts';
import { pageToId, periodOf, type PageId } from '#lib/ledger/page.ts';
import type { CheckIn } from '#lib/kinds/check-in/kind.ts';
import { kinds } from '#lib/kinds/index.ts';
import { v7 as newId } from 'uuid';
import type { RecordView } from './api.ts';

/** @param nowMs time of the server */
export function foundEntry(
	alarm: RecordView,
	how: NonNullable<CheckIn['how']>,
	by: string,
	nowMs: number,
): { page: PageId; entry: Entry } {
	const page = pageToId({ desk: alarm.desk, book: 'care', period: periodOf(nowMs) });
	const entry: Entry = {
		id: newId(),
		v: kinds['check-in'].version,
		kind: 'check-in',
		desk: alarm.desk,
		by,
		at: new Date(nowMs).toISOString(),
		hlc: tick(alarm.changed, nowMs),
		about: alarm.about,
		body: { outcome: 'found', how },
	};
	return { page, entry };
}
