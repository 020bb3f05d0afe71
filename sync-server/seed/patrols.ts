/** 巡查 and 上报 of the past: routes walked, most without a finding; what was found was settled or reported. */
import type { Problem } from '#lib/kinds/problem/kind.ts';
import type { Building, Grid } from './buildings.ts';
import { addDays } from './calendar.ts';
import { patrolNote, settledNote } from './notes.ts';
import { positionNear, type Past, type Task } from './past.ts';
import { bodyOf, type Written } from './pen.ts';
import type { SitedPlace } from './places.ts';
import { findings, type Finding } from './problems-found.ts';

interface Ground {
	readonly grid: Grid;
	readonly buildings: readonly Building[];
	readonly places: readonly SitedPlace[];
}

/** The patrols of a day: one or two routes. */
export function newPatrols(past: Past, ground: Ground): (index: number) => Task[] {
	const routes = ground.places.filter((place) => place.sort === 'route');
	return (index) =>
		routes.slice(0, past.random.chance(0.4) ? 2 : 1).map((route): Task => (moment) => {
			const { random, pen } = past;
			const met = random.chance(0.27) ? random.int(1, 2) : 0;
			const body = bodyOf({
				route: route.name,
				result: met > 0 ? 'problems' : 'nothing',
				note: met === 0 && random.chance(0.5) ? patrolNote(random) : undefined,
				position: positionNear(random, random.pick(ground.buildings)),
			});
			const patrol = pen.write({
				kind: 'patrol',
				desk: ground.grid.code,
				by: moment.by,
				ms: moment.ms,
				about: route.id,
				body,
			});
			for (let count = 0; count < met; count++) {
				const ms = moment.ms + (count + 1) * random.int(3, 7) * 60_000;
				if (ms < past.calendar.now) writeProblem(past, ground, { ...moment, ms }, index, patrol.entry.id);
			}
		});
}

/** Problems that somebody meets outside a patrol. */
export const newProblems =
	(past: Past, ground: Ground) =>
	(index: number): Task[] =>
		past.random.chance(0.3) ? [(moment) => writeProblem(past, ground, moment, index)] : [];

function writeProblem(
	past: Past,
	ground: Ground,
	{ ms, by, day }: Parameters<Task>[0],
	index: number,
	during?: string,
): void {
	const { random, pen } = past;
	const finding = random.weighted(findings.map((one) => [one, one.weight] as const));
	const { about, where, point } = spotOf(past, ground, finding);
	const isSolved = finding.solved.length > 0 && random.chance(0.62);
	const waitDays = random.int(3, 10);
	const body = bodyOf({
		category: finding.category,
		item: finding.item,
		where,
		severity: finding.severity,
		handling: isSolved ? 'solved' : 'report',
		note: random.pick(isSolved ? finding.solved : finding.report),
		during,
		again: isSolved ? undefined : addDays(day, waitDays),
		position: random.chance(0.8) ? positionNear(random, point) : undefined,
	} satisfies { [Key in keyof Problem]?: Problem[Key] | undefined });
	const problem = pen.write({ kind: 'problem', desk: ground.grid.code, by, ms, about, body });
	if (!isSolved) planSettling(past, ground.grid, problem, index + waitDays);
}

function spotOf({ random }: Past, { grid, buildings, places }: Ground, { spot }: Finding) {
	const building = random.pick(buildings);
	if (spot === 'stairwell') {
		const unit = random.int(1, building.units);
		const floor = random.int(1, Math.min(building.floors, 6));
		return { about: undefined, where: `${building.number}号楼${unit}门${floor}层楼道`, point: building };
	}
	const sites = places.filter(
		(place) => place.lat !== undefined && place.sort === (spot === 'street' ? 'shop' : 'facility'),
	);
	const site = random.pick(sites) as SitedPlace & { lat: number; lon: number };
	if (spot === 'street' || random.chance(0.3))
		return { about: site.id, where: `${site.name}门前`.replace('点门前', '点旁'), point: site };
	return {
		about: undefined,
		where: `${building.number}号楼${random.pick(['东侧', '西侧', '楼前', '楼后'])}`,
		point: building,
		grid,
	};
}

/** Looked at again about its day; four of five are found settled, the others wait on. */
function planSettling(past: Past, grid: Grid, problem: Written, index: number): void {
	const { random, pen } = past;
	if (!random.chance(0.8)) return;
	past.diaryOf(grid).plan(index, ({ ms, day }) => {
		const body = { of: 'problem', base: [], set: { settled: day }, note: settledNote(random) };
		pen.remark(problem, { kind: 'amend', by: problem.entry.by, ms, body });
	});
}
