/** 导入, step by step: a file is uploaded once, its columns are mapped, the plan is looked at, and then it runs by itself. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { denialOf } from '#lib/access/policy.ts';
import { dayOf } from '#lib/ledger/page.ts';
import type { SourceList } from '#lib/registers/register.ts';
import type { RowError } from '#server/roster/errors.ts';
import { buildingName } from '#server/roster/buildings.ts';
import { createImports, type Imports, type StepFault } from '#server/roster/imports.ts';
import { fileLimit } from '#server/roster/limits.ts';
import { readBuildingsApart } from '#server/roster/lists.ts';
import type { Mapping } from '#server/roster/mapping.ts';
import type { Decision } from '#server/roster/plan.ts';
import type { Author } from '#server/sync/rooms.ts';
import type { Deps } from './deps.ts';
import { fail, type FailureCode } from './errors.ts';
import { sessionOf, signedIn } from './guard.ts';
import * as bodies from './import-schemas.ts';
import { jobView, previewView, proposalView } from './import-view.ts';
import * as schemas from './schemas.ts';

const tags = ['roster'];
const bodyLimit = 256 * 1024;
const params = bodies.params;

export function importRoutes(app: FastifyInstance, deps: Deps): void {
	const { store, now, timeZone } = deps;
	const onError = (error: unknown) => app.log.error({ err: error }, 'import failed');
	const imports = createImports({ ...deps, reads: store.reads, now, timeZone, onError });
	app.addHook('preClose', async () => imports.close());
	app.register(async (scope) => uploadRoute(scope, imports, deps));
	mappingRoutes(app, imports, deps);
	decisionRoute(app, imports, deps);
	runRoutes(app, imports, deps);
	pastRoutes(app, imports, deps);
}

function authorOf(request: FastifyRequest): Author {
	const { account, grants } = sessionOf(request);
	return { account, grants, device: null };
}

const denialIn = ({ now, timeZone }: Deps, request: FastifyRequest, community: string) =>
	denialOf(sessionOf(request).grants, 'administer', community, 'field', dayOf(now(), timeZone));

const codes: Record<StepFault, FailureCode> = {
	'not-found': 'not-found',
	busy: 'busy',
	superseded: 'superseded',
	unmapped: 'request',
	rows: 'request',
};

function refuse(reply: FastifyReply, fault: StepFault | readonly RowError[]): FastifyReply {
	if (typeof fault !== 'string') return reply.code(422).send({ ok: false, errors: fault });
	return fail(reply, codes[fault], fault === 'unmapped' || fault === 'rows' ? { message: messages[fault] } : {});
}
const messages = {
	unmapped: 'Say first what the columns mean',
	rows: 'Rows have errors: correct the file, or say that they are left out',
};

/** @param app a scope of its own: here any content type is a file. */
function uploadRoute(app: FastifyInstance, imports: Imports, deps: Deps): void {
	app.removeAllContentTypeParsers();
	app.addContentTypeParser('*', { parseAs: 'buffer' }, (_, body, done) => done(null, body));
	app.post<{ Querystring: { community: string; name: string }; Body: Buffer }>(
		'/api/imports',
		{
			bodyLimit: fileLimit,
			onRequest: signedIn,
			schema: {
				summary:
					'Upload a list (XLSX or CSV, at most 20 MiB): kept for an hour, with a proposal of what its columns mean',
				tags,
				querystring: schemas.query(
					{ community: bodies.community, name: { type: 'string', minLength: 1, maxLength: 200 } },
					['community', 'name'],
				),
				response: { 200: bodies.uploaded, 422: schemas.notImported, ...schemas.failing(400, 401, 403, 413) },
			},
		},
		async (request, reply): Promise<FastifyReply | object> => {
			const { community, name: file } = request.query;
			const denial = denialIn(deps, request, community);
			if (denial) return fail(reply, denial);
			if (!Buffer.isBuffer(request.body)) return fail(reply, 'request', { message: 'The file is missing' });
			const uploaded = await imports.upload({ author: authorOf(request), community, file, bytes: request.body });
			return uploaded.ok ? proposalView(uploaded.value) : refuse(reply, uploaded.error);
		},
	);
}

