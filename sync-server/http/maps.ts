/** Base maps: which there are, the bytes of a pack with Range, and the tiles of a configured raster service. Rules MP6, MP7. */
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { packFile, packsFolder, packsIn } from '#server/maps/packs.ts';
import { datums, fetchTile, isTile } from '#server/maps/raster.ts';
import type { Deps } from './deps.ts';
import { fail } from './errors.ts';
import { signedIn } from './guard.ts';
import * as schemas from './schemas.ts';

const tags = ['map'];
const { integer, list, nullable, object, text } = schemas;
const pack = object({
	name: text('Name of the pack'),
	bytes: integer('Size'),
	tag: text('Another for another file of the same name'),
	maxZoom: integer('Largest zoom of its tiles'),
	bounds: { type: 'array', items: { type: 'number' }, description: 'West, south, east, north' },
});
const raster = object({
	datum: text('How it is drawn', { enum: datums }),
	maxZoom: integer('Largest zoom'),
	credit: text('Whose map it is'),
});
const number = { type: 'integer', minimum: 0, maximum: 2 ** 24 };

export async function mapRoutes(app: FastifyInstance, { dataDir, raster: configured }: Deps): Promise<void> {
	app.addHook('onRequest', signedIn);
	app.get(
		'/api/maps',
		{
			schema: {
				summary: 'Base maps that can be had: packs, and a raster service',
				tags,
				response: { 200: object({ packs: list(pack), raster: nullable(raster) }), ...schemas.failing(401) },
			},
		},
		async () => {
			const { datum, maxZoom, credit } = configured ?? {};
			return { packs: packsIn(dataDir), raster: configured && { datum, maxZoom, credit } };
		},
	);
	app.get<{ Params: { z: number; x: number; y: number } }>(
		'/api/maps/raster/:z/:x/:y',
		{
			schema: {
				summary: 'A tile of the configured raster service',
				tags,
				params: object({ z: { ...number, maximum: 24 }, x: number, y: number }),
				response: schemas.failing(400, 401, 404, 503),
			},
		},
		async (request, reply): Promise<FastifyReply> => {
			const { z, x, y } = request.params;
			if (!configured || !isTile(z, x, y, configured.maxZoom)) return fail(reply, 'not-found');
			const tile = await fetchTile(configured, request.params);
			if (!tile.ok) return fail(reply, tile.error === 'missing' ? 'not-found' : 'unavailable');
			return reply
				.header('content-type', tile.value.type)
				.header('cache-control', 'private, max-age=86400')
				.send(tile.value.bytes);
		},
	);
	await app.register(fastifyStatic, {
		root: packsFolder(dataDir),
		prefix: '/api/maps/packs/',
		decorateReply: false,
		cacheControl: false,
		index: false,
		allowedPath: (path) => packFile.test(path),
	});
}
