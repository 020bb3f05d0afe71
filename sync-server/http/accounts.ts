/**
 * Accounts of an administrator's area: who there is, making, renaming and closing one, its password, sessions and the code
 * for a new phone. All of it stands in the trace. Rules AD1–AD5; whom he reaches, A14 of access.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { accountDenial, endSeatDenial, giveDenial, isListed, type GiveDenial, type Whom } from '#lib/access/giving.ts';
import { seatDenial } from '#lib/access/policy.ts';
import { dayOf, type Book } from '#lib/ledger/page.ts';
import { err, ok, type Result } from '#lib/ledger/result.ts';
import { dayMs } from '#lib/registers/rounds.ts';
import type { Account } from '#server/auth/auth.ts';
import type { Doer } from '#server/auth/deeds.ts';
import { newPassword } from '#server/auth/password.ts';
import type { Session } from '#server/auth/sessions.ts';
import * as schemas from './account-schemas.ts';
import type { Deps } from './deps.ts';
import { fail, type FailureCode } from './errors.ts';
import { sessionOf, signedIn } from './guard.ts';
import { failing, query, areaCode } from './schemas.ts';

const tags = ['accounts'];
/** A password for one sign-in that nobody used is worth nothing after so long. */
export const oneTimeMs = 3 * dayMs;

export function accountRoutes(app: FastifyInstance, deps: Deps): void {
	listRoute(app, deps);
	oneRoute(app, deps);
	makeRoute(app, deps);
	changeRoutes(app, deps);
}

export interface Asker {
	readonly session: Session;
	readonly doer: Doer;
	/** Today in the community's zone. */
	readonly day: string;
}

export function askerOf(request: FastifyRequest, { timeZone, now }: Pick<Deps, 'timeZone' | 'now'>): Asker {
	const session = sessionOf(request);
	return { session, doer: { account: session.account, address: request.ip }, day: dayOf(now(), timeZone) };
}

export const whomOf = ({ id, home, grants }: Account): Whom => ({ account: id, home, grants });

/** The account, when it shows in his list: nobody learns here which others there are. */
export function listedAccount(deps: Deps, { session, day }: Asker, id: string): Account | null {
	const account = deps.auth.accounts.get(id);
	return account && isListed(session.grants, whomOf(account), day) ? account : null;
}

/** The account, when he may change it as a whole. */
function ownedAccount(deps: Deps, asker: Asker, id: string): Result<Account, FailureCode> {
	const account = listedAccount(deps, asker, id);
	if (!account || account.closed !== null) return err('not-found');
	const denial = accountDenial(asker.session.grants, whomOf(account), asker.day);
	return denial ? err(denial) : ok(account);
}

export function failureOf(denial: GiveDenial): FailureCode {
	switch (denial) {
		case 'desk':
		case 'role':
		case 'own':
			return denial;
		case 'level':
		case 'books':
		case 'days':
		case 'longer':
			return `grant-${denial}`;
	}
}

export function accountView(account: Account, { session, day }: Asker, { areas }: Deps) {
	const { id, name, home, closed, passwordUntil, grants } = account;
	return {
		account: id,
		name,
		home,
		closed,
		oneTime: passwordUntil !== null,
		own: id === session.account,
		mayChange: closed === null && accountDenial(session.grants, whomOf(account), day) === null,
		seats: grants
			.filter(({ desk }) => seatDenial(session.grants, 'read', 'accounts', desk, day) === null)
			.map((grant) => ({
				...grant,
				deskName: areas.name(grant.desk),
				mayChange:
					closed === null &&
					grant.ended === undefined &&
					!grant.cover &&
					endSeatDenial(session, { account: id }, grant, day) === null,
			})),
	};
}

export const wholeView = (account: Account, asker: Asker, deps: Deps) => {
	const { devices } = deps.auth;
	const own = accountView(account, asker, deps);
	// Devices belong to the account as a whole.
	return { ...own, devices: own.mayChange || account.closed !== null ? devices.of(account.id) : [] };
};

function listRoute(app: FastifyInstance, deps: Deps): void {
	app.get<{ Querystring: { area: string } }>(
		'/api/accounts',
		{
			onRequest: signedIn,
			schema: {
				summary: 'The accounts of an area, with the seats that who asks may see; for its administrators',
				tags,
				querystring: query({ area: areaCode }, ['area']),
				response: { 200: schemas.accounts, ...failing(400, 401, 403) },
			},
		},
		async (request, reply): Promise<FastifyReply | object> => {
			const { area } = request.query;
			const asker = askerOf(request, deps);
			const denial = seatDenial(asker.session.grants, 'read', 'accounts', area, asker.day);
			if (denial) return fail(reply, denial);
			const here = deps.auth.accounts
				.list()
				.filter(({ home, grants }) => home?.startsWith(area) || grants.some(({ desk }) => desk.startsWith(area)));
			return {
				accounts: here.map((account) => ({
					...accountView(account, asker, deps),
					seen: deps.auth.devices.of(account.id)[0]?.seen ?? null,
				})),
			};
		},
	);
}

function oneRoute(app: FastifyInstance, deps: Deps): void {
	app.get<{ Params: { account: string } }>(
		'/api/accounts/:account',
		{
			onRequest: signedIn,
			schema: {
				summary: 'One account with its seats and devices',
				tags,
				params: schemas.accountParams,
				response: { 200: schemas.account, ...failing(400, 401, 404) },
			},
		},
		async (request, reply): Promise<FastifyReply | object> => {
			const asker = askerOf(request, deps);
			const account = listedAccount(deps, asker, request.params.account);
			return account ? wholeView(account, asker, deps) : fail(reply, 'not-found');
		},
	);
}

