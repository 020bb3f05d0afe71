/** 报表: how many records of each kind, by day and by worker. Every record counts once, whatever became of it since. */
import { hlcToMs } from '#lib/ledger/clock.ts';
import { dayOf } from '#lib/ledger/page.ts';
import type { RecordView } from './api.ts';

export type Counts = Readonly<Record<string, number>>;
export interface ReportRow {
	readonly key: string;
	readonly label: string;
	readonly counts: Counts;
}
export interface Report {
	/** Newest first. */
	readonly days: readonly ReportRow[];
	/** In order of account: this is no ranking. */
	readonly workers: readonly ReportRow[];
	readonly cells: readonly {
		readonly day: string;
		readonly account: string;
		readonly name: string;
		readonly counts: Counts;
	}[];
	readonly sums: Counts;
	readonly total: number;
}

type Reported = Pick<RecordView, 'hlc' | 'kind' | 'by' | 'byName'>;

export function createReport() {
	const cells = new Map<string, { day: string; account: string; name: string; counts: Record<string, number> }>();
	let total = 0;

	function add(records: readonly Reported[]): void {
		for (const { hlc, kind, by, byName } of records) {
			const day = dayOf(hlcToMs(hlc));
			const key = `${day} ${by}`;
			const cell = cells.get(key) ?? { day, account: by, name: byName, counts: {} };
			cell.counts[kind] = (cell.counts[kind] ?? 0) + 1;
			cells.set(key, cell);
			total++;
		}
	}

	function result(): Report {
		const sorted = [...cells.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, cell]) => cell);
		const names = new Map(sorted.map(({ account, name }) => [account, name]));
		const days = [...new Set(sorted.map(({ day }) => day))].reverse();
		const accounts = [...names.keys()].sort();
		const sumOf = (own: readonly { counts: Counts }[]) => {
			const sums: Record<string, number> = {};
			for (const { counts } of own)
				for (const [kind, count] of Object.entries(counts)) sums[kind] = (sums[kind] ?? 0) + count;
			return sums;
		};
		return {
			days: days.map((day) => ({ key: day, label: day, counts: sumOf(sorted.filter((cell) => cell.day === day)) })),
			workers: accounts.map((account) => ({
				key: account,
				label: names.get(account) ?? account,
				counts: sumOf(sorted.filter((cell) => cell.account === account)),
			})),
			cells: sorted,
			sums: sumOf(sorted),
			total,
		};
	}

	return { add, result };
}

export const sumOfCounts = (counts: Counts): number => Object.values(counts).reduce((sum, count) => sum + count, 0);
