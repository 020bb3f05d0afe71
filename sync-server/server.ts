/** The HTTP side as one Fastify instance, plugin by plugin; it does not listen yet, so that tests can inject. */
import fastifyCookie from '@fastify/cookie';
import fastifySwagger from '@fastify/swagger';
import Fastify, { LogController, type FastifyInstance } from 'fastify';
import type { LogLevel } from './config.ts';
import { accountRoutes } from './http/accounts.ts';
import { refuseAddressBar } from './http/address-bar.ts';
import { areaRoutes } from './http/areas.ts';
import { compressJson } from './http/compression.ts';
import { keepTrack } from './http/delivering.ts';
import { coverRoutes } from './http/cover.ts';
import { deedRoutes } from './http/deeds.ts';
import { deliveryRoutes } from './http/deliveries.ts';
import type { Deps } from './http/deps.ts';
import { fail, onError, pathOf } from './http/errors.ts';
import { drawingRoutes } from './http/drawings.ts';
import { duplicateRoutes } from './http/duplicates.ts';
import { enrolmentRoutes } from './http/enrolment.ts';
import { createEntryRates } from './http/entry-rate.ts';
import { erasureRoutes } from './http/erasures.ts';
import { eventRoutes } from './http/events.ts';
import { groundRoutes } from './http/ground.ts';
import { guard } from './http/guard.ts';
import { handOverRoutes } from './http/hand-over.ts';
import { importRoutes } from './http/imports.ts';
import { heldRoutes } from './http/held.ts';
import { healthRoutes } from './http/health.ts';
import { openapi } from './http/openapi.ts';
import { outRoutes } from './http/out.ts';
import { mapRoutes } from './http/maps.ts';
import { pageRoutes } from './http/pages.ts';
import { carriedRoutes } from './http/carried.ts';
import { proofRoutes } from './http/proofs.ts';
import { photoRoutes } from './http/photos.ts';
import { progressRoutes } from './http/progress.ts';
import { quarantineRoutes } from './http/quarantine.ts';
import { readRoutes } from './http/reads.ts';
import { recordRoutes } from './http/records.ts';
import { retentionRoutes } from './http/retention.ts';
import { rosterRoutes } from './http/roster.ts';
import { roundsRoutes } from './http/rounds.ts';
import { secure } from './http/security.ts';
import { seatRoutes } from './http/seats.ts';
import { sessionRoutes } from './http/session.ts';
import { serveApp } from './http/static.ts';
import { transferRoutes } from './http/transfers.ts';
import { uploadRoutes } from './http/uploads.ts';
import { createWriters } from './roster/writers.ts';

export interface Log {
	readonly level: LogLevel;
	/** Takes each line; the standard output when absent. */
	readonly write?: (line: string) => void;
}

export async function createServer(deps: Deps, { level, write }: Log): Promise<FastifyInstance> {
	const app = Fastify({
		// The address of a request without its query, where tokens of other clients stand.
		logger: {
			level,
			...(write ? { stream: { write } } : {}),
			serializers: { req: ({ method, url }: { method: string; url: string }) => ({ method, path: pathOf(url) }) },
		},
		logController: new LogController({ disableRequestLogging: true }),
		bodyLimit: 64 * 1024,
		// A request that never ends would hold its connection for ever. Long enough for 4 MiB over a bad network.
		requestTimeout: 5 * 60_000,
		// Behind a proxy, whose address tells nothing, failed sign-ins are counted by what the proxy says.
		trustProxy: deps.publicUrl ? 'loopback' : false,
		frameworkErrors: (_error, _request, reply) => void fail(reply, 'request'),
	});
	app.setErrorHandler(onError);
	// Answers are documented by their schemas, not cut to them.
	app.setSerializerCompiler(() => (answer) => JSON.stringify(answer));
	secure(app, deps.publicUrl);
	logRequests(app);
	guard(app, deps.callers);
	await app.register(fastifyCookie);
	await app.register(fastifySwagger, openapi);
	await app.register(async (api) => {
		api.addHook('onRequest', async (_, reply) => void reply.header('cache-control', 'no-store'));
		refuseAddressBar(api);
		keepTrack(api);
		compressJson(api);
		healthRoutes(api, deps);
		sessionRoutes(api, deps);
		const rates = createEntryRates(deps.now);
		pageRoutes(api, deps, rates);
		proofRoutes(api, deps, rates);
		void api.register(async (scope) => carriedRoutes(scope, deps, rates));
		recordRoutes(api, deps);
		progressRoutes(api, deps);
		roundsRoutes(api, deps);
		eventRoutes(api, deps);
		areaRoutes(api, deps);
		coverRoutes(api, deps);
		accountRoutes(api, deps);
		seatRoutes(api, deps);
		deedRoutes(api, deps);
		enrolmentRoutes(api, deps);
		handOverRoutes(api, deps, rates);
		outRoutes(api, deps);
		deliveryRoutes(api, deps);
		photoRoutes(api, deps);
		await api.register(async (scope) => uploadRoutes(scope, deps));
		readRoutes(api, deps);
		retentionRoutes(api, deps);
		drawingRoutes(api, deps);
		groundRoutes(api, deps);
		await api.register(async (scope) => mapRoutes(scope, deps));
		const writers = createWriters();
		transferRoutes(api, deps, writers);
		duplicateRoutes(api, deps);
		erasureRoutes(api, deps, writers);
		heldRoutes(api, deps);
		quarantineRoutes(api, deps);
		const imports = importRoutes(api, deps, writers);
		await api.register(async (scope) => rosterRoutes(scope, deps, imports));
		api.get('/api/openapi.json', { schema: { hide: true } }, async () => app.swagger());
	});
	await serveApp(app, deps.buildDir);
	return app;
}

function logRequests(app: FastifyInstance): void {
	app.addHook('onResponse', async (request, reply) => {
		const { method, url, caller } = request;
		const took = Math.round(reply.elapsedTime);
		request.log.debug(
			{ method, path: pathOf(url), status: reply.statusCode, ms: took, by: caller?.session.account },
			'request',
		);
	});
}
