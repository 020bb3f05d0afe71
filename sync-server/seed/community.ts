/**
 * The demonstration community 朝阳里社区, invented whole: places, people, the visiting list and three months of work.
 * Pure: the same moment and seed give the same entries, to the id.
 */
import type { Drawing } from '#lib/ground/drawing.ts';
import type { Entry } from '#lib/ledger/entry.ts';
import type { PageId } from '#lib/ledger/page.ts';
import { grids, newBuildings, type Grid } from './buildings.ts';
import { isWorkday, newCalendar, workTimes } from './calendar.ts';
import { newChanges } from './changes.ts';
import { planCheckIns } from './check-ins.ts';
import { newDrawing } from './drawing.ts';
import { newElders, type ElderCase } from './elders.ts';
import { newHomes, type Home } from './homes.ts';
import { newPast, workerOn, type Past, type Task } from './past.ts';
import { newPatrols, newProblems } from './patrols.ts';
import { newPen } from './pen.ts';
import { newPlaces, type SitedPlace } from './places.ts';
import { newRandom } from './random.ts';
import { reviewPast, supervisor } from './reviews.ts';
import { newVisits } from './visits.ts';

export interface Community {
	readonly places: readonly SitedPlace[];
	readonly drawing: Drawing;
	readonly homes: readonly Home[];
	readonly elders: readonly ElderCase[];
	/** In order of their clocks. */
	readonly entriesByPage: ReadonlyMap<PageId, readonly Entry[]>;
}

/** The registers were taken down this long before the first day of the past. */
const registerLeadMs = 5 * 24 * 60 * 60 * 1000;
/** Nothing is younger than this, so that no clock of a test or a phone finds the past in its future. */
const quietMs = 10 * 60 * 1000;

/** @param now unix ms; every date of the past is reckoned from it. */
export function newCommunity(now: number, seed = 19890318): Community {
	const random = newRandom(seed);
	const calendar = newCalendar(now - quietMs);
	const pen = newPen(random);
	let registerMs = Date.parse(`${calendar.days[0]}T09:00:00+08:00`) - registerLeadMs;
	const register = { by: supervisor, today: calendar.days.at(-1)!, nextMs: () => (registerMs += 1000) };

	const buildings = newBuildings(random);
	const { buildingIds, places } = newPlaces(random, pen, register, buildings);
	const homes = newHomes(random, pen, register, buildingIds);
	const elders = newElders(random, pen, register, homes);

	const past = newPast(random, pen, calendar);
	planCheckIns(past, elders);
	for (const grid of grids) {
		const ground = {
			grid,
			buildings: buildings.filter((one) => one.grid === grid),
			places: places.filter((one) => one.grid === grid),
		};
		const lived = homes.filter((home) => home.grid === grid && home.sort !== null);
		workThrough(past, grid, [newPatrols(past, ground), newVisits(past, grid, lived), newProblems(past, ground)]);
	}
	newChanges(past, homes, elders);
	reviewPast(past);
	return { places, drawing: newDrawing(buildings, places), homes, elders, entriesByPage: byPage(pen.written) };
}

/** Every day in order: what the day itself brings on working days, mixed with what the diary holds. */
function workThrough(past: Past, grid: Grid, sources: readonly ((index: number) => Task[])[]): void {
	const { random, calendar } = past;
	for (const [index, day] of calendar.days.entries()) {
		const [patrols = [], ...others] = isWorkday(day) ? sources.map((source) => source(index)) : [];
		const tasks = [...patrols, ...random.shuffle([...others.flat(), ...past.diaryOf(grid).tasksOn(index)])];
		const times = workTimes(random, day, tasks.length);
		for (const [place, task] of tasks.entries()) {
			const ms = times[place]!;
			if (ms < calendar.now) task({ ms, by: workerOn(past, grid, index), day });
		}
	}
}

function byPage(written: readonly { readonly page: PageId; readonly entry: Entry }[]): Map<PageId, Entry[]> {
	const pages = Map.groupBy(written, ({ page }) => page);
	const inOrder = (a: Entry, b: Entry) => (a.hlc < b.hlc ? -1 : a.hlc > b.hlc ? 1 : a.id < b.id ? -1 : 1);
	return new Map([...pages].map(([page, lines]) => [page, lines.map(({ entry }) => entry).sort(inOrder)]));
}