type WithId = { Params: { id: string } };

function mappingRoutes(app: FastifyInstance, imports: Imports, deps: Deps): void {
	const { auth } = deps;
	app.put<WithId & { Body: { mapping: Mapping; list: SourceList } }>(
		'/api/imports/:id/mapping',
		{
			bodyLimit,
			onRequest: signedIn,
			schema: {
				summary: 'What the columns mean and which list it is; answers what the import would do',
				tags,
				params,
				body: bodies.mapBody,
				response: { 200: bodies.preview, 422: schemas.notImported, ...schemas.failing(400, 401, 404, 409) },
			},
		},
		async (request, reply): Promise<FastifyReply | object> => {
			const { mapping, list } = request.body;
			const mapped = await imports.map(request.params.id, authorOf(request), mapping, list);
			return mapped.ok ? previewView(mapped.value, auth.accounts.nameOf) : refuse(reply, mapped.error);
		},
	);
	app.post<WithId & { Body: Mapping }>(
		'/api/imports/:id/buildings',
		{
			bodyLimit,
			onRequest: signedIn,
			schema: {
				summary: 'Buildings that the file names under a mapping, and the grid in which the ledger has each',
				tags,
				params,
				body: bodies.mapping,
				response: { 200: bodies.buildings, ...schemas.failing(400, 401, 404) },
			},
		},
		async (request, reply): Promise<FastifyReply | object> => {
			const preparation = imports.preparation(request.params.id, sessionOf(request).account);
			if (!preparation) return fail(reply, 'not-found');
			const names = await readBuildingsApart(preparation.workbook, request.body);
			const grids = await gridsOfBuildings(preparation.community, deps);
			return { buildings: names.map((name) => ({ name, grid: grids.get(buildingName(name)) ?? null })) };
		},
	);
	app.get<WithId>(
		'/api/imports/:id/reading',
		{
			onRequest: signedIn,
			schema: {
				summary: 'How far the reading of the rows is, while a mapping is being looked at',
				tags,
				params,
				response: { 200: bodies.progress, ...schemas.failing(401, 404) },
			},
		},
		async (request, reply): Promise<FastifyReply | object> =>
			imports.preparation(request.params.id, sessionOf(request).account)?.progress ?? fail(reply, 'not-found'),
	);
}

const buildingsAtMost = 5000;

/** The grid in which the ledger has a building, by the name of the building: seldom does one lie in two. */
async function gridsOfBuildings(community: string, { store, areas }: Deps): Promise<Map<string, string>> {
	const scopes = [{ desk: community, books: ['field'] as const }];
	const rows = await store.reads.records({ scopes, kinds: ['place'], limit: buildingsAtMost });
	return new Map(
		rows
			.map(({ projection }) => projection)
			.filter(({ body }) => body.sort === 'building')
			.map(({ desk, body }) => [String(body.name), areas.name(desk)]),
	);
}

interface Answer {
	readonly key: string;
	readonly type: 'same' | 'new' | 'skip' | 'open';
	readonly id?: string;
}

function decisionRoute(app: FastifyInstance, imports: Imports, { auth }: Deps): void {
	app.put<WithId & { Body: { decisions: readonly Answer[] } }>(
		'/api/imports/:id/decisions',
		{
			bodyLimit,
			onRequest: signedIn,
			schema: {
				summary: 'Answers to what is not certain; answers what the import would do now',
				tags,
				params,
				body: bodies.decideBody,
				response: { 200: bodies.preview, 422: schemas.notImported, ...schemas.failing(400, 401, 404, 409) },
			},
		},
		async (request, reply): Promise<FastifyReply | object> => {
			const decisions = request.body.decisions.map((answer) => [answer.key, toDecision(answer)] as const);
			const decided = await imports.decide(request.params.id, authorOf(request), decisions);
			return decided.ok ? previewView(decided.value, auth.accounts.nameOf) : refuse(reply, decided.error);
		},
	);
}

