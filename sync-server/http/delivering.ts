/**
 * Which answers show people's details, and that none of them goes out unrecorded: a route that is named here and has put
 * nothing on record does not answer. Rules DL1, DL2.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Delivery, Way } from '#server/deliveries/deliveries.ts';
import type { Parts } from '#server/deliveries/parts.ts';
import type { Deps } from './deps.ts';
import { sessionOf } from './guard.ts';

declare module 'fastify' {
	interface FastifyRequest {
		/** What it shows is on record, or it shows nobody. */
		isOnRecord: boolean;
	}
}

/** Routes whose answers show details of residents, elders or households. */
export const delivering: Readonly<Record<string, Way>> = {
	'GET /api/records': 'list',
	'GET /api/records/:id': 'card',
	'GET /api/pages/:desk/:book/:period/snapshot': 'page',
	'GET /api/events': 'watch',
	'GET /api/duplicates': 'list',
	'GET /api/held': 'list',
	'GET /api/ground': 'list',
	'GET /api/quarantine/:number': 'card',
	'PUT /api/imports/:id/mapping': 'list',
	'PUT /api/imports/:id/decisions': 'list',
	'PUT /api/imports/:id/taken-over': 'list',
	'GET /api/imports/:id/facts': 'list',
	'GET /api/imports/:id': 'list',
	'GET /api/deliveries': 'list',
	'GET /api/erasures/preview': 'card',
	'GET /api/records/:id/deliveries': 'list',
	'GET /api/photos/:id': 'card',
	'GET /api/out/:list': 'exported',
};

/** The others, and why nothing of a resident is in their answers. */
export const showingNobody: Readonly<Record<string, string>> = {
	'GET /healthz': 'tells that the server is there',
	'GET /api/openapi.json': 'tells what the API is',
	'GET /api/out/trace': 'who exported what: no resident',
	'GET /api/session': 'who is signed in',
	'POST /api/session': 'who is signed in',
	'PUT /api/session/password': 'who is signed in',
	'PUT /api/session/space-keys/:id': 'nothing',
	'DELETE /api/session': 'nothing',
	'GET /api/pages': 'ids and counts of pages',
	'POST /api/pages/:desk/:book/:period/entries': 'ids of what the caller wrote',
	'POST /api/pages/:desk/:book/:period/seals': 'ids and hashes',
	'POST /api/pages/:desk/:book/:period/relayed': 'ids of what the caller brought',
	'POST /api/carried': 'ids of what the caller brought',
	'POST /api/carried-photos': 'a receipt of what the caller brought',
	'GET /api/sealed-entries/key': 'a public key',
	'POST /api/sealed-entries': 'ids of what the caller brought',
	'POST /api/sealed-photos': 'a receipt of what the caller brought',
	'PUT /api/device/key': 'a public key',
	'POST /api/hand-over/:desk/:book/:period/entries': 'ids of what the caller brought',
	'POST /api/hand-over/wiped': 'nothing',
	'POST /api/held/decisions': 'ids and reasons',
	'GET /api/quarantine': 'whose packets, how many and why refused; not what is in them',
	'POST /api/quarantine/:number/release': 'ids and reasons',
	'POST /api/quarantine/:number/discard': 'ids and reasons',
	'GET /api/progress': 'counts',
	'GET /api/rounds': 'rules of rounds',
	'POST /api/rounds': 'rules of rounds',
	'POST /api/rounds/preview': 'counts',
	'POST /api/transfers': 'counts and ids',
	'POST /api/duplicates': 'nothing',
	'GET /api/areas': 'the tree of areas',
	'GET /api/areas/:code': 'an area',
	'GET /api/people': 'staff: names of accounts',
	'GET /api/cover': 'staff',
	'POST /api/cover': 'staff',
	'DELETE /api/cover/:number': 'staff',
	'GET /api/accounts': 'staff',
	'POST /api/accounts': 'staff',
	'GET /api/accounts/:account': 'staff',
	'PUT /api/accounts/:account': 'staff',
	'DELETE /api/accounts/:account': 'staff',
	'POST /api/accounts/:account/password': 'staff',
	'POST /api/accounts/:account/sign-out': 'staff',
	'POST /api/accounts/:account/code': 'staff',
	'DELETE /api/accounts/:account/devices/:device': 'staff',
	'POST /api/accounts/:account/seats': 'staff',
	'PUT /api/accounts/:account/seats/:number': 'staff',
	'GET /api/deeds': 'staff',
	'POST /api/enrolment': 'staff',
	'POST /api/enrolment/look': 'staff',
	'POST /api/imports': 'the caller’s own file',
	'GET /api/imports': 'files and counts',
	'POST /api/imports/:id/buildings': 'buildings of the caller’s own file',
	'GET /api/imports/:id/reading': 'a count',
	'POST /api/imports/:id/start': 'counts',
	'DELETE /api/imports/:id': 'nothing',
	'POST /api/imports/:id/take-back': 'counts',
	'POST /api/import': 'counts, and what is wrong in the caller’s own file',
	'GET /api/import/template': 'an empty table',
	'POST /api/uploads': 'nothing',
	'HEAD /api/uploads/:id': 'how far the caller’s own upload came',
	'PATCH /api/uploads/:id': 'how far the caller’s own upload came',
	'POST /api/photos/receipts': 'ids and hashes of the caller’s own photos',
	'POST /api/reads': 'nothing',
	'GET /api/erasures': 'counts, accounts and phones',
	'POST /api/erasures': 'counts, accounts and phones',
	'GET /api/drawings/:community': 'a drawing of the ground',
	'GET /api/drawings/:community/versions': 'staff',
	'POST /api/drawings/:community/check': 'the caller’s own drawing',
	'PUT /api/drawings/:community': 'the caller’s own drawing',
	'GET /api/maps': 'base maps',
	'GET /api/maps/packs/*': 'a base map',
	'GET /api/maps/raster/:z/:x/:y': 'a base map',
	'GET /api/retention': 'periods and counts',
};

export function keepTrack(app: FastifyInstance): void {
	app.decorateRequest('isOnRecord', false);
	app.addHook('onSend', async (request, reply, payload) => {
		const isShown = reply.statusCode < 300 && delivering[routeOf(request)] !== undefined;
		if (isShown && !request.isOnRecord) throw new Error(`${routeOf(request)} put nothing on record`);
		return payload;
	});
}

/** The head of an answer is made like the answer. */
const routeOf = ({ method, routeOptions: { url } }: FastifyRequest): string =>
	`${method === 'HEAD' ? 'GET' : method} ${url}`;

const durable: readonly Way[] = ['card', 'page', 'exported'];

export type Shown = Pick<Delivery, 'way' | 'what' | 'page'>;

/**
 * Puts on record what the answer is about to show. A card, a page and an export are on the disk when it resolves, a
 * list goes with the next group. An answer that shows nobody is no delivery.
 * @param parts by desk: the ids of what is shown of it
 * @throws when it cannot be put on record: then nothing may go out.
 */
export async function putOnRecord(
	request: FastifyRequest,
	{ deliveries }: Pick<Deps, 'deliveries'>,
	shown: Shown,
	parts: Parts,
): Promise<void> {
	const { account, device } = sessionOf(request);
	for (const [area, ids] of parts) {
		const delivery = { account, device, address: request.ip, area, ids, ...shown };
		if (durable.includes(shown.way)) await deliveries.write(delivery);
		else if (!deliveries.note(delivery)) throw new Error('deliveries cannot be put on record');
	}
	request.isOnRecord = true;
}
