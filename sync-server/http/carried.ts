/** What one phone carries for another: closed parcels, judged by their authors' seals and grants. Rules HO3–HO5. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { join } from 'node:path';
import { textToEntry } from '#lib/ledger/entry.ts';
import type { Contents } from '#lib/parcel/contents.ts';
import type { PostedParcel } from '#lib/parcel/parcel.ts';
import { openParcel } from '#server/proof/parcel.ts';
import { relay, type RelayDeps } from '#server/proof/relay.ts';
import type { Outcome } from '#server/sync/rooms.ts';
import { openSealingKey } from '#server/sync/sealing-key.ts';
import { base64ToBytes } from './base64.ts';
import type { Deps } from './deps.ts';
import { tooFast, type EntryRates } from './entry-rate.ts';
import { fail } from './errors.ts';
import { accountOf, handsOver } from './guard.ts';
import { heldOf, withMessage } from './refusals.ts';
import { carriedPhotoRoutes } from './carried-photos.ts';
import { carried, carriedContents } from './proof-schemas.ts';
import { relayedAuthors } from './proofs.ts';
import { isKnownPage } from './sealed.ts';
import * as schemas from './schemas.ts';

export async function carriedRoutes(app: FastifyInstance, deps: Deps, rates: EntryRates): Promise<void> {
	const { store, rooms, areas, dataDir, now } = deps;
	const key = await openSealingKey(join(dataDir, 'sealed-entries.key'));
	carriedPhotoRoutes(app, deps, key);
	const means: RelayDeps = { proofs: store.proofs, rooms, authorOf: relayedAuthors(deps), now };
	app.post<{ Body: PostedParcel }>(
		'/api/carried',
		{
			onRequest: handsOver,
			bodyLimit: 6 * 1024 * 1024,
			schema: {
				summary: 'A parcel of unsent entries that the caller carried for their author',
				description: 'Closed under this server’s key and sealed by the author’s device; judged by the author’s grants.',
				tags: ['proofs'],
				body: carried,
				response: { 200: schemas.outcome, ...schemas.failing(400, 401, 409, 413, 429) },
			},
		},
		async (request, reply): Promise<FastifyReply | object> => {
			const { body } = request;
			const sealed = base64ToBytes(body.sealed);
			if (!sealed) return fail(reply, 'request');
			const opened = await openParcel({ ...body, sealed }, key);
			if (!opened.ok) return fail(reply, opened.error);
			if (!request.validateInput(opened.value, carriedContents)) return fail(reply, 'request');
			const { pages } = opened.value as Contents;
			const isWhole = pages.every(
				({ seal }) => isKnownPage(seal.page, areas) && seal.account === body.account && seal.device === body.device,
			);
			if (!isWhole) return fail(reply, 'request');
			const entries = pages.reduce((sum, { texts }) => sum + texts.length, 0);
			const wait = rates.take(accountOf(request), entries);
			if (wait > 0) return tooFast(reply, wait);
			const outcome = await relayAll(means, pages, accountOf(request));
			if (!outcome) return fail(reply, 'no-key');
			const { accepted, refused, held } = outcome;
			return { accepted, refused: refused.map(withMessage), ...heldOf(held) };
		},
	);
}

/** null when nothing of it can be taken, since the server cannot tell whose it is. */
async function relayAll(means: RelayDeps, pages: Contents['pages'], carrier: string): Promise<Outcome | null> {
	const all: { [Part in keyof Outcome]: Outcome[Part][number][] } = { accepted: [], refused: [], held: [] };
	for (const { seal, texts } of pages) {
		const entries = texts.flatMap((text) => {
			const entry = textToEntry(text);
			return entry.ok ? [entry.value] : [];
		});
		const outcome = await relay(means, seal.page, { seal, entries }, carrier);
		if (!outcome.ok && outcome.error.code === 'no-key') return null;
		const { accepted, refused, held } = outcome.ok
			? outcome.value
			: // The server's word on the seal counts for all that it covers.
				{ accepted: [], refused: seal.ids.map((id) => ({ id, code: 'author' as const, detail: 'seal' })), held: [] };
		all.accepted.push(...accepted);
		all.refused.push(...refused);
		all.held.push(...held);
	}
	return all;
}