interface NewAccount {
	account: string;
	name: string;
	home: string;
	seat?: { role: 'worker'; desk: string; books: Book[]; from?: string; to?: string };
}

function makeRoute(app: FastifyInstance, deps: Deps): void {
	app.post<{ Body: NewAccount }>(
		'/api/accounts',
		{
			onRequest: signedIn,
			bodyLimit: 4096,
			schema: {
				summary:
					'Make an account, with its first seat; nobody knows its password until one is made or a phone enrolled',
				tags,
				body: schemas.newAccount,
				response: { 200: schemas.made, ...failing(400, 401, 403, 404, 409, 422) },
			},
		},
		async (request, reply): Promise<FastifyReply | object> => {
			const { account: id, name, home, seat } = request.body;
			const asker = askerOf(request, deps);
			const denial = seatDenial(asker.session.grants, 'administer', 'accounts', home, asker.day);
			if (denial) return fail(reply, denial);
			if (!deps.areas.get(home) || (seat && !deps.areas.get(seat.desk))) return fail(reply, 'not-found');
			const refused = seat ? giveDenial(asker.session, { account: id }, seat, asker.day) : null;
			if (refused) return fail(reply, failureOf(refused));
			const made = { id, name: name.trim(), password: newPassword(), home, grants: seat ? [seat] : [] };
			const added = await deps.auth.accounts.add(made, asker.doer);
			if (!added.ok) return fail(reply, added.error);
			return { account: wholeView(deps.auth.accounts.get(id)!, asker, deps) };
		},
	);
}

function changeRoutes(app: FastifyInstance, deps: Deps): void {
	const { auth, now, publicUrl } = deps;
	/** One action on an account as a whole: asked for, done, and told to who holds a connection open. */
	const route = (
		method: 'POST' | 'PUT' | 'DELETE',
		path: string,
		{ summary, ownIs, ...more }: { summary: string; ownIs: 'allowed' | 'refused'; body?: object; answer?: object },
		act: (account: Account, asker: Asker, body: unknown) => object | Promise<object>,
	) =>
		app.route<{ Params: { account: string } }>({
			method,
			url: `/api/accounts/:account${path}`,
			onRequest: signedIn,
			bodyLimit: 4096,
			schema: {
				summary,
				tags,
				params: schemas.accountParams,
				...(more.body ? { body: more.body } : {}),
				response: { 200: more.answer ?? schemas.account, ...failing(400, 401, 403, 404) },
			},
			handler: async (request, reply): Promise<FastifyReply | object> => {
				const asker = askerOf(request, deps);
				const account = ownedAccount(deps, asker, request.params.account);
				if (!account.ok) return fail(reply, account.error);
				if (ownIs === 'refused' && account.value.id === asker.session.account) return fail(reply, 'own');
				const answer = await act(account.value, asker, request.body);
				auth.changed(account.value.id);
				return answer;
			},
		});
	const again = (id: string, asker: Asker) => wholeView(auth.accounts.get(id)!, asker, deps);

	route('PUT', '', { summary: 'Rename the person', ownIs: 'allowed', body: schemas.rename }, ({ id }, asker, body) => {
		auth.accounts.rename(id, (body as { name: string }).name.trim(), asker.doer);
		return again(id, asker);
	});
	route(
		'DELETE',
		'',
		{
			summary: 'Close the account: its seats, sessions and devices end; its phones hand over and wipe themselves',
			ownIs: 'refused',
		},
		({ id }, asker) => {
			auth.accounts.close(id, asker.doer);
			return again(id, asker);
		},
	);
	route(
		'POST',
		'/password',
		{
			summary: 'A password for one sign-in, at which another must be chosen',
			ownIs: 'refused',
			answer: schemas.password,
		},
		async ({ id }, { doer }) => {
			const password = newPassword();
			const until = now() + oneTimeMs;
			await auth.accounts.setPassword(id, password, { until, doer });
			return { password, until };
		},
	);
	route(
		'POST',
		'/sign-out',
		{ summary: 'End all sessions of the account', ownIs: 'allowed', answer: schemas.ended },
		({ id }, { doer }) => ({ sessions: auth.accounts.signOut(id, doer) }),
	);
	route(
		'POST',
		'/code',
		{
			summary: 'A code by which one new phone is enrolled, good for half an hour',
			ownIs: 'allowed',
			answer: schemas.code,
		},
		({ id }, { doer }) => ({ ...auth.enrolments.make(id, doer), origin: publicUrl?.origin ?? null }),
	);
	app.delete<{ Params: { account: string; device: string } }>(
		'/api/accounts/:account/devices/:device',
		{
			onRequest: signedIn,
			schema: {
				summary: 'Revoke a device: it hands over what is unsent at its next contact, then wipes itself',
				tags,
				params: schemas.deviceParams,
				response: { 200: schemas.account, ...failing(400, 401, 403, 404) },
			},
		},
		async (request, reply): Promise<FastifyReply | object> => {
			const asker = askerOf(request, deps);
			const account = ownedAccount(deps, asker, request.params.account);
			if (!account.ok) return fail(reply, account.error);
			const device = auth.devices.get(request.params.device);
			if (device?.account !== account.value.id) return fail(reply, 'not-found');
			auth.devices.revoke(device.id, asker.doer);
			auth.changed(account.value.id);
			return again(account.value.id, asker);
		},
	);
}
