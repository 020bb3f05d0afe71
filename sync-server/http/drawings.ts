/** 社区底图: read by everybody with a seat at the community, changed by who administers drawings there. Rules MP3–MP5. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { isInForce, seatDenial, workDesks, type Grant } from '#lib/access/policy.ts';
import { isWithin } from '#lib/access/areas/area-tree.ts';
import { dayOf } from '#lib/ledger/page.ts';
import { emptyDrawing } from '#lib/ground/drawing.ts';
import type { Version } from '#server/drawing/drawings.ts';
import type { Deps } from './deps.ts';
import * as answers from './drawing-schemas.ts';
import { fail } from './errors.ts';
import { sessionOf, signedIn } from './guard.ts';
import * as schemas from './schemas.ts';

const tags = ['map'];
/** A community of 50,000 people has some 1,500 buildings with 6,000 entrances. */
const bodyLimit = 8 * 1024 * 1024;
const versionsShown = 50;
const params = schemas.object({ community: answers.community });

interface Params {
	community: string;
}

export function drawingRoutes(app: FastifyInstance, deps: Deps): void {
	readRoute(app, deps);
	versionsRoute(app, deps);
	checkRoute(app, deps);
	saveRoute(app, deps);
}

/** Whether a seat in force lies in the community, at it, or above it. */
const isOfCommunity = (grants: readonly Grant[], community: string, day: string): boolean =>
	grants.some((grant) => isInForce(grant, day) && (isWithin(grant.desk, community) || isWithin(community, grant.desk)));

/** The number of the drawing of each community at which somebody works: a phone asks for what it lacks. */
export function drawingNumbers({ drawings }: Pick<Deps, 'drawings'>, grants: readonly Grant[], day: string) {
	const communities = new Set(workDesks(grants, day).map((desk) => desk.slice(0, 12)));
	return Object.fromEntries([...communities].map((community) => [community, drawings.numberOf(community)]));
}

function readRoute(app: FastifyInstance, { drawings, timeZone, now }: Deps): void {
	app.get<{ Params: Params }>(
		'/api/drawings/:community',
		{
			onRequest: signedIn,
			schema: {
				summary: 'The drawing of a community as it is now; number 0 and empty where nobody has drawn it yet',
				tags,
				params,
				response: { 200: answers.drawing, ...schemas.failing(400, 401, 403) },
			},
		},
		async (request, reply): Promise<FastifyReply | object> => {
			const { community } = request.params;
			if (!isOfCommunity(sessionOf(request).grants, community, dayOf(now(), timeZone))) return fail(reply, 'desk');
			const { n, at, drawing } = drawings.latest(community) ?? { n: 0, at: 0, drawing: emptyDrawing };
			return { community, n, at, drawing };
		},
	);
}

function versionsRoute(app: FastifyInstance, { drawings, auth, timeZone, now }: Deps): void {
	const toView = (version: Version) => ({ ...version, name: auth.accounts.nameOf(version.account) });
	app.get<{ Params: Params }>(
		'/api/drawings/:community/versions',
		{
			onRequest: signedIn,
			schema: {
				summary: 'Who changed the drawing when, latest first; for those who administer it',
				tags,
				params,
				response: { 200: answers.versions, ...schemas.failing(400, 401, 403) },
			},
		},
		async (request, reply): Promise<FastifyReply | object> => {
			const { community } = request.params;
			const denial = seatDenial(sessionOf(request).grants, 'read', 'drawings', community, dayOf(now(), timeZone));
			if (denial) return fail(reply, denial);
			return { versions: drawings.versions(community, versionsShown).map(toView) };
		},
	);
}

function checkRoute(app: FastifyInstance, { drawings, timeZone, now }: Deps): void {
	app.post<{ Params: Params; Body: { drawing: object } }>(
		'/api/drawings/:community/check',
		{
			onRequest: signedIn,
			bodyLimit,
			schema: {
				summary: 'What would be wrong with a drawing; keeps nothing, and gives what of it can be shown',
				tags,
				params,
				body: answers.given,
				response: { 200: answers.judged, ...schemas.failing(400, 401, 403, 413) },
			},
		},
		async (request, reply): Promise<FastifyReply | object> => {
			const { community } = request.params;
			const { grants } = sessionOf(request);
			const denial = seatDenial(grants, 'administer', 'drawings', community, dayOf(now(), timeZone));
			return denial ? fail(reply, denial) : drawings.judge(community, request.body.drawing);
		},
	);
}

function saveRoute(app: FastifyInstance, { drawings, timeZone, now }: Deps): void {
	app.put<{ Params: Params; Body: { drawing: object; base: number; way: 'file' | 'map' } }>(
		'/api/drawings/:community',
		{
			onRequest: signedIn,
			bodyLimit,
			schema: {
				summary: 'Saves a drawing as the next version; refused with all that is wrong, or when another was saved since',
				tags,
				params,
				body: answers.saving,
				response: {
					200: answers.saved,
					422: answers.faulty,
					...schemas.failing(400, 401, 403, 409, 413),
				},
			},
		},
		async (request, reply): Promise<FastifyReply | object> => {
			const { community } = request.params;
			const { account, grants } = sessionOf(request);
			const denial = seatDenial(grants, 'administer', 'drawings', community, dayOf(now(), timeZone));
			if (denial) return fail(reply, denial);
			const { drawing, base, way } = request.body;
			const saved = await drawings.save(community, { given: drawing, account, way, base });
			if (saved.ok) return { n: saved.value.version.n, doubts: saved.value.doubts };
			if (saved.error.code === 'moved') return fail(reply, 'moved', { n: saved.error.n });
			return fail(reply, 'drawing', { faults: saved.error.faults });
		},
	);
}
