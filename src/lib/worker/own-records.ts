/** What this worker wrote down: today, and this month beside what the server has of it. */
import type { Space } from '#lib/device/database.ts';
import type { RecordRow } from '#lib/device/rows.ts';
import { ledgerRows } from '#lib/device/ledger-list.ts';
import { coverOf, summaryOf, type DaySummary } from '#lib/device/summary.ts';
import type { Item } from '#lib/device/today.ts';
import { recordKinds } from '#lib/kinds/index.ts';
import { hlcOf, hlcToMs } from '#lib/ledger/clock.ts';
import { dayOf } from '#lib/ledger/page.ts';

const isRecord = (row: RecordRow): boolean =>
	(recordKinds as readonly string[]).includes(row.kind) && row.state !== 'withdrawn';

/** Own records since a day of the community, latest first, also of grids handed back; withdrawn ones are left out. */
async function ownSince({ db, account }: Space, day: string): Promise<RecordRow[]> {
	const from = hlcOf(Date.parse(`${day}T00:00:00+08:00`));
	const tables = [db.records, db.kept].map((table) =>
		table.where('[by+hlc]').between([account, from], [account, '\uffff']).filter(isRecord).toArray(),
	);
	return (await Promise.all(tables)).flat().sort((a, b) => (a.hlc < b.hlc ? 1 : -1));
}

/** Today's count and the latest few, with what their subjects are called. */
export async function recordedToday(space: Space, limit: number): Promise<{ count: number; rows: readonly Item[] }> {
	const today = dayOf(space.now());
	const count = (await ownSince(space, today)).length;
	if (count === 0) return { count, rows: [] };
	const items = await ledgerRows(space, { limit: limit * 3 });
	const rows = items.filter(({ row }) => isRecord(row) && dayOf(hlcToMs(row.hlc)) === today).slice(0, limit);
	return { count, rows };
}

export interface MonthCounts {
	readonly onPhone: number;
	readonly onServer: number;
}

/** This month's own records: all on this phone, and those of them that the server has receipted. */
export async function monthCounts(space: Space): Promise<MonthCounts> {
	const rows = await ownSince(space, `${dayOf(space.now()).slice(0, 7)}-01`);
	return {
		onPhone: rows.length,
		onServer: rows.filter((row) => row.mark !== 'phone' && row.mark !== 'held' && row.mark !== 'refused').length,
	};
}

/** A day of one's own in figures, with what was kept and settled on it. Asks the phone alone. */
export async function daySummary(space: Space, day: string): Promise<DaySummary> {
	const [since, ended] = await Promise.all([ownSince(space, day), endedOn(space, day)]);
	const own = since.filter((row) => dayOf(hlcToMs(row.hlc)) === day);
	const subjects = await space.db.records.bulkGet(own.map(({ about }) => about ?? ''));
	return summaryOf([...new Map([...own, ...ended].map((row) => [row.id, row])).values()], {
		account: space.account,
		day,
		isCover: coverOf(space.grants()),
		places: new Set(subjects.filter((row) => row?.kind === 'place').map((row) => row!.id)),
	});
}

/** A promise or a report is rarely older when it ends; beyond that the whole ledger would have to be read. */
const memoryMs = 100 * 24 * 60 * 60 * 1000;

/** Promises kept and reports settled on a day, by whomever. */
async function endedOn({ db }: Space, day: string): Promise<RecordRow[]> {
	const from = hlcOf(Date.parse(`${day}T00:00:00+08:00`) - memoryMs);
	const rowsOf = (kind: string, field: string) =>
		db.records
			.where('[kind+hlc]')
			.between([kind, from], [kind, '\uffff'])
			.filter((row) => row.body[field] === day)
			.toArray();
	return (
		await Promise.all([rowsOf('visit', 'kept'), rowsOf('errand', 'answered'), rowsOf('problem', 'settled')])
	).flat();
}
