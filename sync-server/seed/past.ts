/**
 * What the tellers of the past share: who worked where on a day, a diary of what comes back later, and where a phone
 * said it was.
 */
import type { Position } from '#lib/kinds/fields.ts';
import { grids, type Grid } from './buildings.ts';
import { workdayFrom, type Calendar } from './calendar.ts';
import type { Pen } from './pen.ts';
import type { Random } from './random.ts';

/** One thing done on a working day, at a moment that the day gives it. */
export type Task = (moment: { readonly ms: number; readonly by: string; readonly day: string }) => void;

export interface Diary {
	/** Puts a task on a day (its index), or the first working day after it. */
	plan(index: number, task: Task): void;
	/** Puts it on the day itself, be it a Sunday. */
	planOn(index: number, task: Task): void;
	tasksOn(index: number): readonly Task[];
}

export interface Past {
	readonly random: Random;
	readonly pen: Pen;
	readonly calendar: Calendar;
	readonly diaryOf: (grid: Grid) => Diary;
}

export function newPast(random: Random, pen: Pen, calendar: Calendar): Past {
	const diaries = new Map(grids.map((grid) => [grid, newDiary(calendar)]));
	return { random, pen, calendar, diaryOf: (grid) => diaries.get(grid)! };
}

function newDiary(calendar: Calendar): Diary {
	const tasks = new Map<number, Task[]>();
	const planOn = (index: number, task: Task) => void tasks.set(index, [...(tasks.get(index) ?? []), task]);
	return {
		plan: (index, task) => planOn(workdayFrom(calendar, index), task),
		planOn,
		tasksOn: (index) => tasks.get(index) ?? [],
	};
}

/** The substitution of the demonstration: grid02 also holds the first grid, from three days ago to two weeks ahead. */
export const cover = { account: 'grid02', grid: grids[0]!, daysBack: 3, daysAhead: 14 } as const;

export function workerOn({ random, calendar }: Past, grid: Grid, index: number): string {
	const isCovered = grid === cover.grid && index >= calendar.today - cover.daysBack;
	return isCovered && random.chance(0.3) ? cover.account : grid.worker;
}

/** A fix near a point, as a cheap phone between houses gives it. */
export function positionNear(random: Random, { lat, lon }: { readonly lat: number; readonly lon: number }): Position {
	const accuracy = random.weighted([
		[random.int(4, 12), 6],
		[random.int(13, 35), 3],
		[random.int(36, 90), 1],
	]);
	const spread = accuracy / 111_195;
	const shift = () => (random.next() - 0.5) * 1.6 * spread;
	const round = (degrees: number) => Math.round(degrees * 1e6) / 1e6;
	return { lat: round(lat + shift()), lon: round(lon + shift()), accuracy, age: random.int(0, 8) };
}