function toDecision({ type, id = '' }: Answer): Decision | null {
	if (type === 'open') return null;
	return type === 'same' ? { type, id } : { type };
}

function runRoutes(app: FastifyInstance, imports: Imports, deps: Deps): void {
	const { nameOf } = deps.auth.accounts;
	app.post<WithId & { Body: { withoutErrors: boolean } }>(
		'/api/imports/:id/start',
		{
			onRequest: signedIn,
			schema: {
				summary: 'Compare once more and write; it goes on by itself',
				tags,
				params,
				body: bodies.startBody,
				response: { 202: bodies.job, ...schemas.failing(400, 401, 404, 409) },
			},
		},
		async (request, reply): Promise<FastifyReply> => {
			const started = imports.start(request.params.id, authorOf(request), request.body.withoutErrors);
			return started.ok ? reply.code(202).send(jobView(started.value, nameOf)) : refuse(reply, started.error);
		},
	);
	app.get<WithId>(
		'/api/imports/:id',
		{
			onRequest: signedIn,
			schema: {
				summary: 'How far an import or its taking back is',
				tags,
				params,
				response: { 200: bodies.job, ...schemas.failing(401, 404) },
			},
		},
		async (request, reply): Promise<FastifyReply | object> => {
			const job = imports.job(request.params.id);
			return job && !denialIn(deps, request, job.community) ? jobView(job, nameOf) : fail(reply, 'not-found');
		},
	);
	app.delete<WithId>(
		'/api/imports/:id',
		{
			onRequest: signedIn,
			schema: {
				summary: 'Forget an upload, or end an import of which nothing is written yet',
				tags,
				params,
				response: { 200: bodies.cancelled, ...schemas.failing(401) },
			},
		},
		async (request) => ({ cancelled: imports.cancel(request.params.id, sessionOf(request).account) }),
	);
}

const pastAtMost = 100;

function pastRoutes(app: FastifyInstance, imports: Imports, deps: Deps): void {
	const { store, auth } = deps;
	const { nameOf } = auth.accounts;
	app.get<{ Querystring: { community: string } }>(
		'/api/imports',
		{
			onRequest: signedIn,
			schema: {
				summary: 'Past imports of a community, newest first, and the one that is running',
				tags,
				querystring: schemas.query({ community: bodies.community }, ['community']),
				response: { 200: bodies.past, ...schemas.failing(400, 401, 403) },
			},
		},
		async (request, reply): Promise<FastifyReply | object> => {
			const { community } = request.query;
			const denial = denialIn(deps, request, community);
			if (denial) return fail(reply, denial);
			const scopes = [{ desk: community, books: ['field'] as const, exact: true }];
			const rows = await store.reads.records({ scopes, kinds: ['import'], limit: pastAtMost });
			const running = imports.runningIn(community);
			return {
				imports: rows.map(({ projection: { id, by, at, body } }) => ({ id, by, byName: nameOf(by), at, ...body })),
				running: running && jobView(running, nameOf),
			};
		},
	);
	app.post<WithId>(
		'/api/imports/:id/take-back',
		{
			onRequest: signedIn,
			schema: {
				summary: 'Take an import back as a whole, but for what people have built on',
				tags,
				params,
				response: { 202: bodies.job, ...schemas.failing(401, 404, 409) },
			},
		},
		async (request, reply): Promise<FastifyReply> => {
			const { id } = request.params;
			const record = (await store.reads.rows([id])).get(id)?.projection;
			if (record?.kind !== 'import' || denialIn(deps, request, record.desk)) return fail(reply, 'not-found');
			const started = imports.takeBack(id, record.desk, String(record.body.file), authorOf(request));
			return started.ok ? reply.code(202).send(jobView(started.value, nameOf)) : refuse(reply, started.error);
		},
	);
}
