/** Imports that run by themselves, those that have run, and taking them back. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Imports } from '#server/roster/imports.ts';
import { putOnRecord } from './delivering.ts';
import type { Deps } from './deps.ts';
import { fail } from './errors.ts';
import { sessionOf, signedIn } from './guard.ts';
import { authorOf, denialIn, refuse, type WithId } from './import-answers.ts';
import * as bodies from './import-schemas.ts';
import { jobView } from './import-view.ts';
import * as schemas from './schemas.ts';

const tags = ['roster'];
const params = bodies.params;

export function runRoutes(app: FastifyInstance, imports: Imports, deps: Deps): void {
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
			if (!job || denialIn(deps, request, job.community)) return fail(reply, 'not-found');
			const { outcome } = job;
			const ids = outcome && 'stayed' in outcome ? outcome.stayed.map(({ id }) => id) : [];
			const parts = new Map(ids.length === 0 ? [] : [[job.community, ids]]);
			await putOnRecord(request, deps, { way: 'list', what: { list: 'taken-back', import: job.id } }, parts);
			return jobView(job, nameOf);
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

export function pastRoutes(app: FastifyInstance, imports: Imports, deps: Deps): void {
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
