/** 进度: counters of an area. Worker and supervisor see the same figures with the same definitions. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { may } from '#lib/access/policy.ts';
import { isClosedOn } from '#lib/access/areas/closing.ts';
import { dayOf } from '#lib/ledger/page.ts';
import { recordKinds } from '#lib/kinds/index.ts';
import { dayMs, defaultSchedule, roundOfDay, scheduleOf, settingOn, type Setting } from '#lib/registers/rounds.ts';
import { sorts } from '#lib/registers/rules.ts';
import type { GridProgress, Progress, RoundBegin } from '#server/store/reads.ts';
import type { RecordRow } from '#server/store/store.ts';
import { dayStartMs } from './days.ts';
import type { Deps } from './deps.ts';
import { fail } from './errors.ts';
import { sessionOf, signedIn } from './guard.ts';
import * as schemas from './schemas.ts';
import { scopesOf } from './scopes.ts';

const daysShown = 30;

export function progressRoutes(app: FastifyInstance, deps: Deps): void {
	const { timeZone, now } = deps;
	app.get<{ Querystring: { area?: string } }>(
		'/api/progress',
		{
			onRequest: signedIn,
			schema: {
				summary: 'Households and elders due and done, problems open, records by day',
				tags: ['records'],
				querystring: schemas.query({ area: schemas.areaCode }),
				response: { 200: schemas.progress, ...schemas.failing(400, 401, 403) },
			},
		},
		async (request, reply): Promise<FastifyReply | object> => {
			const { grants } = sessionOf(request);
			const day = dayOf(now(), timeZone);
			const area = request.query.area ?? scopesOf(grants, day)[0]?.desk;
			if (area === undefined) return fail(reply, 'role');
			if (!may(grants, 'read', area, 'field', day)) return fail(reply, 'desk');
			return progressOf(deps, area, may(grants, 'read', area, 'care', day));
		},
	);
}

/** What holds on a day, by desk; '' for desks without rules of their own. */
function settingsOn(day: string, rules: readonly RecordRow[], timeZone: string): ReadonlyMap<string, Setting> {
	const rulesByDesk = Map.groupBy(
		rules.map(({ projection }) => projection),
		({ desk }) => desk,
	);
	const own = [...rulesByDesk].map(([desk, records]) => [desk, settingOn(scheduleOf(records, timeZone), day)] as const);
	return new Map([['', settingOn(defaultSchedule, day)], ...own]);
}

const beginsOf = (settings: ReadonlyMap<string, Setting>, day: string, timeZone: string): RoundBegin[] =>
	[...settings].flatMap(([desk, { households }]) =>
		sorts.map((sort) => ({ desk, sort, ms: dayStartMs(roundOfDay(day, households[sort]).from, timeZone) })),
	);

/** The figures of an area as every screen and every export of them says it. */
export async function progressOf(
	{ store, areas, timeZone, now }: Pick<Deps, 'store' | 'areas' | 'timeZone' | 'now'>,
	area: string,
	seesCare: boolean,
) {
	const day = dayOf(now(), timeZone);
	const settingOf = settingsOn(day, await store.reads.rules(area), timeZone);
	const { grids, days } = await store.reads.progress(area, day, beginsOf(settingOf, day, timeZone));
	// What was done at a grid that is closed stays in the days.
	const open = grids.filter(({ desk }) => !isClosedOn(areas.get(desk), day));
	const counted = new Map(open.map((grid) => [grid.desk, grid]));
	// Grids without any record yet stand in the list as well: nothing done is a figure, too.
	for (const { code, level } of areas.children(area, day)) {
		if (level === 'grid' && !counted.has(code)) counted.set(code, emptyGrid(code));
	}
	const settingAt = (desk: string) => settingOf.get(desk) ?? settingOf.get('')!;
	return {
		day,
		round: roundOfDay(day, settingAt([...counted.keys()].sort()[0] ?? '').households.default),
		grids: [...counted.values()]
			.sort((a, b) => (a.desk < b.desk ? -1 : 1))
			.map((grid) => ({
				...(seesCare ? grid : withoutCare(grid)),
				name: areas.name(grid.desk),
				setting: settingAt(grid.desk),
			})),
		days: everyDay(days, day).map((counts) => (seesCare ? counts : { ...counts, 'check-in': 0 })),
	};
}

const nothing = { total: 0, due: 0, overdue: 0 };
const emptyGrid = (desk: string): GridProgress => ({
	desk,
	households: { total: 0, done: 0, sorts: {} },
	elders: { high: nothing, key: nothing, general: nothing },
	alarms: 0,
	problems: { open: 0, byAge: { week: 0, month: 0, older: 0 } },
	today: Object.fromEntries(recordKinds.map((kind) => [kind, 0])),
});

function withoutCare({ elders: _elders, alarms: _alarms, today, ...grid }: GridProgress) {
	return { ...grid, today: { ...today, 'check-in': 0 } };
}

function everyDay(days: Progress['days'], today: string) {
	const counted = new Map(days.map((counts) => [counts.day, counts]));
	const none = Object.fromEntries(recordKinds.map((kind) => [kind, 0]));
	return Array.from({ length: daysShown }, (_, index) => {
		const day = new Date(Date.parse(today) - (daysShown - 1 - index) * dayMs).toISOString().slice(0, 10);
		return { ...none, ...counted.get(day), day };
	});
}
