/** The grids of an area added up. */
import { tiers, type Tier } from '#lib/registers/register.ts';
import { rounds, sorts, type Round, type Sort } from '#lib/registers/rules.ts';
import type { DayCount, DoneCount, GridProgress, TierCount } from './api.ts';

export interface RoundCount extends DoneCount {
	readonly sort: Sort;
	readonly round: Round;
}

export interface Totals {
	readonly households: DoneCount;
	/** The same by sort of household and the round that it is in; sorts without any are left out. */
	readonly rounds: readonly RoundCount[];
	/** Days between check-ins by tier, where all grids have the same. */
	readonly tierDays: Readonly<Record<Tier, number>> | null;
	/** Absent for those who do not see the care book. */
	readonly elders?: Readonly<Record<Tier, TierCount>>;
	readonly alarms: number;
	readonly problems: GridProgress['problems'];
	readonly today: Omit<DayCount, 'day'>;
}

export function totalsOf(grids: readonly GridProgress[]): Totals {
	const sum = (pick: (grid: GridProgress) => number | undefined) =>
		grids.reduce((total, grid) => total + (pick(grid) ?? 0), 0);
	const tier = (name: Tier): TierCount => ({
		total: sum((grid) => grid.elders?.[name].total),
		due: sum((grid) => grid.elders?.[name].due),
		overdue: sum((grid) => grid.elders?.[name].overdue),
	});
	return {
		households: { total: sum((grid) => grid.households.total), done: sum((grid) => grid.households.done) },
		rounds: roundCounts(grids),
		tierDays: sameDays(grids),
		elders: grids.some((grid) => grid.elders)
			? (Object.fromEntries(tiers.map((name) => [name, tier(name)])) as Record<Tier, TierCount>)
			: undefined,
		alarms: sum((grid) => grid.alarms),
		problems: {
			open: sum((grid) => grid.problems.open),
			byAge: {
				week: sum((grid) => grid.problems.byAge.week),
				month: sum((grid) => grid.problems.byAge.month),
				older: sum((grid) => grid.problems.byAge.older),
			},
		},
		today: {
			visit: sum((grid) => grid.today.visit),
			'check-in': sum((grid) => grid.today['check-in']),
			patrol: sum((grid) => grid.today.patrol),
			problem: sum((grid) => grid.today.problem),
			change: sum((grid) => grid.today.change),
			errand: sum((grid) => grid.today.errand),
		},
	};
}

function roundCounts(grids: readonly GridProgress[]): readonly RoundCount[] {
	return sorts.flatMap((sort) =>
		rounds.flatMap((round) => {
			const own = grids.filter(({ setting }) => setting.households[sort] === round);
			const sum = (pick: (count: DoneCount) => number) =>
				own.reduce((total, { households }) => total + (households.sorts[sort] ? pick(households.sorts[sort]) : 0), 0);
			const total = sum((count) => count.total);
			return total > 0 ? [{ sort, round, total, done: sum((count) => count.done) }] : [];
		}),
	);
}

function sameDays(grids: readonly GridProgress[]): Totals['tierDays'] {
	const said = new Set(grids.map(({ setting }) => JSON.stringify(tiers.map((tier) => setting.elders[tier]))));
	return said.size === 1 ? grids[0]!.setting.elders : null;
}
