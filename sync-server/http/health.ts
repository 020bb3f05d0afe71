import type { FastifyInstance } from 'fastify';
import type { Deps } from './deps.ts';
import * as schemas from './schemas.ts';

export function healthRoutes(app: FastifyInstance, { store }: Deps): void {
	app.get(
		'/healthz',
		{ schema: { summary: 'Whether the server is ready', tags: ['server'], response: { 200: schemas.health } } },
		async () => ({ status: 'ok', generation: store.generation }),
	);
}
