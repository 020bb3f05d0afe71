/** Pages by HTTP: which ones a phone keeps, a cold copy of one, and a way in for entries without a socket. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { denialOf, workPlaces, type Grant } from '#lib/access/policy.ts';
import { isEntry, type Entry } from '#lib/ledger/entry.ts';
import { dayOf, pageToId, periodOf, registerPeriod, textToPage, type Book, type Page } from '#lib/ledger/page.ts';
import type { Refusal } from '#lib/ledger/refusal.ts';
import type { PageInfo } from '#server/store/reads.ts';
import type { Store } from '#server/store/store.ts';
import { gzipped } from './compression.ts';
import { putOnRecord } from './delivering.ts';
import type { Deps } from './deps.ts';
import { createEntryRates, tooFast, type EntryRates } from './entry-rate.ts';
import { fail } from './errors.ts';
import { ownCovers } from './cover.ts';
import { drawingNumbers } from './drawings.ts';
import { sessionOf, signedIn } from './guard.ts';
import { heldOf, withMessage } from './refusals.ts';
import { sealedRoutes } from './sealed.ts';
import * as schemas from './schemas.ts';

const tags = ['pages'];
/** Months that a phone keeps even when nothing stands in them yet, the current one included. */
const keptMonths = 4;

/** @param rates shared with the other doors of entries; of its own when it stands alone. */
export function pageRoutes(app: FastifyInstance, deps: Deps, rates: EntryRates = createEntryRates(deps.now)): void {
	listRoute(app, deps);
	snapshotRoute(app, deps);
	entriesRoute(app, deps, rates);
	void app.register(async (scope) => sealedRoutes(scope, deps, rates));
}

function listRoute(app: FastifyInstance, deps: Deps): void {
	const { store, auth, areas, timeZone, now } = deps;
	app.get<{ Querystring: { erased?: string } }>(
		'/api/pages',
		{
			onRequest: signedIn,
			schema: {
				summary: 'The pages that a worker keeps, the grants that say so, and who covers his own grids',
				tags,
				querystring: schemas.query({ erased: schemas.erasedCursor }),
				response: { 200: schemas.pages, ...schemas.failing(400, 401) },
			},
		},
		async (request) => {
			const { grants, device } = sessionOf(request);
			const day = dayOf(now(), timeZone);
			const booksByDesk = workPlaces(grants, day);
			const stored = await store.reads.pages([...booksByDesk.keys()]);
			const periods = [registerPeriod, ...recentMonths(day.slice(0, 7))];
			const pages = [...booksByDesk].flatMap(([desk, books]) =>
				[...books].flatMap((book) => pagesOf(desk, book, periods, stored)),
			);
			const covers = ownCovers(auth, grants, day);
			const heard = numberIn(store.generation, request.query.erased);
			// It asks on from where it has let go of what it was told.
			if (device !== null && heard !== null) auth.devices.hears(device, store.generation, heard);
			const erased = await erasedFor(store, grants, heard ?? 0);
			const drawings = drawingNumbers(deps, grants, day);
			const communities = [...new Set([...booksByDesk.keys()].map((desk) => desk.slice(0, 12)))];
			const names = Object.fromEntries(communities.map((code) => [code, areas.name(code)]));
			return { serverTime: now(), generation: store.generation, grants, covers, pages, names, erased, drawings };
		},
	);
}

/** Erased ids that one answer names at most; the next contact hears of the rest. */
const erasedAtOnce = 5000;

/** Of a cursor that an earlier answer gave; null for none, and for another store's: there numbers mean nothing. */
function numberIn(generation: string, cursor = ''): number | null {
	const [told, number] = cursor.split(':');
	return told === generation ? Number(number) : null;
}

/** What was erased where somebody works or ever worked, since he last heard. */
async function erasedFor({ erasing, generation }: Store, grants: readonly Grant[], heard: number) {
	const communities = [...new Set(grants.map(({ desk }) => desk.slice(0, 12)))];
	const { next, ...erased } = await erasing.after(heard, communities, erasedAtOnce);
	return { ...erased, next: `${generation}:${next}` };
}

