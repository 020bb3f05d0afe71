/**
 * Entries from a locked phone: it cannot read them itself, but holds the key that they are sealed under in an envelope
 * that this server opens. They go to the gate as the session's own, like any other.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { join } from 'node:path';
import { isEntry, type Entry } from '#lib/ledger/entry.ts';
import { textToPage, type PageId } from '#lib/ledger/page.ts';
import type { Refusal } from '#lib/ledger/refusal.ts';
import { base64ToBytes, createCipher, openText, type Cipher } from '#lib/sealing/cipher.ts';
import { envelopeOf } from '#lib/sealing/envelope.ts';
import type { Author } from '#server/sync/rooms.ts';
import { openSealingKey } from '#server/sync/sealing-key.ts';
import { base64 } from './base64.ts';
import type { Deps } from './deps.ts';
import { tooFast, type EntryRates } from './entry-rate.ts';
import { fail } from './errors.ts';
import { handsOver, sessionOf, signedIn } from './guard.ts';
import { withMessage } from './refusals.ts';
import * as schemas from './schemas.ts';
import { sealedPhotoRoutes } from './sealed-photos.ts';

interface Sealed {
	readonly page: string;
	readonly id: string;
	readonly sealed: string;
}

const keyId = { type: 'string', pattern: '^[0-9a-f]{32}$' } as const;
const tags = ['pages'];

export async function sealedRoutes(
	app: FastifyInstance,
	{ rooms, areas, photos, dataDir }: Deps,
	rates: EntryRates,
): Promise<void> {
	const key = await openSealingKey(join(dataDir, 'sealed-entries.key'));
	sealedPhotoRoutes(app, { photos }, key);

	app.get(
		'/api/sealed-entries/key',
		{
			onRequest: signedIn,
			schema: {
				summary: 'The public key that phones seal for',
				tags,
				response: { 200: schemas.object({ id: keyId, key: base64 }), ...schemas.failing(401) },
			},
		},
		async () => ({ id: key.id, key: key.key }),
	);

	app.post<{ Body: { key: string; envelope: string; entries: Sealed[] } }>(
		'/api/sealed-entries',
		{
			onRequest: handsOver,
			bodyLimit: 4 * 1024 * 1024,
			schema: {
				summary: 'Hand sealed entries to the gate; each is judged by itself',
				description: 'What cannot be opened is named neither as accepted nor as refused: it stays on the phone.',
				tags,
				body: schemas.object({
					key: keyId,
					envelope: { ...base64, maxLength: 400, description: 'The key of the texts, sealed for the public key' },
					entries: {
						type: 'array',
						maxItems: 200,
						items: schemas.object({
							page: { type: 'string', maxLength: 60 },
							id: { type: 'string', maxLength: 64 },
							sealed: { ...base64, maxLength: 40_000, description: 'Nonce, text and tag' },
						}),
					},
				}),
				response: { 200: schemas.outcome, ...schemas.failing(400, 401, 409, 413, 429) },
			},
		},
		async (request, reply) => {
			const author = authorOf(request);
			const { envelope, entries } = request.body;
			const wait = rates.take(author.account, entries.length);
			if (wait > 0) return tooFast(reply, wait);
			const whose = envelopeOf(author.account, author.device ?? '');
			const opened = await key.open(request.body.key, envelope, whose);
			if (!opened) return fail(reply, 'sealing-key');
			const cipher = createCipher(opened);
			const byPage = Map.groupBy(entries, ({ page }) => page);
			const accepted: string[] = [];
			const refused: Refusal[] = [];
			const held: string[] = [];
			for (const [page, sealed] of byPage) {
				if (!isKnownPage(page, areas)) continue;
				const outcome = await rooms.add(
					page,
					sealed.flatMap((one) => entryIn(one, cipher)),
					author,
				);
				accepted.push(...outcome.accepted);
				refused.push(...outcome.refused);
				held.push(...outcome.held);
			}
			cipher.forget();
			return { accepted, refused: refused.map(withMessage), held };
		},
	);
}

function authorOf(request: FastifyRequest): Author {
	const { handOver } = request;
	if (!handOver) {
		const { account, grants, device } = sessionOf(request);
		return { account, grants, device };
	}
	const { account, grants, device, revoked: until } = handOver;
	return { account, grants, device, until };
}

/** Whether there is such a desk and book. */
export function isKnownPage(page: PageId, areas: Deps['areas']): boolean {
	const parts = textToPage(page);
	return parts.ok && areas.get(parts.value.desk) !== null;
}

function entryIn({ id, sealed }: Sealed, cipher: Cipher): Entry[] {
	try {
		const entry: unknown = JSON.parse(openText(cipher, base64ToBytes(sealed), `outbox ${id}`));
		return isEntry(entry) && entry.id === id ? [entry] : [];
	} catch {
		// Sealed under another key, or damaged on the way.
		return [];
	}
}
