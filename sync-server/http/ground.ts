/** 地图 of those who read the server's lists: the same as the map of a phone, by the same definitions. Rule MP11. */
import { setImmediate } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { may } from '#lib/access/policy.ts';
import type { Position } from '#lib/kinds/fields.ts';
import { meantPoint } from '#lib/kinds/position.ts';
import type { Problem } from '#lib/kinds/problem/kind.ts';
import { hlcToMs } from '#lib/ledger/clock.ts';
import { dayOf } from '#lib/ledger/page.ts';
import { createBuildingOf, type BuildingOf } from '#lib/registers/buildings.ts';
import { countDoors, dueState, moreUrgent, type DueState, type StandingDoor } from '#lib/registers/door-state.ts';
import type { Point } from '#lib/ground/point.ts';
import { pointOf, type Elder, type Household, type Place } from '#lib/registers/register.ts';
import { addTo, joined } from '#server/deliveries/parts.ts';
import { idsOfRecord } from '#server/deliveries/subjects.ts';
import { isHere, recordBatches, slices } from '#server/out/list.ts';
import type { RecordRow } from '#server/store/store.ts';
import { putOnRecord } from './delivering.ts';
import type { Deps } from './deps.ts';
import { fail } from './errors.ts';
import { sessionOf, signedIn } from './guard.ts';
import * as schemas from './schemas.ts';
import { scopesOf } from './scopes.ts';

const { integer, list, nullable, object, text } = schemas;
const point = nullable({ type: 'array', items: { type: 'number' }, description: 'Longitude, latitude' });
const community = text('Code of a community, or of a grid', { pattern: '^\\d{12}(\\d{3})?$' });
const named = { id: schemas.entryId, desk: schemas.areaCode, at: point };

export function groundRoutes(app: FastifyInstance, deps: Deps): void {
	const { timeZone, now } = deps;
	app.get<{ Querystring: { area: string } }>(
		'/api/ground',
		{
			onRequest: signedIn,
			schema: {
				summary: 'What stands on the map of a community: buildings by how their doors stand, open problems',
				tags: ['map'],
				querystring: schemas.query({ area: community }, ['area']),
				response: {
					200: object({
						buildings: list(
							object({
								...named,
								name: text('Name'),
								doors: { type: 'object', additionalProperties: integer('Doors') },
							}),
						),
						problems: list(
							object({
								...named,
								state: text('State'),
								what: text('What'),
								where: text('Where'),
								severity: text('Severity'),
							}),
						),
					}),
					...schemas.failing(400, 401, 403),
				},
			},
		},
		async (request, reply): Promise<FastifyReply | object> => {
			const { grants } = sessionOf(request);
			const day = dayOf(now(), timeZone);
			const { area } = request.query;
			if (!may(grants, 'read', area, 'field', day)) return fail(reply, 'desk');
			const { buildings, problems } = await groundOf(deps, area, day, scopesOf(grants, day));
			const parts = new Map<string, string[]>();
			for (const { row } of problems) addTo(parts, row.projection.desk, idsOfRecord(row.projection));
			await putOnRecord(request, deps, { way: 'list', what: { list: 'ground' } }, joined(parts));
			return { buildings, problems: problems.map(({ row: _row, ...problem }) => problem) };
		},
	);
}

type Scopes = ReturnType<typeof scopesOf>;

