/** 清除个人信息 by HTTP: looked at first, then ordered with the name typed; and the list of those that were made. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { seatDenial, type Denial, type Grant } from '#lib/access/policy.ts';
import type { Ground } from '#lib/kinds/erasure/kind.ts';
import { dayOf, deskOf } from '#lib/ledger/page.ts';
import { openBackupLog } from '#server/backups/log.ts';
import { isCalled, type Choice, type Plan } from '#server/erasure/plan.ts';
import { mayHold, phonesAt, previewOf, shownBy } from '#server/erasure/preview.ts';
import type { LoggedErasure } from '#server/erasure/log.ts';
import type { Writers } from '#server/roster/writers.ts';
import { putOnRecord } from './delivering.ts';
import type { Deps } from './deps.ts';
import * as erasureSchemas from './erasure-schemas.ts';
import { fail } from './errors.ts';
import { sessionOf, signedIn } from './guard.ts';
import * as schemas from './schemas.ts';

const tags = ['erasures'];

export function erasureRoutes(app: FastifyInstance, deps: Deps, writers: Pick<Writers, 'transfer'>): void {
	listRoute(app, deps);
	previewRoute(app, deps);
	orderRoute(app, deps, writers);
}

/** Why these grants do not let this be erased; null when they do, at every desk concerned. */
function denialOfPlan(plan: Plan, grants: readonly Grant[], day: string): Denial | null {
	const desks = new Set([...plan.gone.values()].map(({ page }) => deskOf(page)));
	const denials = [...desks].map((desk) => seatDenial(grants, 'erase', 'erasures', desk, day));
	return denials.find((denial) => denial !== null) ?? null;
}

function previewRoute(app: FastifyInstance, deps: Deps): void {
	const { erasures, dataDir, backupDays, timeZone, now } = deps;
	app.get<{ Querystring: { person: string } }>(
		'/api/erasures/preview',
		{
			onRequest: signedIn,
			schema: {
				summary: 'What erasing a resident’s data would take, what has to be looked at, and what holds copies',
				tags,
				querystring: schemas.query({ person: schemas.entryId }, ['person']),
				response: { 200: erasureSchemas.erasurePreview, ...schemas.failing(400, 401, 403, 404) },
			},
		},
		async (request, reply): Promise<FastifyReply | object> => {
			const { grants } = sessionOf(request);
			const plan = await erasures.preview(request.query.person);
			if (!plan) return fail(reply, 'not-found');
			const denial = denialOfPlan(plan, grants, dayOf(now(), timeZone));
			if (denial) return fail(reply, denial);
			await putOnRecord(request, deps, { way: 'card', what: { list: 'erasure' } }, shownBy(plan));
			return previewOf(plan, openBackupLog(dataDir).holding(now(), backupDays), deps);
		},
	);
}

function orderRoute(app: FastifyInstance, deps: Deps, writers: Pick<Writers, 'transfer'>): void {
	const { erasures, clerk, timeZone, now } = deps;
	app.post<{ Body: { id: string; person: string; ground: Ground; name: string; choices: readonly Choice[] } }>(
		'/api/erasures',
		{
			onRequest: signedIn,
			schema: {
				summary: 'Erase a resident’s data. Asked again with the same id, it is done once',
				tags,
				body: erasureSchemas.erasureOrder,
				response: { 200: erasureSchemas.erasure, ...schemas.failing(400, 401, 403, 404, 409, 422) },
			},
		},
		async (request, reply): Promise<FastifyReply | object> => {
			const { account, grants } = sessionOf(request);
			const { id, person, ground, name, choices: chosen } = request.body;
			const known = erasures.list().find((one) => one.id === id);
			if (known?.done && known.by === account) return view(known, deps);
			const plan = await erasures.preview(person);
			if (!plan) return fail(reply, 'not-found');
			const denial = denialOfPlan(plan, grants, dayOf(now(), timeZone));
			if (denial) return fail(reply, denial);
			if (!isCalled(plan, name)) return fail(reply, 'erasure-name');
			const order = { id, by: account, ground, subject: person, choices: chosen };
			const work = () => clerk.aside(() => erasures.erase(order));
			// Neither beside an import nor beside a transfer: both plan from what stands.
			const done = await writers.transfer(plan.communities[0]!, async () => ({ made: await work() }));
			if (!done) return fail(reply, 'busy');
			return done.made ? view(done.made, deps) : fail(reply, 'not-found');
		},
	);
}

function listRoute(app: FastifyInstance, deps: Deps): void {
	const { erasures, timeZone, now } = deps;
	app.get<{ Querystring: { area: string } }>(
		'/api/erasures',
		{
			onRequest: signedIn,
			schema: {
				summary: 'Erasures of an area and below, latest first, each with the phones and backups that may still hold it',
				tags,
				querystring: schemas.query({ area: schemas.areaCode }, ['area']),
				response: { 200: erasureSchemas.erasures, ...schemas.failing(400, 401, 403) },
			},
		},
		async (request, reply): Promise<FastifyReply | object> => {
			const { area } = request.query;
			const denial = seatDenial(sessionOf(request).grants, 'read', 'erasures', area, dayOf(now(), timeZone));
			if (denial) return fail(reply, denial);
			const made = erasures.list().filter(({ desk }) => desk.startsWith(area));
			return { erasures: await Promise.all(made.map((one) => view(one, deps))) };
		},
	);
}

async function view({ id, at, by, ground, desk, done }: LoggedErasure, deps: Deps) {
	const { store, auth, areas, dataDir, backupDays, now } = deps;
	const carriedOut = {
		generation: store.generation,
		last: done && (await store.erasing.lastOf(id)),
		at: done?.at ?? null,
	};
	const desks = done?.summary.map((one) => one.desk) ?? [desk];
	const sum = (field: 'entries' | 'stripped') => done?.summary.reduce((total, one) => total + one[field], 0) ?? 0;
	return {
		id,
		at,
		by,
		byName: auth.accounts.nameOf(by),
		ground,
		desk,
		deskName: areas.name(desk),
		done: done !== null,
		entries: sum('entries'),
		stripped: sum('stripped'),
		phones: phonesAt(desks, auth, mayHold(carriedOut)),
		backups: openBackupLog(dataDir)
			.holding(at, backupDays)
			.filter(({ until }) => until > now()),
	};
}
