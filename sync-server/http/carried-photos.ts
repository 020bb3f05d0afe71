/**
 * Photos and voice notes that one phone carried for another, each by itself and closed as it lay in the parcel. What
 * opens is a photo of an entry that its author wrote, or it is nothing: the entry's hash says which bytes. Rule HO12.
 */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { photoSizeLimit } from '#lib/ledger/photo.ts';
import { sealedPlace, type PostedParcel } from '#lib/parcel/parcel.ts';
import { bytesToPhoto, closedBytes, photoPlace } from '#lib/parcel/photo.ts';
import { hashOf } from '#server/blobs/shelf.ts';
import type { SealingKey } from '#server/sync/sealing-key.ts';
import { base64, base64ToBytes } from './base64.ts';
import type { Deps } from './deps.ts';
import { fail } from './errors.ts';
import { handsOver } from './guard.ts';
import { closedBy } from './proof-schemas.ts';
import * as schemas from './schemas.ts';
import { photoBy } from './uploads.ts';
import { keepWhole, unseal } from './whole-photo.ts';

const sealedLimit = Math.ceil((photoSizeLimit + closedBytes) / 3) * 4;

export function carriedPhotoRoutes(app: FastifyInstance, { photos }: Pick<Deps, 'photos'>, key: SealingKey): void {
	app.post<{ Body: PostedParcel }>(
		'/api/carried-photos',
		{
			onRequest: handsOver,
			bodyLimit: sealedLimit + 4096,
			schema: {
				summary: 'A photo or voice note that the caller carried for its author, whole; answered with its receipt',
				tags: ['photos'],
				body: schemas.object({
					...closedBy,
					sealed: { ...base64, maxLength: sealedLimit, description: 'Nonce; id of its entry, bytes; tag' },
				}),
				response: {
					200: schemas.photoReceipts,
					...schemas.failing(400, 401, 404, 409, 413, 422, 429, 507),
				},
			},
		},
		async (request, reply): Promise<FastifyReply | object> => {
			const { server, account, device, envelope } = request.body;
			const sealed = base64ToBytes(request.body.sealed);
			if (!sealed) return fail(reply, 'request');
			const whose = { account, device };
			const opened = await key.open(server, envelope, sealedPlace(whose));
			if (!opened) return fail(reply, 'sealing-key');
			const bytes = unseal(opened, sealed, photoPlace(whose));
			if (!bytes) return fail(reply, 'photo-other');
			const { entry, photo } = bytesToPhoto(bytes);
			const known = await photoBy(photos, account, entry);
			if (!known) return fail(reply, 'not-found');
			// Anybody can close something for this server in an author's name: with other bytes he learns nothing of the photo,
			// and touches no upload of his.
			if (hashOf(photo) !== known.body.sha256) return fail(reply, 'photo-other');
			return keepWhole(photos, known, photo, reply);
		},
	);
}
