/** 查看记录: who was shown whose details, for those who administer the area; and of one person, beside the card. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { seatDenial, type Grant } from '#lib/access/policy.ts';
import { dayOf } from '#lib/ledger/page.ts';
import { dayMs } from '#lib/registers/rounds.ts';
import { operator } from '#server/auth/covers.ts';
import { ways, type NumberedDelivery, type OnPage, type Way } from '#server/deliveries/deliveries.ts';
import { partsOf } from '#server/deliveries/parts.ts';
import type { RecordRow } from '#server/store/store.ts';
import { dayStartMs } from './days.ts';
import { putOnRecord } from './delivering.ts';
import * as deliverySchemas from './delivery-schemas.ts';
import type { Deps } from './deps.ts';
import { fail } from './errors.ts';
import { sessionOf, signedIn } from './guard.ts';
import { createViews } from './record-view.ts';
import * as schemas from './schemas.ts';
import { mayReadPage } from './scopes.ts';

const tags = ['deliveries'];
/** So many of whom a line is about are called by name. */
const namedAtMost = 3;

export function deliveryRoutes(app: FastifyInstance, deps: Deps): void {
	listRoute(app, deps);
	seenRoute(app, deps);
}

interface Query {
	area: string;
	account?: string;
	way?: string;
	from?: string;
	to?: string;
	cursor?: number;
	limit: number;
}

function listRoute(app: FastifyInstance, deps: Deps): void {
	const { deliveries, timeZone, now } = deps;
	const view = createLines(deps);
	app.get<{ Querystring: Query }>(
		'/api/deliveries',
		{
			onRequest: signedIn,
			schema: {
				summary: 'Who was shown whose details, of an area and below, latest first; for those who administer it',
				tags,
				querystring: deliverySchemas.deliveryQuery,
				response: { 200: deliverySchemas.deliveries, ...schemas.failing(400, 401, 403) },
			},
		},
		async (request, reply): Promise<FastifyReply | object> => {
			const { area, account, way, from, to, cursor, limit } = request.query;
			const { grants } = sessionOf(request);
			const denial = seatDenial(grants, 'read', 'deliveries', area, dayOf(now(), timeZone));
			if (denial) return fail(reply, denial);
			const found = deliveries.list({
				area,
				account,
				ways: way?.split(',').filter((one): one is Way => (ways as readonly string[]).includes(one)),
				from: from === undefined ? undefined : dayStartMs(from, timeZone),
				until: to === undefined ? undefined : dayStartMs(to, timeZone) + dayMs,
				before: cursor,
				// One more than asked for tells whether there is a next page.
				limit: limit + 1,
			});
			return view(request, found, limit);
		},
	);
}

function seenRoute(app: FastifyInstance, deps: Deps): void {
	const { store, deliveries, timeZone, now } = deps;
	const view = createLines(deps);
	app.get<{ Params: { id: string }; Querystring: { cursor?: number; limit: number } }>(
		'/api/records/:id/deliveries',
		{
			onRequest: signedIn,
			schema: {
				summary: 'Who was shown this household, resident or elder, latest first; for those who administer the desk',
				tags,
				params: schemas.object({ id: schemas.entryId }),
				querystring: deliverySchemas.seenQuery,
				response: { 200: deliverySchemas.deliveries, ...schemas.failing(400, 401, 403, 404) },
			},
		},
		async (request, reply): Promise<FastifyReply | object> => {
			const { cursor, limit } = request.query;
			const { grants } = sessionOf(request);
			const day = dayOf(now(), timeZone);
			const { id } = request.params;
			const row = (await store.reads.rows([id])).get(id);
			if (!row || !mayReadPage(grants, row.page, day)) return fail(reply, 'not-found');
			const denial = seatDenial(grants, 'read', 'deliveries', row.projection.desk, day);
			if (denial) return fail(reply, denial);
			const ids = await idsOfPerson(row, deps);
			const found = deliveries.seen({ ids, onPages: await pagesOf(ids, deps), before: cursor, limit: limit + 1 });
			return view(request, found, limit);
		},
	);
}

/** A resident and the elder's card on the same person are one; so are those that were folded into it. */
async function idsOfPerson({ projection }: RecordRow, { store }: Deps): Promise<readonly string[]> {
	const { id, kind, about } = projection;
	const own = kind === 'elder' && about !== undefined ? [id, about] : [id];
	const elders = kind === 'resident' ? await store.reads.rowsAbout([id], ['elder']) : [];
	const folded = await store.reads.foldedInto(own);
	return [...own, ...[...elders, ...folded].map((row) => row.projection.id)];
}

/** The pages on which their cards lie, each with the moment from which on. */
async function pagesOf(ids: readonly string[], { store }: Deps): Promise<readonly OnPage[]> {
	const entries = (await Promise.all(ids.map(async (id) => store.reads.entries(id)))).flat();
	return [...Map.groupBy(entries, ({ page }) => page)].map(([page, own]) => ({
		page,
		since: Math.min(...own.map(({ arrived }) => arrived)),
	}));
}

/** Lines with the names that belong to their ids, as far as the caller may read them. */
function createLines(deps: Deps) {
	const { store, deliveries, auth, areas, timeZone, now } = deps;
	const views = createViews(deps);

	const labelsOf = async (rows: readonly RecordRow[], grants: readonly Grant[]) => {
		// A view names what a record is about: so each is looked at as if it were about itself.
		const asSubjects = rows.map((row) => ({ ...row, projection: { ...row.projection, about: row.projection.id } }));
		return new Map(
			(await views(asSubjects, grants)).flatMap(({ subject }) => (subject ? [[subject.id, subject] as const] : [])),
		);
	};

	return async (request: FastifyRequest, found: readonly NumberedDelivery[], limit: number): Promise<object> => {
		const { grants } = sessionOf(request);
		const day = dayOf(now(), timeZone);
		const shown = found.slice(0, limit);
		const idsByNumber = new Map(
			shown
				.filter(({ way }) => way === 'card' || way === 'opened')
				.map(({ number }) => [number, deliveries.idsOf(number)]),
		);
		const known = await store.reads.rows([...new Set([...idsByNumber.values()].flat())]);
		const readable = [...known.values()].filter(({ page }) => mayReadPage(grants, page, day));
		const labels = await labelsOf(readable, grants);
		const subjectsOf = (number: number) =>
			(idsByNumber.get(number) ?? []).flatMap((id) => labels.get(id) ?? []).slice(0, namedAtMost);
		const lines = shown.map((row) => ({
			...row,
			byName: row.account === operator ? '' : auth.accounts.nameOf(row.account),
			deviceName: row.device === null ? '' : (auth.devices.get(row.device)?.name ?? ''),
			areaName: areas.name(row.area),
			subjects: subjectsOf(row.number),
		}));
		const named = new Set(lines.flatMap(({ subjects }) => subjects.map(({ id }) => id)));
		const parts = partsOf(readable.filter(({ projection }) => named.has(projection.id)));
		await putOnRecord(request, deps, { way: 'list', what: { list: 'deliveries' } }, parts);
		return { deliveries: lines, cursor: found.length > limit ? shown.at(-1)!.number : null };
	};
}
