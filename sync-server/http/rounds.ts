/** 走访安排: what holds and what comes, a look at what a change would ask for, and the change itself. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { may } from '#lib/access/policy.ts';
import { dayOf } from '#lib/ledger/page.ts';
import type { Body } from '#lib/ledger/entry.ts';
import type { DatedRule } from '#lib/registers/rounds.ts';
import type { Projection } from '#lib/kinds/project.ts';
import { previewRounds } from '#server/rounds/preview.ts';
import { checkRule, readRounds, setRounds, type RoundsFault } from '#server/rounds/rounds.ts';
import type { Deps } from './deps.ts';
import { fail } from './errors.ts';
import { sessionOf, signedIn } from './guard.ts';
import * as schemas from './schemas.ts';

const tags = ['rounds'];
const community = { type: 'string', pattern: '^\\d{12}$', description: 'Code of the community' };
const rule = { type: 'object', additionalProperties: true, description: 'The body of an entry of the kind rounds' };
const anything = { type: 'object', additionalProperties: true };

export function roundsRoutes(app: FastifyInstance, deps: Deps): void {
	readRoute(app, deps);
	previewRoute(app, deps);
	setRoute(app, deps);
}

function readRoute(app: FastifyInstance, deps: Deps): void {
	const { auth, areas, timeZone, now } = deps;
	const nameOf = (account: string) => auth.accounts.get(account)?.name ?? account;
	const toView = ({ from, rule: body, record }: DatedRule<Projection>) => ({
		from,
		rule: body,
		...(record && { by: record.by, byName: nameOf(record.by), at: record.at }),
	});
	app.get<{ Querystring: { community: string } }>(
		'/api/rounds',
		{
			onRequest: signedIn,
			schema: {
				summary:
					'The rules of rounds of a community: the one in force (none: what holds by default), and those to come',
				tags,
				querystring: schemas.query({ community }, ['community']),
				response: {
					200: schemas.object({
						day: schemas.day,
						rules: { type: 'array', items: anything },
						unlike: { type: 'array', items: anything },
					}),
					...schemas.failing(400, 401, 403),
				},
			},
		},
		async (request, reply): Promise<FastifyReply | object> => {
			const day = dayOf(now(), timeZone);
			const { community: code } = request.query;
			if (!may(sessionOf(request).grants, 'read', code, 'field', day)) return fail(reply, 'desk');
			const { rules, unlike } = await readRounds(deps, code, day);
			return { day, rules: rules.map(toView), unlike: unlike.map((desk) => ({ code: desk, name: areas.name(desk) })) };
		},
	);
}

function previewRoute(app: FastifyInstance, deps: Deps): void {
	const { timeZone, now } = deps;
	app.post<{ Body: { community: string; rule: Body } }>(
		'/api/rounds/preview',
		{
			onRequest: signedIn,
			schema: {
				summary: 'Who would be due on the first day of a rule, with it and without; writes nothing',
				tags,
				body: schemas.object({ community, rule }),
				response: { 200: schemas.object({ now: anything, then: anything }), ...schemas.failing(400, 401, 403) },
			},
		},
		async (request, reply): Promise<FastifyReply | object> => {
			const { account, grants } = sessionOf(request);
			const day = dayOf(now(), timeZone);
			const checked = checkRule(deps, request.body, { account, grants }, day);
			if (!checked.ok) return refuse(reply, checked.error);
			const preview = await previewRounds(deps, checked.value, request.body.rule);
			if (may(grants, 'read', request.body.community, 'care', day)) return preview;
			const { now: stands, then } = preview;
			return { now: { households: stands.households }, then: { households: then.households } };
		},
	);
}

function setRoute(app: FastifyInstance, deps: Deps): void {
	app.post<{ Body: { community: string; id: string; rule: Body } }>(
		'/api/rounds',
		{
			onRequest: signedIn,
			schema: {
				summary: 'Set a rule of rounds for all grids of a community; the same id again changes nothing',
				tags,
				body: schemas.object({
					community,
					id: { type: 'string', pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$' },
					rule,
				}),
				response: {
					200: schemas.object({ grids: { type: 'array', items: schemas.areaCode } }),
					...schemas.failing(400, 401, 403),
				},
			},
		},
		async (request, reply): Promise<FastifyReply | object> => {
			const { account, grants } = sessionOf(request);
			const set = await setRounds(deps, request.body, { account, grants, device: null });
			return set.ok ? { grids: set.value } : refuse(reply, set.error);
		},
	);
}

const messages = {
	'no-community': 'There is no such community',
	'no-grids': 'The community has no grids yet',
	past: 'A rule begins today at the earliest',
	taken: 'This id stands for another rule',
} as const;

function refuse(reply: FastifyReply, fault: RoundsFault): FastifyReply {
	if (typeof fault === 'object') return fail(reply, 'request', { message: fault.rule });
	return Object.hasOwn(messages, fault)
		? fail(reply, 'request', { message: messages[fault as keyof typeof messages] })
		: fail(reply, fault as Exclude<typeof fault, keyof typeof messages>);
}
