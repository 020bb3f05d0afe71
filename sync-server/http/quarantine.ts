/** 隔离 by HTTP: for those who administer the area; the texts and what is done with them, for those who also open the book. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { denialOf, type Grant } from '#lib/access/policy.ts';
import { dayOf, textToPage, type Page, type PageId } from '#lib/ledger/page.ts';
import type { Waivable } from '#lib/ledger/refusal.ts';
import { discard, readPacket, release, type Order, type QuarantineFault } from '#server/aside/quarantine.ts';
import { idsOfTexts } from '#server/deliveries/subjects.ts';
import type { Dealing, RefusedPacket } from '#server/store/shelf.ts';
import * as asideSchemas from './aside-schemas.ts';
import { putOnRecord } from './delivering.ts';
import type { Deps } from './deps.ts';
import { fail, type FailureCode } from './errors.ts';
import { sessionOf, signedIn } from './guard.ts';
import * as schemas from './schemas.ts';

const tags = ['aside'];

export interface ListQuery {
	area: string;
	open: '0' | '1';
	cursor?: number;
	limit: number;
}

export function quarantineRoutes(app: FastifyInstance, deps: Deps): void {
	const { store, timeZone, now } = deps;
	const today = () => dayOf(now(), timeZone);
	listRoute(app, deps, today);
	app.get<{ Params: { number: number } }>(
		'/api/quarantine/:number',
		{
			onRequest: signedIn,
			schema: {
				summary: 'What a refused packet holds',
				tags,
				params: asideSchemas.packetNumber,
				response: { 200: asideSchemas.packetWithTexts, ...schemas.failing(401, 404) },
			},
		},
		async (request, reply): Promise<FastifyReply | object> => {
			const found = await readPacket(store, request.params.number);
			if (!found || !mayDeal(sessionOf(request).grants, found.packet.page, today())) return fail(reply, 'not-found');
			const { packet, texts } = found;
			const { desk } = pageOf(packet.page);
			const what = { list: 'quarantine', packet: packet.number };
			await putOnRecord(request, deps, { way: 'card', what }, new Map([[desk, idsOfTexts(texts ?? [])]]));
			return { packet: packetView(packet, deps), texts };
		},
	);
	dealingRoutes(app, deps, today);
}

function listRoute(app: FastifyInstance, deps: Deps, today: () => string): void {
	app.get<{ Querystring: ListQuery }>(
		'/api/quarantine',
		{
			onRequest: signedIn,
			schema: {
				summary: 'What the gate did not take, of an area and below, latest first; without the texts',
				tags,
				querystring: asideSchemas.asideQuery,
				response: { 200: asideSchemas.packets, ...schemas.failing(400, 401, 403) },
			},
		},
		async (request, reply): Promise<FastifyReply | object> => {
			const { area, open, cursor, limit } = request.query;
			const denial = administerDenial(sessionOf(request).grants, area, today());
			if (denial) return fail(reply, denial);
			const asked = { area, open: open === '1', before: cursor, limit: limit + 1 };
			// One more than asked for tells whether there is a next page.
			const found = await deps.store.shelf.packets(asked);
			const shown = found.slice(0, limit);
			return {
				packets: shown.map((packet) => packetView(packet, deps)),
				cursor: found.length > limit ? shown.at(-1)!.number : null,
			};
		},
	);
}

function dealingRoutes(app: FastifyInstance, deps: Deps, today: () => string): void {
	const { store, rooms, auth, now } = deps;
	const means = { store, rooms, now, grantsOf: (account: string) => auth.accounts.get(account)?.grants ?? [] };
	const post = (
		act: 'release' | 'discard',
		summary: string,
		body: object,
		deal: (number: number, order: Order) => ReturnType<typeof release>,
	) =>
		app.post<{ Params: { number: number }; Body: { why: string; waive?: Waivable[] } }>(
			`/api/quarantine/:number/${act}`,
			{
				onRequest: signedIn,
				schema: {
					summary,
					tags,
					params: asideSchemas.packetNumber,
					body,
					response: { 200: asideSchemas.dealt, ...schemas.failing(400, 401, 404, 409, 422) },
				},
			},
			async (request, reply): Promise<FastifyReply | object> => {
				const { number } = request.params;
				const { account, grants } = sessionOf(request);
				const found = await store.shelf.packet(number);
				if (!found || !mayDeal(grants, found.packet.page, today())) return fail(reply, 'not-found');
				const { why, waive = [] } = request.body;
				const done = await deal(number, { by: account, why, waive });
				return done.ok ? { dealing: dealingView(done.value, deps) } : fail(reply, failures[done.error]);
			},
		);
	post(
		'release',
		'Let the entries of a refused packet through the gate again, some checks waived; goes on record',
		asideSchemas.releaseOrder,
		(number, order) => release(means, number, order),
	);
	post(
		'discard',
		'Throw a refused packet’s bytes away; that it was done, and by whom, stays',
		asideSchemas.discardOrder,
		(number, order) => discard(means, number, order),
	);
}

const failures = { unknown: 'not-found', settled: 'moved', unreadable: 'unreadable' } as const satisfies Record<
	QuarantineFault,
	FailureCode
>;

/** An administrator need not open any book to see that something was refused. */
function administerDenial(grants: readonly Grant[], desk: string, day: string): FailureCode | null {
	const denial = denialOf(grants, 'administer', desk, 'field', day);
	return denial === 'book' ? null : denial;
}

/** Who deals with a packet reads it: administers its desk, and opens its book. */
function mayDeal(grants: readonly Grant[], page: PageId, day: string): boolean {
	const { desk, book } = pageOf(page);
	return administerDenial(grants, desk, day) === null && denialOf(grants, 'read', desk, book, day) === null;
}

function pageOf(id: PageId): Page {
	const page = textToPage(id);
	if (!page.ok) throw new Error(`not a page: ${id}`);
	return page.value;
}

const packetView = ({ dealings, ...packet }: RefusedPacket, deps: Deps) => ({
	...packet,
	name: deps.auth.accounts.nameOf(packet.account),
	deskName: deps.areas.name(pageOf(packet.page).desk),
	dealings: dealings.map((dealing) => dealingView(dealing, deps)),
});

const dealingView = (dealing: Dealing, { auth }: Deps) => ({ ...dealing, byName: auth.accounts.nameOf(dealing.by) });
