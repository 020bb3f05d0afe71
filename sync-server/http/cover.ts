/** 顶岗: a supervisor seats one of the community at another's grid for a time, sees what was set, and ends it. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { isClosedOn } from '#lib/access/areas/closing.ts';
import { coverDenial, endDenial, type CoverDenial } from '#lib/access/cover.ts';
import { seatDenial, workDesks, type Grant } from '#lib/access/policy.ts';
import { books, dayOf, type Book } from '#lib/ledger/page.ts';
import { dayMs } from '#lib/registers/rounds.ts';
import { operator, type Cover } from '#server/auth/covers.ts';
import type { Deps } from './deps.ts';
import { fail, type FailureCode } from './errors.ts';
import { sessionOf, signedIn } from './guard.ts';
import * as schemas from './schemas.ts';

const tags = ['cover'];

export function coverRoutes(app: FastifyInstance, deps: Deps): void {
	setRoute(app, deps);
	endRoute(app, deps);
	listRoute(app, deps);
}

interface NewCover {
	account: string;
	desk: string;
	books: Book[];
	from?: string;
	to: string;
}

function setRoute(app: FastifyInstance, deps: Deps): void {
	const { auth, areas, timeZone, now } = deps;
	app.post<{ Body: NewCover }>(
		'/api/cover',
		{
			onRequest: signedIn,
			bodyLimit: 4096,
			schema: {
				summary: 'Seat an account at another’s grid for a time; the same asked for again changes nothing',
				tags,
				body: schemas.newCover,
				response: { 200: schemas.cover, ...schemas.failing(400, 401, 403, 422) },
			},
		},
		async (request, reply): Promise<FastifyReply | object> => {
			const { account, desk, to } = request.body;
			const session = sessionOf(request);
			const day = dayOf(now(), timeZone);
			const given = books.filter((book) => request.body.books.includes(book));
			const wish = { desk, to, from: request.body.from ?? day, books: given };
			// An account that is not there has no seats, so nobody learns here which accounts there are.
			const substitute = auth.accounts.get(account);
			const denial = coverDenial(session.grants, substitute?.grants ?? [], wish, day);
			if (denial) return fail(reply, failureOf(denial));
			if (isClosedOn(areas.get(desk), to)) return fail(reply, 'cover-closed');
			const cover = auth.covers.set({ ...wish, account: substitute!.id, by: session.account, day });
			auth.changed(cover.account);
			return { cover: toView(cover, deps) };
		},
	);
}

function endRoute(app: FastifyInstance, deps: Deps): void {
	const { auth, timeZone, now } = deps;
	app.delete<{ Params: { number: number } }>(
		'/api/cover/:number',
		{
			onRequest: signedIn,
			schema: {
				summary: 'End a cover now; one that is over stays as it is',
				tags,
				params: schemas.coverNumber,
				response: { 200: schemas.cover, ...schemas.failing(400, 401, 403, 404) },
			},
		},
		async (request, reply): Promise<FastifyReply | object> => {
			const { account, grants } = sessionOf(request);
			const day = dayOf(now(), timeZone);
			const cover = auth.covers.get(request.params.number);
			if (!cover) return fail(reply, 'not-found');
			const denial = endDenial(grants, cover.desk, day);
			if (denial) return fail(reply, denial);
			const ended = auth.covers.end(cover.number, account, day)!;
			auth.changed(cover.account);
			return { cover: toView(ended, deps) };
		},
	);
}

function listRoute(app: FastifyInstance, deps: Deps): void {
	const { auth, timeZone, now } = deps;
	app.get<{ Querystring: { area: string } }>(
		'/api/cover',
		{
			onRequest: signedIn,
			schema: {
				summary: 'The covers of an area, latest first: who, where, until when, and who set and ended them',
				tags,
				querystring: schemas.query({ area: schemas.areaCode }, ['area']),
				response: { 200: schemas.covers, ...schemas.failing(400, 401, 403) },
			},
		},
		async (request, reply): Promise<FastifyReply | object> => {
			const { area } = request.query;
			const denial = seatDenial(sessionOf(request).grants, 'read', 'cover', area, dayOf(now(), timeZone));
			if (denial) return fail(reply, denial);
			return { covers: auth.covers.within(area).map((cover) => toView(cover, deps)) };
		},
	);
}

function failureOf(denial: CoverDenial): FailureCode {
	switch (denial) {
		case 'desk':
		case 'book':
		case 'role':
			return denial;
		case 'grid':
		case 'days':
		case 'seat':
		case 'own-grid':
			return `cover-${denial}`;
	}
}

function toView(cover: Cover, { auth, areas }: Deps) {
	const nameOf = (account: string) => (account === operator ? '' : auth.accounts.nameOf(account));
	return {
		...cover,
		name: nameOf(cover.account),
		deskName: areas.name(cover.desk),
		byName: nameOf(cover.by),
		...(cover.ended ? { ended: { ...cover.ended, byName: nameOf(cover.ended.by) } } : {}),
	};
}

/** Days for which a worker who is back is told what was done meanwhile. */
const returnDays = 7;

interface OwnCover {
	readonly desk: string;
	readonly account: string;
	readonly name: string;
	/** First day, and the last on which it was or will be in force. */
	readonly from: string;
	readonly to: string;
	readonly over: boolean;
}

/** Who covers the grids that are the caller's own, or did until a week ago: told to his phone with its pages. */
export function ownCovers({ covers, accounts }: Deps['auth'], grants: readonly Grant[], day: string): OwnCover[] {
	const own = grants.filter((grant) => !grant.cover);
	const since = new Date(Date.parse(day) - returnDays * dayMs).toISOString().slice(0, 10);
	return workDesks(own, day).flatMap((desk) => {
		const lately = covers.within(desk).filter((cover) => hasBegun(cover, day) && lastDayOf(cover) >= since);
		// One that was prolonged is two for the books, and one for him who comes back.
		return [...Map.groupBy(lately, ({ account }) => account)].map(([account, same]) => ({
			desk,
			account,
			name: accounts.nameOf(account),
			from: same.map(({ from }) => from).sort()[0]!,
			to: same.map(lastDayOf).sort().at(-1)!,
			over: same.every((cover) => cover.ended !== undefined || cover.to < day),
		}));
	});
}

const lastDayOf = ({ to, ended }: Cover): string => (ended && ended.day < to ? ended.day : to);
const hasBegun = ({ from, ended }: Cover, day: string): boolean => from <= day && (!ended || ended.day >= from);
