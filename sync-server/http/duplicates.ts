/** 重复与差错: what looks like one and the same, what was merged, and what a person says of it. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { denialOf } from '#lib/access/policy.ts';
import { dayOf } from '#lib/ledger/page.ts';
import { duplicatesOf } from '#lib/registers/duplicates.ts';
import { leadsOf } from '#lib/registers/leads.ts';
import { partsOf } from '#server/deliveries/parts.ts';
import type { RecordRow } from '#server/store/store.ts';
import { decide, type Decision, type DecisionFault } from '#server/transfers/duplicates.ts';
import { putOnRecord } from './delivering.ts';
import type { Deps } from './deps.ts';
import { fail, type FailureCode } from './errors.ts';
import { sessionOf, signedIn } from './guard.ts';
import { createViews } from './record-view.ts';
import * as schemas from './schemas.ts';
import { scopesOf } from './scopes.ts';

const tags = ['duplicates'];
/** Register records of a community that are compared. */
const compared = 50_000;

export function duplicateRoutes(app: FastifyInstance, deps: Deps): void {
	listRoute(app, deps);
	decisionRoute(app, deps);
}

function listRoute(app: FastifyInstance, deps: Deps): void {
	const { store, timeZone, now } = deps;
	const views = createViews(deps);
	app.get<{ Querystring: { area: string } }>(
		'/api/duplicates',
		{
			onRequest: signedIn,
			schema: {
				summary: 'Doors and persons of a community that stand twice, and those that were merged',
				tags,
				querystring: schemas.query({ area: schemas.communityOrGrid }, ['area']),
				response: { 200: schemas.duplicates, ...schemas.failing(400, 401, 403) },
			},
		},
		async (request, reply): Promise<FastifyReply | object> => {
			const { area } = request.query;
			const { grants } = sessionOf(request);
			const day = dayOf(now(), timeZone);
			const denial = denialOf(grants, 'administer', area, 'field', day, 'household');
			if (denial) return fail(reply, denial);
			const query = { scopes: scopesOf(grants, day), area: area.slice(0, 12), kinds: ['household', 'resident'] };
			const rows = await store.reads.records({ ...query, limit: compared });
			const byId = new Map(rows.map((row) => [row.projection.id, row]));
			// A grid is compared with its whole community.
			const isAsked = (id: string) => byId.get(id)?.projection.desk.startsWith(area) ?? false;
			const pairs = duplicatesOf(rows.map(({ projection }) => projection)).filter(({ ids }) => ids.some(isAsked));
			const merged = rows.flatMap(({ projection: { id, body } }) => {
				const { sameAs, movedTo } = leadsOf(body);
				return sameAs !== undefined && !movedTo && byId.has(sameAs) && (isAsked(id) || isAsked(sameAs))
					? [[sameAs, id]]
					: [];
			});
			const shownIds = new Set([...pairs.flatMap(({ ids }) => ids), ...merged.flat()]);
			const shown = [...shownIds].map((id) => byId.get(id)!);
			const named = rows.filter(({ projection: { kind, about } }) => kind === 'resident' && shownIds.has(about ?? ''));
			await putOnRecord(
				request,
				deps,
				{ way: 'list', what: { list: 'duplicates', area } },
				partsOf([...shown, ...named]),
			);
			const viewById = new Map((await views(shown, grants)).map((view) => [view.id, view]));
			const people = peopleByHome(rows);
			const look = (id: string) => ({ ...viewById.get(id)!, people: people.get(id) ?? [] });
			return {
				pairs: pairs.map(({ why, ids }) => ({ why, records: ids.map(look) })),
				merged: merged.map((ids) => ids.map(look)),
			};
		},
	);
}

/** Names of those behind each door. */
function peopleByHome(rows: readonly RecordRow[]): Map<string, string[]> {
	const names = new Map<string, string[]>();
	for (const { projection } of rows) {
		const { kind, about, body } = projection;
		if (kind === 'resident' && about) names.set(about, [...(names.get(about) ?? []), String(body.name)]);
	}
	return names;
}

const answers: Readonly<Record<DecisionFault, FailureCode>> = {
	desk: 'desk',
	book: 'book',
	role: 'role',
	gone: 'moved',
	nothing: 'moved',
	day: 'request',
	grid: 'request',
	unlike: 'request',
};

function decisionRoute(app: FastifyInstance, deps: Deps): void {
	app.post<{ Body: Omit<Decision, 'author'> }>(
		'/api/duplicates',
		{
			onRequest: signedIn,
			schema: {
				summary: 'Say of two records that they are the same, apart again, or not the same',
				tags,
				body: schemas.duplicateDecision,
				response: { 200: schemas.object({}), ...schemas.failing(400, 401, 403, 409) },
			},
		},
		async (request, reply): Promise<FastifyReply | object> => {
			const { account, grants } = sessionOf(request);
			const decision = { ...request.body, author: { account, grants, device: null } };
			const done = await deps.clerk.aside(() => decide(deps, decision));
			return done.ok ? {} : fail(reply, answers[done.error]);
		},
	);
}
