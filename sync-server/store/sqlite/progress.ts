/** The counters of 进度, counted when asked: each is one walk over an index, and none can drift from the records. */
import type { DatabaseSync } from 'node:sqlite';
import { recordKinds } from '#lib/kinds/index.ts';
import { tiers, type Tier } from '#lib/registers/register.ts';
import { dayMs } from '#lib/registers/rounds.ts';
import { sorts } from '#lib/registers/rules.ts';
import type { DoneCount, GridProgress, Progress, RoundBegin, TierCount } from '#server/store/reads.ts';

const inArea = `desk >= ?1 AND desk < ?1 || ':' AND state <> 'withdrawn'`;
const tenures = sorts.filter((sort) => sort !== 'default').map((sort) => `'${sort}'`);
const sortOfRow = `iif(json ->> '$.body.tenure' IN (${tenures.join(', ')}), json ->> '$.body.tenure', 'default')`;
/** What it is about has not gone to another desk, where it is counted as a matter that came along. */
const isHere = `NOT EXISTS (SELECT 1 FROM records s WHERE s.id = records.about AND s.json -> '$.body.movedTo' IS NOT NULL)`;

const statements = {
	desks: `SELECT DISTINCT desk FROM records WHERE desk >= ?1 AND desk < ?1 || ':' ORDER BY desk`,
	// Due by the day that its row says, as on the phone; done is one that is not, because it was reached in this round.
	// Whoever is away comes due later without having been reached, and counts in neither.
	households: `WITH begins AS (SELECT value ->> 'desk' AS desk, value ->> 'sort' AS sort, value ->> 'ms' AS ms FROM json_each(?3)),
		homes AS (SELECT desk, ${sortOfRow} AS sort, due, coalesce(last, 0) AS last FROM records
			WHERE ${inArea} AND kind = 'household' AND due IS NOT NULL)
		SELECT homes.desk, homes.sort, sum(due <= ?2) AS due, sum(due > ?2 AND last >= coalesce(own.ms, common.ms)) AS done
		FROM homes JOIN begins common ON common.desk = '' AND common.sort = homes.sort
		LEFT JOIN begins own ON own.desk = homes.desk AND own.sort = homes.sort GROUP BY homes.desk, homes.sort`,
	// Whoever was not seen stands first, here as in 今日, and is not told a second time.
	elders: `SELECT desk, json ->> '$.body.tier' AS tier, count(due) AS total, sum(due <= ?2 AND alarm IS NULL) AS due,
		sum(due <> '' AND due < ?2 AND alarm IS NULL) AS overdue, count(alarm) AS alarms FROM records WHERE ${inArea} AND kind = 'elder' GROUP BY desk, tier`,
	problems: `SELECT desk, count(*) AS open, sum(day >= ?2) AS week, sum(day < ?2 AND day >= ?3) AS month, sum(day < ?3) AS older
		FROM records WHERE ${inArea} AND kind IN ('problem', 'matter') AND open = 1 AND ${isHere} GROUP BY desk`,
	today: `SELECT desk, kind, count(*) AS n FROM records WHERE ${inArea} AND kind IN (SELECT value FROM json_each(?3)) AND hlc >= ?4 AND day = ?2
		GROUP BY desk, kind`,
	days: `SELECT day, kind, count(*) AS n FROM records WHERE ${inArea} AND kind IN (SELECT value FROM json_each(?3)) AND hlc >= ?4 AND day >= ?2
		GROUP BY day, kind ORDER BY day`,
} as const;

export function progressReader(
	db: DatabaseSync,
): (area: string, day: string, begins: readonly RoundBegin[]) => Progress {
	const prepared = Object.fromEntries(Object.entries(statements).map(([name, sql]) => [name, db.prepare(sql)]));
	const all = (name: keyof typeof statements, ...values: (string | number)[]) =>
		prepared[name]!.all(...values) as unknown as Record<string, string & number>[];
	return (area, day, begins) => {
		const desks = all('desks', area).map(({ desk }) => desk as string);
		const households = Map.groupBy(all('households', area, day, JSON.stringify(begins)), ({ desk }) => desk as string);
		const elders = Map.groupBy(all('elders', area, day), ({ desk }) => desk as string);
		const problems = byDesk(all('problems', area, shift(day, -7), shift(day, -31)));
		const kindList = JSON.stringify(recordKinds);
		const today = Map.groupBy(all('today', area, day, kindList, hlcBefore(day)), ({ desk }) => desk as string);
		const grids = desks.map((desk): GridProgress => {
			const open = problems.get(desk);
			const own = elders.get(desk) ?? [];
			return {
				desk,
				households: homeCount(households.get(desk) ?? []),
				elders: Object.fromEntries(
					tiers.map((tier) => [tier, tierCount(own.find((row) => row.tier === tier))]),
				) as Record<Tier, TierCount>,
				alarms: own.reduce((sum, { alarms }) => sum + alarms!, 0),
				problems: {
					open: open?.open ?? 0,
					byAge: { week: open?.week ?? 0, month: open?.month ?? 0, older: open?.older ?? 0 },
				},
				today: Object.fromEntries(
					recordKinds.map((kind) => [kind, today.get(desk)?.find((row) => row.kind === kind)?.n ?? 0]),
				),
			};
		});
		const from = shift(day, -29);
		const days = Map.groupBy(all('days', area, from, kindList, hlcBefore(from)), (row) => row.day as string);
		return {
			grids,
			days: [...days].map(([date, rows]) => ({
				day: date,
				...Object.fromEntries(rows.map(({ kind, n }) => [kind, n])),
			})),
		};
	};
}

const byDesk = (rows: readonly Record<string, string & number>[]) =>
	new Map(rows.map((row) => [row.desk as string, row]));

function homeCount(rows: readonly Record<string, string & number>[]): GridProgress['households'] {
	const counted = rows.map(({ sort, due, done }) => [sort!, { total: due! + done!, done: done! }] as const);
	const sum = (pick: (count: DoneCount) => number) => counted.reduce((total, [, count]) => total + pick(count), 0);
	return {
		total: sum(({ total }) => total),
		done: sum(({ done }) => done),
		sorts: Object.fromEntries(counted.filter(([, { total }]) => total > 0)),
	};
}

const tierCount = (row: Record<string, number> | undefined): TierCount => ({
	total: row?.total ?? 0,
	due: row?.due ?? 0,
	overdue: row?.overdue ?? 0,
});

const shift = (day: string, days: number): string =>
	new Date(Date.parse(day) + days * dayMs).toISOString().slice(0, 10);

/** A clock reading surely before the day begins in any zone: lets the index skip what is older. */
const hlcBefore = (day: string): string => String(Date.parse(day) - dayMs).padStart(15, '0');