async function groundOf(deps: Deps, area: string, day: string, scopes: Scopes) {
	const rowsOf = async (kind: string, more: object = {}) =>
		(await Array.fromAsync(recordBatches(deps.store.reads, { scopes, area, kinds: [kind], ...more }))).flat();
	const places = (await rowsOf('place')).filter(isHere);
	const homes = (await rowsOf('household')).filter(isHere);
	const buildingOf = createBuildingOf(places.map(({ projection }) => projection));
	const elders = await elderStates(deps, await rowsOf('elder'), day);
	const tried = await triedHomes(deps, homes, day);
	const doors = doorsOf(homes, { buildingOf, elders, tried }, day);
	const buildings = places
		.filter(({ projection: { body } }) => body.sort === 'building')
		.map(({ projection: { id, desk, body } }) => {
			const { name } = body as unknown as Place;
			return { id, desk, name, at: pointOf(body), doors: countDoors(doors.get(id) ?? []) };
		})
		.sort((a, b) => a.name.localeCompare(b.name, 'zh', { numeric: true }));
	const sites = new Map(places.map(({ projection: { id, body } }) => [id, pointOf(body)]));
	for (const { projection } of homes) sites.set(projection.id, sites.get(buildingOf(projection) ?? '') ?? null);
	const problems = (await rowsOf('problem', { open: true })).map((row) => toProblem(row, sites, day));
	return { buildings, problems };
}

/** Where a row stands: `null` of a stored standing is at once, as '' is on the phone. */
const stateOf = ({ standing }: RecordRow, day: string): DueState =>
	dueState({ alarm: standing?.alarm ?? undefined, due: standing?.due === null ? '' : standing?.due }, day);

/** By household, the most urgent elder behind its door: where the person lives now, else where the elder was entered. */
async function elderStates({ store }: Deps, rows: readonly RecordRow[], day: string): Promise<Map<string, DueState>> {
	const states = new Map<string, DueState>();
	for (const some of slices(rows.filter(isHere))) {
		const people = await store.reads.rows(some.flatMap(({ projection: { about } }) => about ?? []));
		for (const row of some) {
			const { about, body } = row.projection;
			const home = people.get(about ?? '')?.projection.about ?? (body as unknown as Elder).household;
			if (home) states.set(home, moreUrgent(states.get(home), stateOf(row, day)));
		}
		await setImmediate();
	}
	return states;
}

/** Doors that are due and were knocked at in vain since they were last reached. */
async function triedHomes({ store }: Deps, homes: readonly RecordRow[], day: string): Promise<Map<string, number>> {
	const due = homes.filter((row) => ['due', 'overdue'].includes(stateOf(row, day)));
	const lastById = new Map(due.map(({ projection, standing }) => [projection.id, standing?.last ?? 0]));
	const tried = new Map<string, number>();
	for (const ids of slices([...lastById.keys()])) {
		for (const { projection } of await store.reads.rowsAbout(ids, ['visit'])) {
			const ms = hlcToMs(projection.hlc);
			if (projection.facts.reached === false && ms > lastById.get(projection.about!)!) tried.set(projection.about!, ms);
		}
		await setImmediate();
	}
	return tried;
}

interface Around {
	readonly buildingOf: BuildingOf;
	readonly elders: ReadonlyMap<string, DueState>;
	readonly tried: ReadonlyMap<string, number>;
}

function doorsOf(homes: readonly RecordRow[], { buildingOf, elders, tried }: Around, day: string) {
	const doors = new Map<string, StandingDoor[]>();
	for (const row of homes) {
		const { projection } = row;
		const building = buildingOf(projection);
		if (building === undefined) continue;
		const { tenure } = projection.body as unknown as Household;
		const door = { due: stateOf(row, day), elder: elders.get(projection.id), tried: tried.get(projection.id), tenure };
		doors.set(building, [...(doors.get(building) ?? []), door]);
	}
	return doors;
}

function toProblem(row: RecordRow, sites: ReadonlyMap<string, Point | null>, day: string) {
	const { id, desk, about, body, facts } = row.projection;
	const { item = '', where, severity, position } = body as unknown as Problem;
	const standing = dueState({ due: facts.due }, day);
	const state = standing === 'due' || standing === 'overdue' ? 'again' : 'open';
	const at = position ? meantPoint(position as Position) : about === undefined ? null : (sites.get(about) ?? null);
	return { row, id, desk, state, what: item, where, severity, at } as const;
}
