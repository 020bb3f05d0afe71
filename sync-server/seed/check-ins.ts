/**
 * 探访 of the past: each elder at the pace of the tier, reckoned back from how it stands today (most in time, some due
 * today, some overdue). A few were not seen and found soon after; two still wait to be found.
 */
import type { CheckIn } from '#lib/kinds/check-in/kind.ts';
import { tierDays } from '#lib/registers/rounds.ts';
import type { Grid } from './buildings.ts';
import type { ElderCase } from './elders.ts';
import { checkNote, foundHows, foundNote, watchLevels, watchNote } from './notes.ts';
import { positionNear, type Past, type Task } from './past.ts';
import { bodyOf } from './pen.ts';
import type { Random } from './random.ts';

const notSeenChance = 0.008;
const overdueDays = { high: 4, key: 6, general: 2 } as const;

/** Puts every check-in into the diary of its grid. */
export function planCheckIns(past: Past, elders: readonly ElderCase[]): void {
	const waiting = new Set(openAlarms(elders));
	for (const elder of elders) {
		const days = checkInDays(past, elder, waiting.has(elder));
		for (const index of days) planOne(past, elder, index);
		if (waiting.has(elder)) past.diaryOf(elder.grid).planOn(past.calendar.today - 1, notSeenTask(past, elder));
	}
}

/** One of the highest tier in the first grid, one of the second tier in the fourth. */
function openAlarms(elders: readonly ElderCase[]): ElderCase[] {
	const first = elders.find((elder) => elder.grid.number === 1 && elder.tier === 'high');
	const second = elders.find((elder) => elder.grid.number === 4 && elder.tier === 'key');
	return [first, second].filter((elder) => elder !== undefined);
}

function checkInDays({ random, calendar }: Past, { tier }: ElderCase, isWaiting: boolean): number[] {
	const pace = tierDays[tier];
	const dueIn = isWaiting
		? 0
		: random.weighted([
				[-random.int(1, overdueDays[tier]), 9],
				[0, 4],
				[random.int(1, pace - 1), 87],
			]);
	const days: number[] = [];
	for (
		let index = calendar.today - pace + dueIn;
		index >= 0;
		index -= Math.max(1, Math.round(pace * (0.72 + random.next() * 0.28)))
	)
		days.push(index);
	return days;
}

function planOne(past: Past, elder: ElderCase, index: number): void {
	const { random, calendar } = past;
	const diary = past.diaryOf(elder.grid);
	const wasMissed = index > 0 && index < calendar.today - 3 && random.chance(notSeenChance);
	if (wasMissed) diary.planOn(index - 1, notSeenTask(past, elder));
	diary.planOn(index, wasMissed ? foundTask(past, elder) : seenTask(past, elder));
}

function writeCheckIn(
	{ pen }: Past,
	elder: ElderCase,
	{ ms, by }: Parameters<Task>[0],
	body: { [Key in keyof CheckIn]?: CheckIn[Key] | undefined },
): void {
	const grid: Grid = elder.grid;
	pen.write({ kind: 'check-in', desk: grid.code, by, ms, about: elder.id, body: bodyOf(body) });
}

const seenTask =
	(past: Past, elder: ElderCase): Task =>
	(moment) => {
		const { random } = past;
		const outcome = random.chance(elder.tier === 'high' ? 0.82 : 0.68) ? 'met' : 'phone';
		const checks = random.chance(0.12) ? newChecks(random) : undefined;
		writeCheckIn(past, elder, moment, {
			outcome,
			well: checks ? undefined : true,
			checks,
			note: random.chance(0.4) ? checkNote(random, outcome) : undefined,
			position: outcome === 'met' && random.chance(0.6) ? positionNear(random, elder.home.building) : undefined,
		});
	};

/** All six looked at; in two of five one of them wants watching. */
function newChecks(random: Random): NonNullable<CheckIn['checks']> {
	const fine = Object.fromEntries(watchLevels.map((dimension) => [dimension, { level: 'ok' as const }]));
	if (!random.chance(0.4)) return fine;
	const dimension = random.pick(watchLevels);
	return { ...fine, [dimension]: { level: random.chance(0.85) ? 'watch' : 'bad', note: watchNote(random, dimension) } };
}

const notSeenTask =
	(past: Past, elder: ElderCase): Task =>
	(moment) => {
		const called = [
			{ who: '本人', result: '没接' },
			{
				who: elder.home.sort === 'elder-couple' ? '老伴' : '子女',
				result: past.random.pick(['没接，晚些再打', '说也联系不上']),
			},
			{ who: '邻居', result: past.random.pick(['今天没见着', '早上还看见下楼']) },
		];
		writeCheckIn(past, elder, moment, {
			outcome: 'not-seen',
			called,
			note: '敲门无人应',
			position: positionNear(past.random, elder.home.building),
		});
	};

const foundTask =
	(past: Past, elder: ElderCase): Task =>
	(moment) => {
		const how = past.random.pick(foundHows);
		writeCheckIn(past, elder, moment, { outcome: 'found', how, note: foundNote(past.random, how) });
	};
