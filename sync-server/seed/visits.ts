/** 走访 of the past: each grid goes round its doors, tries closed ones again, promises things and keeps most of them. */
import type { Visit } from '#lib/kinds/visit/kind.ts';
import type { Grid } from './buildings.ts';
import { addDays } from './calendar.ts';
import type { Home } from './homes.ts';
import { keptNote, newPromise, visitNote } from './notes.ts';
import { positionNear, type Past, type Task } from './past.ts';
import { bodyOf, type Written } from './pen.ts';
import type { Random } from './random.ts';

/** Days before today from which every grid gets promises that are still open. */
const freshDays = 4;
/** Promises older than this were all kept. */
const forgottenDays = 15;
const promiseChance = 0.035;
const amendChance = 0.012;

/** The visits of a day, drawn from the doors in turn. */
export function newVisits(past: Past, grid: Grid, homes: readonly Home[]): (index: number) => Task[] {
	const { random, calendar } = past;
	let queue = random.shuffle(homes);
	return (index) => {
		const count = random.int(6, 9);
		if (queue.length < count) queue = [...queue, ...random.shuffle(homes)];
		const isFresh = index >= calendar.today - freshDays;
		return queue.splice(0, count).map((home, place) => visitTask(past, grid, home, index, isFresh && place === 1));
	};
}

function visitTask(past: Past, grid: Grid, home: Home, index: number, mustPromise = false, isRetry = false): Task {
	const { random, pen } = past;
	return ({ ms, by, day }) => {
		const outcome = mustPromise ? 'met' : newOutcome(random, isRetry);
		const promised = mustPromise || (outcome === 'met' && random.chance(promiseChance)) ? newPromise(random) : null;
		const promisedDays = mustPromise ? past.calendar.today - index + random.int(1, 4) : (promised?.days ?? 0);
		const body = newVisit(random, home, outcome, promised && { text: promised.text, due: addDays(day, promisedDays) });
		const visit = pen.write({ kind: 'visit', desk: grid.code, by, ms, about: home.id, body });
		if (promised) planKeeping(past, grid, visit, index + promisedDays);
		if (outcome === 'no-answer' && !isRetry && random.chance(0.7)) {
			const later = index + random.int(1, 3);
			past.diaryOf(grid).plan(later, visitTask(past, grid, home, later, false, true));
		}
		if (outcome === 'met' && !promised && random.chance(amendChance)) correctLater(past, visit);
	};
}

const newOutcome = (random: Random, isRetry: boolean): Visit['outcome'] =>
	random.weighted([
		['met', isRetry ? 76 : 68],
		['phone', isRetry ? 10 : 6],
		['no-answer', isRetry ? 12 : 22],
		['declined', 4],
	] as const);

function newVisit(random: Random, home: Home, outcome: Visit['outcome'], promise: Visit['promise'] | null) {
	const isInside = outcome === 'met';
	const purposes = random.shuffle(['safety', 'policy', 'greeting', 'dispute'] as const).slice(0, random.int(0, 1));
	return bodyOf({
		outcome,
		purposes: isInside || outcome === 'phone' ? ['check', ...purposes] : undefined,
		note: random.chance(isInside ? 0.6 : 0.85) ? visitNote(random, outcome) : undefined,
		promise: promise ?? undefined,
		position: outcome !== 'phone' && random.chance(0.65) ? positionNear(random, home.building) : undefined,
	} satisfies { [Key in keyof Visit]?: Visit[Key] | undefined });
}

/** Kept about their day, but for one of ten lately; those whose day has not come stay open. */
function planKeeping(past: Past, grid: Grid, visit: Written, dueIndex: number): void {
	const { random, pen, calendar } = past;
	if (dueIndex > calendar.today - forgottenDays && !random.chance(0.9)) return;
	past.diaryOf(grid).plan(dueIndex, ({ ms, day }) => {
		const body = { of: 'visit', base: [], set: { kept: day }, note: keptNote(random) };
		pen.remark(visit, { kind: 'amend', by: visit.entry.by, ms, body });
	});
}

/** A slip noticed within the hour: the note is written anew. */
function correctLater({ random, pen, calendar }: Past, visit: Written): void {
	const ms = Number(visit.entry.hlc.slice(0, 15)) + random.int(4, 50) * 60_000;
	if (ms >= calendar.now) return;
	const body = { of: 'visit', base: [], set: { note: visitNote(random, 'met') } };
	pen.remark(visit, { kind: 'amend', by: visit.entry.by, ms, body });
}
