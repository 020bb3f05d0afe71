import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Area } from '#lib/access/areas/area-tree.ts';
import { closingDay } from '#lib/access/areas/closing.ts';
import { isInForce, seatDenial } from '#lib/access/policy.ts';
import { isWithin } from '#lib/access/areas/area-tree.ts';
import { dayOf } from '#lib/ledger/page.ts';
import type { Deps } from './deps.ts';
import { fail } from './errors.ts';
import { sessionOf, signedIn } from './guard.ts';
import * as schemas from './schemas.ts';

const tags = ['areas'];

export function areaRoutes(app: FastifyInstance, deps: Deps): void {
	treeRoutes(app, deps);
	peopleRoute(app, deps);
}

function treeRoutes(app: FastifyInstance, { areas, timeZone, now }: Deps): void {
	app.get<{ Querystring: { under?: string; closed?: '0' | '1' } }>(
		'/api/areas',
		{
			onRequest: signedIn,
			schema: {
				summary: 'The areas directly below one; without `under` those of the own grants',
				tags,
				querystring: schemas.query({ under: schemas.areaCode, closed: schemas.closedToo }),
				response: { 200: schemas.areas, ...schemas.failing(400, 401) },
			},
		},
		async (request) => {
			const { under, closed } = request.query;
			const day = dayOf(now(), timeZone);
			const own = () =>
				sessionOf(request)
					.grants.filter((grant) => isInForce(grant, day))
					.map(({ desk }) => areas.get(desk))
					.filter((area) => area !== null);
			return {
				areas: (under === undefined ? own() : areas.children(under, closed === '1' ? undefined : day)).map(toNode),
			};
		},
	);

	app.get<{ Params: { code: string } }>(
		'/api/areas/:code',
		{
			onRequest: signedIn,
			schema: {
				summary: 'An area and those it lies in, from the city down',
				tags,
				params: schemas.object({ code: schemas.areaCode }),
				response: { 200: schemas.area, ...schemas.failing(400, 401, 404) },
			},
		},
		async (request, reply): Promise<FastifyReply | object> => {
			const area = areas.get(request.params.code);
			return area ? { ...toNode(area), path: areas.path(area.code).map(toNode) } : fail(reply, 'not-found');
		},
	);
}

function peopleRoute(app: FastifyInstance, { auth, timeZone, now }: Deps): void {
	app.get<{ Querystring: { area: string } }>(
		'/api/people',
		{
			onRequest: signedIn,
			schema: {
				summary: 'Who holds a seat in an area; for those who administer it',
				tags,
				querystring: schemas.query({ area: schemas.areaCode }, ['area']),
				response: { 200: schemas.people, ...schemas.failing(400, 401, 403) },
			},
		},
		async (request, reply): Promise<FastifyReply | object> => {
			const { area } = request.query;
			const denial = seatDenial(sessionOf(request).grants, 'read', 'people', area, dayOf(now(), timeZone));
			if (denial) return fail(reply, denial);
			const people = auth.accounts
				.list()
				.map(({ id, name, grants }) => ({
					account: id,
					name,
					grants: grants.filter(({ desk }) => isWithin(desk, area)).map(({ number: _number, ...grant }) => grant),
				}))
				.filter(({ grants }) => grants.length > 0);
			return { people };
		},
	);
}

const toNode = (area: Area) => {
	const { code, name, level } = area;
	const from = closingDay(area);
	return { code, name, level, ...(from !== null && { closedFrom: from }) };
};
