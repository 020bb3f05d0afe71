/**
 * One stream of changes for supervisors and whoever watches. The fan-out only wakes it; what is sent is read from the
 * log behind the number that was sent last, so nothing falls between replay and live, and a slow reader costs no memory.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { may, type Grant } from '#lib/access/policy.ts';
import { dayOf } from '#lib/ledger/page.ts';
import { createConnections } from '#server/auth/connections.ts';
import type { StoredEvent } from '#server/store/reads.ts';
import type { Reader } from '#server/deliveries/deliveries.ts';
import type { Deps } from './deps.ts';
import { fail } from './errors.ts';
import { sessionOf, signedIn } from './guard.ts';
import * as schemas from './schemas.ts';
import { scopesOf } from './scopes.ts';

const heartbeatMs = 20_000;
const batch = 500;
/** Streams of one account: each reads the log at every commit. */
const streamLimit = 32;

export function eventRoutes(app: FastifyInstance, deps: Deps): void {
	const open = new Set<() => void>();
	const connections = createConnections(streamLimit);
	app.addHook('preClose', async () => {
		for (const close of open) close();
	});
	app.get<{ Querystring: { after?: number } }>(
		'/api/events',
		{
			onRequest: signedIn,
			// A HEAD would keep a stream open that nobody reads.
			exposeHeadRoute: false,
			schema: {
				summary: 'Changes as they are committed (text/event-stream); continues behind Last-Event-ID or `after`',
				tags: ['records'],
				querystring: schemas.query({
					after: { type: 'integer', minimum: 0, description: 'Number of the last event known' },
				}),
				response: schemas.failing(401, 429),
			},
		},
		async (request, reply) => {
			const { id, account, device, grants } = sessionOf(request);
			const from = startOf(request, await deps.store.reads.lastEvent());
			const leave = connections(account);
			if (!leave) return fail(reply, 'slow-down');
			const desks = scopesOf(grants, dayOf(deps.now(), deps.timeZone)).map(({ desk }) => desk);
			const watching = watchFor({ account, device, address: request.ip }, desks, deps);
			if (!watching({ from })) return (leave(), fail(reply, 'unavailable'));
			const response = beginStream(reply);
			response.write(
				`retry: 2000\nid: ${from}\nevent: hello\ndata: ${JSON.stringify({ seq: from, generation: deps.store.generation })}\n\n`,
			);
			const close = () => response.end();
			open.add(close);
			const stop = stream(response, from, id, deps);
			response.on('close', () => {
				leave();
				watching({ from, to: stop() });
				open.delete(close);
			});
		},
	);
}

/** Puts on record that somebody listens, and how far: the stream tells ids and kinds, and no details. False when it cannot be. */
function watchFor(reader: Reader, desks: readonly string[], { deliveries }: Deps) {
	return (what: { readonly from: number; readonly to?: number }): boolean =>
		desks.every((area) => deliveries.note({ ...reader, way: 'watch', area, what, ids: [] }));
}

/** A number beyond the log comes from before a backup was restored: `generation` says so, and the stream begins anew. */
function startOf(request: FastifyRequest<{ Querystring: { after?: number } }>, last: number): number {
	const header = request.headers['last-event-id'];
	const after = typeof header === 'string' && /^\d{1,15}$/.test(header) ? Number(header) : request.query.after;
	return after === undefined ? last : Math.min(after, last);
}

function beginStream(reply: FastifyReply): ServerResponse {
	reply.hijack();
	const headers = {
		...reply.getHeaders(),
		'content-type': 'text/event-stream; charset=utf-8',
		'cache-control': 'no-store',
	};
	// Proxies that gather answers would hold events back.
	reply.raw.writeHead(200, { ...(headers as Record<string, string>), 'x-accel-buffering': 'no' });
	return reply.raw;
}

/** Sends what follows `from` until the session or the connection ends. Returns the way to stop, which tells how far it came. */
function stream(
	response: ServerResponse,
	from: number,
	sessionId: string,
	{ store, fanOut, auth, timeZone, now }: Deps,
) {
	let sent = from;
	let isPumping = false;
	let isWoken = false;
	const isOpen = () => !response.writableEnded && !response.destroyed;

	const pump = async () => {
		isWoken = true;
		if (isPumping) return;
		isPumping = true;
		while (isWoken && isOpen()) {
			isWoken = false;
			const events = await store.reads.events(sent, batch);
			// Asked anew each time: a grant may have come or gone, also by another process.
			const session = auth.current(sessionId);
			if (!session) return response.end();
			const day = dayOf(now(), timeZone);
			for (const event of events) {
				sent = event.seq;
				if (!mayHear(session.grants, event, day) || !isOpen()) continue;
				if (!response.write(toFrame(event))) await Promise.race([once(response, 'drain'), once(response, 'close')]);
			}
			if (events.length === batch) isWoken = true;
		}
		isPumping = false;
	};
	// A store that fails ends the stream: the client comes again with its last number, and nothing is lost.
	const wake = () => void pump().catch((error: unknown) => response.destroy(error as Error));

	const unsubscribe = fanOut.subscribe('', wake);
	const forget = auth.whenEnded(sessionId, () => response.end());
	const account = auth.current(sessionId)?.account ?? '';
	const stopWatching = auth.whenChanged(account, () => {
		if (!auth.current(sessionId)) response.end();
	});
	const heartbeat = setInterval(() => {
		if (!auth.current(sessionId)) response.end();
		// The number goes along, so that a reconnect need not read again what was not for this caller.
		else response.write(`: still here\nid: ${sent}\n\n`);
	}, heartbeatMs);
	wake();
	return () => {
		unsubscribe();
		forget();
		stopWatching();
		clearInterval(heartbeat);
		return sent;
	};
}

const mayHear = (grants: readonly Grant[], { desk, book }: StoredEvent, day: string): boolean =>
	may(grants, 'read', desk, book, day);

const toFrame = ({ seq, page, desk, records }: StoredEvent): string =>
	`id: ${seq}\nevent: records\ndata: ${JSON.stringify({ page, desk, records })}\n\n`;
