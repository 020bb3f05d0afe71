/**
 * What is left to a revoked device: it hands over what was written on it before, learns what became of each entry, and
 * says when it is empty. It reads nothing. Rules AD8–AD10.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isEntry, type Entry } from '#lib/ledger/entry.ts';
import { pageToId } from '#lib/ledger/page.ts';
import { cookieName } from '#server/auth/caller.ts';
import type { Deps } from './deps.ts';
import { tooFast, type EntryRates } from './entry-rate.ts';
import { fail } from './errors.ts';
import { knownPage, toFormless, type PageParams } from './pages.ts';
import { withMessage } from './refusals.ts';
import * as schemas from './schemas.ts';
import { sessionCookie } from './session.ts';

const tags = ['session'];

async function revoked(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
	if (!request.handOver) return fail(reply, request.caller ? 'role' : 'signed-out');
}

export function handOverRoutes(app: FastifyInstance, { rooms, areas, auth, publicUrl }: Deps, rates: EntryRates): void {
	app.post<{ Params: PageParams; Body: unknown[] }>(
		'/api/hand-over/:desk/:book/:period/entries',
		{
			onRequest: revoked,
			bodyLimit: 4 * 1024 * 1024,
			schema: {
				summary: 'A revoked device hands over what was written on it before; each entry is judged by itself',
				tags,
				params: schemas.pageParams,
				body: { type: 'array', maxItems: 1000, items: { type: 'object', description: 'An entry' } },
				response: { 200: schemas.outcome, ...schemas.failing(400, 401, 403, 404, 413, 429) },
			},
		},
		async (request, reply): Promise<FastifyReply | object> => {
			const page = knownPage(request.params, areas);
			if (!page) return fail(reply, 'not-found');
			const { account, device, grants, revoked: until } = request.handOver!;
			const wait = rates.take(account, request.body.length);
			if (wait > 0) return tooFast(reply, wait);
			const entries = request.body.filter((item): item is Entry => isEntry(item));
			const formless = request.body.filter((item) => !isEntry(item)).map(toFormless);
			const author = { account, device, grants, until };
			const { accepted, refused, held } = await rooms.add(pageToId(page), entries, author);
			return { accepted, refused: [...formless, ...refused].map(withMessage), held };
		},
	);

	app.post(
		'/api/hand-over/wiped',
		{
			onRequest: revoked,
			bodyLimit: 1024,
			schema: {
				summary: 'A revoked device says that it is empty; nothing is left to it after that',
				tags,
				response: { 204: { type: 'null' }, ...schemas.failing(401, 403) },
			},
		},
		async (request, reply): Promise<FastifyReply> => {
			const { account, device } = request.handOver!;
			auth.devices.wiped(device, { account, address: request.ip });
			const { maxAge: _maxAge, ...cookie } = sessionCookie(publicUrl);
			reply.clearCookie(cookieName, cookie);
			return reply.code(204).send();
		},
	);
}
