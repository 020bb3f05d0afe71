/** 导入, step by step: a file is uploaded once, its columns are mapped, the plan is looked at, and then it runs by itself. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { SourceList } from '#lib/registers/register.ts';
import { buildingName } from '#server/roster/buildings.ts';
import { createImports, type Imports } from '#server/roster/imports.ts';
import { fileLimit } from '#server/roster/limits.ts';
import { readBuildingsApart } from '#server/roster/lists.ts';
import type { Mapping } from '#server/roster/mapping.ts';
import type { Decision } from '#server/roster/plan.ts';
import type { Writers } from '#server/roster/writers.ts';
import type { Deps } from './deps.ts';
import { fail } from './errors.ts';
import { sessionOf, signedIn } from './guard.ts';
import { answerPreview, authorOf, denialIn, refuse, type WithId } from './import-answers.ts';
import { factsRoute } from './import-facts.ts';
import { pastRoutes, runRoutes } from './import-runs.ts';
import * as bodies from './import-schemas.ts';
import { proposalView } from './import-view.ts';
import * as schemas from './schemas.ts';

const tags = ['roster'];
const bodyLimit = 256 * 1024;
const params = bodies.params;

export function importRoutes(app: FastifyInstance, deps: Deps, writers: Writers): Imports {
	const { store, now, timeZone } = deps;
	const onError = (error: unknown) => app.log.error({ err: error }, 'import failed');
	const imports = createImports({ ...deps, writers, reads: store.reads, now, timeZone, onError });
	app.addHook('preClose', async () => imports.close());
	deps.erasures.register({ name: 'uploaded lists', clean: async ({ communities }) => imports.forgetIn(communities) });
	app.register(async (scope) => uploadRoute(scope, imports, deps));
	mappingRoutes(app, imports, deps);
	decisionRoute(app, imports, deps);
	takeOverRoute(app, imports, deps);
	factsRoute(app, imports, deps);
	runRoutes(app, imports, deps);
	pastRoutes(app, imports, deps);
	return imports;
}

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

function mappingRoutes(app: FastifyInstance, imports: Imports, deps: Deps): void {
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
			return mapped.ok ? answerPreview(deps, request, mapped.value) : refuse(reply, mapped.error);
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

function decisionRoute(app: FastifyInstance, imports: Imports, deps: Deps): void {
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
			return decided.ok ? answerPreview(deps, request, decided.value) : refuse(reply, decided.error);
		},
	);
}

function takeOverRoute(app: FastifyInstance, imports: Imports, deps: Deps): void {
	app.put<WithId & { Body: { key: string; isTaken: boolean } }>(
		'/api/imports/:id/taken-over',
		{
			onRequest: signedIn,
			schema: {
				summary:
					'Take over one value of the file though a person entered what stands; answers what the import would do now',
				tags,
				params,
				body: bodies.takeOverBody,
				response: { 200: bodies.preview, 422: schemas.notImported, ...schemas.failing(400, 401, 404, 409) },
			},
		},
		async (request, reply): Promise<FastifyReply | object> => {
			const { key, isTaken } = request.body;
			const taken = await imports.takeOver(request.params.id, authorOf(request), key, isTaken);
			return taken.ok ? answerPreview(deps, request, taken.value) : refuse(reply, taken.error);
		},
	);
}

function toDecision({ type, id = '' }: Answer): Decision | null {
	if (type === 'open') return null;
	return type === 'same' ? { type, id } : { type };
}
