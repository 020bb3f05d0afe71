/** A photo, for those who may read its entry, each time on record; and the receipts of what a phone has sent. Rules BL12, BL13. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { dayOf } from '#lib/ledger/page.ts';
import { partsOf } from '#server/deliveries/parts.ts';
import type { Deps } from './deps.ts';
import { putOnRecord } from './delivering.ts';
import { fail } from './errors.ts';
import { accountOf, handsOver, sessionOf, signedIn } from './guard.ts';
import * as schemas from './schemas.ts';
import { mayReadPage } from './scopes.ts';

const tags = ['photos'];
const atOnce = 200;
const endings: Readonly<Record<string, string>> = {
	'image/jpeg': 'jpg',
	'image/webp': 'webp',
	'audio/webm': 'webm',
	'audio/mp4': 'm4a',
};

export function photoRoutes(app: FastifyInstance, deps: Deps): void {
	const { photos, store, timeZone, now } = deps;
	app.get<{ Params: { id: string } }>(
		'/api/photos/:id',
		{
			onRequest: signedIn,
			schema: {
				summary: 'The bytes of a photo or a voice note, by the id of its entry',
				tags,
				params: schemas.object({ id: schemas.entryId }),
				response: schemas.failing(400, 401, 404),
			},
		},
		async (request, reply): Promise<FastifyReply> => {
			const known = await photos.photoOf(request.params.id);
			// One that he may not read is as unknown to him as one that does not exist.
			if (!known || !mayReadPage(sessionOf(request).grants, known.page, dayOf(now(), timeZone)))
				return fail(reply, 'not-found');
			const given = await photos.give(known);
			if (!given.ok) return fail(reply, given.error === 'gone' ? 'not-found' : 'photo-waiting');
			const { photo } = known;
			const row = (await store.reads.rows([photo.re])).get(photo.re);
			const parts = row ? partsOf([row]) : new Map([[photo.desk, [photo.re]]]);
			await putOnRecord(request, deps, { way: 'card', what: { kind: 'photo' } }, parts);
			const { media, bytes } = given.value;
			return reply
				.type(media.type)
				.header('content-disposition', `inline; filename="${photo.id}.${endings[media.type] ?? 'bin'}"`)
				.header('content-security-policy', `default-src 'none'; sandbox`)
				.send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
		},
	);
	app.post<{ Body: { ids: string[] } }>(
		'/api/photos/receipts',
		{
			onRequest: handsOver,
			schema: {
				summary: 'Which of the caller’s own photos lie on the server’s disk, and under which hash',
				tags,
				body: schemas.object({ ids: { type: 'array', maxItems: atOnce, items: schemas.entryId } }),
				response: {
					200: schemas.photoReceipts,
					...schemas.failing(400, 401),
				},
			},
		},
		async (request) => ({ receipts: await photos.receipts(accountOf(request), request.body.ids) }),
	);
}
