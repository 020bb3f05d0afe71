/**
 * Photos and voice notes from a locked phone: it cannot read them itself, but holds the key that they are sealed under in
 * an envelope that this server opens. From there on each is as if it had come by an upload. Rule BL16.
 */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { photoSizeLimit } from '#lib/ledger/photo.ts';
import { sealedBytes } from '#lib/sealing/cipher.ts';
import { envelopeOf } from '#lib/sealing/envelope.ts';
import type { SealingKey } from '#server/sync/sealing-key.ts';
import { base64, base64ToBytes } from './base64.ts';
import type { Deps } from './deps.ts';
import { fail } from './errors.ts';
import { accountOf, deviceOf, handsOver } from './guard.ts';
import * as schemas from './schemas.ts';
import { photoBy } from './uploads.ts';
import { keepWhole, unseal } from './whole-photo.ts';

interface SealedPhoto {
	readonly key: string;
	readonly envelope: string;
	/** Its entry, which stands on the ledger. */
	readonly entry: string;
	/** Its row on the phone: what was sealed for another place does not open. */
	readonly id: string;
	readonly sealed: string;
}

const sealedLimit = Math.ceil((photoSizeLimit + sealedBytes) / 3) * 4;

export function sealedPhotoRoutes(app: FastifyInstance, { photos }: Pick<Deps, 'photos'>, key: SealingKey): void {
	app.post<{ Body: SealedPhoto }>(
		'/api/sealed-photos',
		{
			onRequest: handsOver,
			bodyLimit: sealedLimit + 4096,
			schema: {
				summary: 'A sealed photo or voice note of a locked phone, whole; answered with its receipt',
				tags: ['photos'],
				body: schemas.object({
					key: schemas.text('For which of the server’s pairs the envelope was made', { pattern: '^[0-9a-f]{32}$' }),
					envelope: { ...base64, maxLength: 400, description: 'The key of the bytes, sealed for the public key' },
					entry: schemas.entryId,
					id: schemas.text('Of its row on the phone', { maxLength: 64 }),
					sealed: { ...base64, maxLength: sealedLimit, description: 'Nonce, bytes and tag' },
				}),
				response: {
					200: schemas.photoReceipts,
					...schemas.failing(400, 401, 404, 409, 413, 422, 429, 507),
				},
			},
		},
		async (request, reply): Promise<FastifyReply | object> => {
			const { envelope, entry, id, sealed } = request.body;
			const whose = envelopeOf(accountOf(request), deviceOf(request));
			const bytes = base64ToBytes(sealed);
			if (!bytes) return fail(reply, 'request');
			const opened = await key.open(request.body.key, envelope, whose);
			if (!opened) return fail(reply, 'sealing-key');
			const photo = await photoBy(photos, accountOf(request), entry);
			if (!photo) return fail(reply, 'not-found');
			return keepWhole(photos, photo, unseal(opened, bytes, `photoBytes ${id}`), reply);
		},
	);
}
