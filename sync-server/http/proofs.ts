/** What devices sign, and entries that come by another hand. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { isEntry, type Entry } from '#lib/ledger/entry.ts';
import { pageToId, textToPage, type PageId } from '#lib/ledger/page.ts';
import type { Seal } from '#lib/proof/seal.ts';
import { relay, type RelayDeps } from '#server/proof/relay.ts';
import { keepSeal } from '#server/proof/seals.ts';
import type { Deps } from './deps.ts';
import { tooFast, type EntryRates } from './entry-rate.ts';
import { fail } from './errors.ts';
import { sessionOf, signedIn } from './guard.ts';
import { heldOf, withMessage } from './refusals.ts';
import * as proofSchemas from './proof-schemas.ts';
import * as schemas from './schemas.ts';

const tags = ['proofs'];
interface PageParams {
	desk: string;
	book: string;
	period: string;
}

export function proofRoutes(app: FastifyInstance, deps: Deps, rates: EntryRates): void {
	keyRoute(app, deps);
	sealRoute(app, deps);
	relayRoute(app, deps, rates);
}

function keyRoute(app: FastifyInstance, { store, now }: Deps): void {
	app.put<{ Body: { key: string } }>(
		'/api/device/key',
		{
			onRequest: signedIn,
			schema: {
				summary: 'The public key of the device of this session, once for ever',
				tags,
				body: proofSchemas.key,
				response: { 200: proofSchemas.key, ...schemas.failing(400, 401, 409) },
			},
		},
		async (request, reply) => {
			const { account, device } = sessionOf(request);
			if (device === null) return fail(reply, 'device');
			const { key } = request.body;
			return (await store.proofs.keepKey(device, { account, key }, now())) ? { key } : fail(reply, 'device');
		},
	);
}

function sealRoute(app: FastifyInstance, { store, areas, signer, now }: Deps): void {
	app.post<{ Params: PageParams; Body: Seal }>(
		'/api/pages/:desk/:book/:period/seals',
		{
			onRequest: signedIn,
			bodyLimit: 256 * 1024,
			schema: {
				summary: 'A device’s seal over what it wrote and has a receipt for; the signed receipts in answer',
				tags,
				params: schemas.pageParams,
				body: proofSchemas.seal,
				response: { 200: proofSchemas.sealKept, 409: proofSchemas.sealRefused, ...schemas.failing(400, 401, 404) },
			},
		},
		async (request, reply): Promise<FastifyReply | object> => {
			const page = knownPage(request.params, areas);
			if (page === null) return fail(reply, 'not-found');
			const { account, device } = sessionOf(request);
			if (device === null || request.body.page !== page) return fail(reply, 'request');
			const kept = await keepSeal(store.proofs, request.body, { account, device }, now());
			return kept.ok ? { ...kept.value, key: signer.publicKey } : reply.code(409).send(kept.error);
		},
	);
}

/** Accounts as authors of what others bring. */
export const relayedAuthors =
	({ auth }: Pick<Deps, 'auth'>): RelayDeps['authorOf'] =>
	(id, device) => {
		const account = auth.accounts.get(id);
		const until = auth.devices.get(device)?.revoked ?? undefined;
		return account ? { account: id, grants: account.grants, ...(until === undefined ? {} : { until }) } : null;
	};

function relayRoute(app: FastifyInstance, { store, rooms, auth, areas, now }: Deps, rates: EntryRates): void {
	const authorOf = relayedAuthors({ auth });
	app.post<{ Params: PageParams; Body: { seal: Seal; entries: unknown[] } }>(
		'/api/pages/:desk/:book/:period/relayed',
		{
			onRequest: signedIn,
			bodyLimit: 4 * 1024 * 1024,
			schema: {
				summary: 'Entries that someone else wrote and sealed; judged by their author’s seal and grants',
				tags,
				params: schemas.pageParams,
				body: proofSchemas.relayed,
				response: { 200: schemas.outcome, 409: proofSchemas.sealRefused, ...schemas.failing(400, 401, 404, 413, 429) },
			},
		},
		async (request, reply): Promise<FastifyReply | object> => {
			const page = knownPage(request.params, areas);
			if (page === null) return fail(reply, 'not-found');
			const { seal, entries } = request.body;
			if (!entries.every((entry): entry is Entry => isEntry(entry))) return fail(reply, 'request');
			const carrier = sessionOf(request).account;
			const wait = rates.take(carrier, entries.length);
			if (wait > 0) return tooFast(reply, wait);
			const outcome = await relay({ proofs: store.proofs, rooms, authorOf, now }, page, { seal, entries }, carrier);
			if (!outcome.ok) return reply.code(409).send(outcome.error);
			const { accepted, refused, held } = outcome.value;
			return { accepted, refused: refused.map(withMessage), ...heldOf(held) };
		},
	);
}

/** Null when there is no such desk or book, or the id is none. */
function knownPage({ desk, book, period }: PageParams, areas: Deps['areas']): PageId | null {
	const page = textToPage(`${desk}/${book}/${period}`);
	return page.ok && areas.get(desk) ? pageToId(page.value) : null;
}