function pagesOf(desk: string, book: Book, periods: readonly string[], stored: readonly PageInfo[]) {
	const own = new Map(stored.filter((page) => page.desk === desk && page.book === book).map((page) => [page.id, page]));
	for (const period of periods) {
		const id = pageToId({ desk, book, period });
		if (!own.has(id)) own.set(id, { id, desk, book, period, epoch: 1, entries: 0, bytes: 0 });
	}
	return [...own.values()]
		.sort((a, b) => (a.id < b.id ? -1 : 1))
		.map(({ id, epoch, entries, bytes }) => ({ id, epoch, entries, bytes }));
}

function recentMonths(month: string): string[] {
	const [year, number] = month.split('-').map(Number) as [number, number];
	// The middle of a month lies in that month in every zone.
	return Array.from({ length: keptMonths }, (_, back) => periodOf(Date.UTC(year, number - 1 - back, 15), 'UTC'));
}

export interface PageParams {
	desk: string;
	book: string;
	period: string;
}

function snapshotRoute(app: FastifyInstance, deps: Deps): void {
	const { store, rooms, areas, timeZone, now } = deps;
	app.get<{ Params: PageParams }>(
		'/api/pages/:desk/:book/:period/snapshot',
		{
			onRequest: signedIn,
			schema: {
				summary: 'All of a page as one Yjs update (application/octet-stream)',
				tags,
				params: schemas.pageParams,
				response: schemas.failing(401, 403, 404),
			},
		},
		async (request, reply) => {
			const page = knownPage(request.params, areas);
			if (!page) return fail(reply, 'not-found');
			const denial = denialOf(sessionOf(request).grants, 'read', page.desk, page.book, dayOf(now(), timeZone));
			if (denial) return fail(reply, denial);
			const id = pageToId(page);
			const { update, epoch, seq } = await rooms.snapshot(id);
			// A page that nobody has written to shows nobody.
			const parts = new Map(seq === 0 ? [] : [[page.desk, []]]);
			await putOnRecord(request, deps, { way: 'page', page: id, what: { epoch, seq } }, parts);
			reply.headers({ 'x-epoch': epoch, 'x-generation': store.generation }).type('application/octet-stream');
			return gzipped(request, reply, Buffer.from(update.buffer, update.byteOffset, update.byteLength));
		},
	);
}

function entriesRoute(app: FastifyInstance, { rooms, areas }: Deps, rates: EntryRates): void {
	app.post<{ Params: PageParams; Body: unknown[] }>(
		'/api/pages/:desk/:book/:period/entries',
		{
			onRequest: signedIn,
			bodyLimit: 4 * 1024 * 1024,
			schema: {
				summary: 'Hand entries to the gate; each is judged by itself',
				tags,
				params: schemas.pageParams,
				// Loose on purpose: an entry that is none is refused by name, beside those that are taken.
				body: { type: 'array', maxItems: 1000, items: { type: 'object', description: 'An entry' } },
				response: { 200: schemas.outcome, ...schemas.failing(400, 401, 404, 413, 429) },
			},
		},
		async (request, reply): Promise<FastifyReply | object> => {
			const page = knownPage(request.params, areas);
			if (!page) return fail(reply, 'not-found');
			const { account, grants, device } = sessionOf(request);
			const wait = rates.take(account, request.body.length);
			if (wait > 0) return tooFast(reply, wait);
			const entries = request.body.filter((item): item is Entry => isEntry(item));
			const formless = request.body.filter((item) => !isEntry(item)).map(toFormless);
			const { accepted, refused, held } = await rooms.add(rooms.openPage(pageToId(page)), entries, {
				account,
				grants,
				device,
			});
			return { accepted, refused: [...formless, ...refused].map(withMessage), ...heldOf(held) };
		},
	);
}

/** Null when there is no such desk or book, or the id is none. */
export function knownPage({ desk, book, period }: PageParams, areas: Deps['areas']): Page | null {
	const page = textToPage(`${desk}/${book}/${period}`);
	return page.ok && areas.get(desk) ? page.value : null;
}

export function toFormless(item: unknown): Refusal {
	const id = (item as { id?: unknown }).id;
	return { id: typeof id === 'string' ? id.slice(0, 64) : null, code: 'envelope' };
}
