/** The grids of an area added up. */
import { tiers, type Tier } from '#lib/registers/register.ts';
import type { DayCount, GridProgress, TierCount } from './api.ts';

export interface Totals {
	readonly households: { readonly total: number; readonly done: number };
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
		},
	};
}
