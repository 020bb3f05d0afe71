/** Seats of an account with their days: given, changed and ended by an administrator of the area. Rules A15–A17 of access. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { endSeatDenial, giveDenial } from '#lib/access/giving.ts';
import type { Grant } from '#lib/access/policy.ts';
import { books } from '#lib/ledger/page.ts';
import * as schemas from './account-schemas.ts';
import { askerOf, failureOf, listedAccount, wholeView } from './accounts.ts';
import type { Deps } from './deps.ts';
import { fail } from './errors.ts';
import { signedIn } from './guard.ts';
import { failing } from './schemas.ts';

const tags = ['accounts'];

export function seatRoutes(app: FastifyInstance, deps: Deps): void {
	const { auth, areas } = deps;
	app.post<{ Params: { account: string }; Body: Grant }>(
		'/api/accounts/:account/seats',
		{
			onRequest: signedIn,
			bodyLimit: 4096,
			schema: {
				summary: 'Give a seat',
				tags,
				params: schemas.accountParams,
				body: schemas.newSeat,
				response: { 200: schemas.account, ...failing(400, 401, 403, 404, 422) },
			},
		},
		async (request, reply): Promise<FastifyReply | object> => {
			const asker = askerOf(request, deps);
			const account = listedAccount(deps, asker, request.params.account);
			if (!account || account.closed !== null || !areas.get(request.body.desk)) return fail(reply, 'not-found');
			const seat = { ...request.body, books: books.filter((book) => request.body.books.includes(book)) };
			const denial = giveDenial(asker.session, { account: account.id }, seat, asker.day);
			if (denial) return fail(reply, failureOf(denial));
			auth.accounts.grant(account.id, seat, asker.doer);
			auth.changed(account.id);
			return wholeView(auth.accounts.get(account.id)!, asker, deps);
		},
	);

	app.put<{
		Params: { account: string; number: number };
		Body: { from?: string | null; to?: string | null; end?: boolean };
	}>(
		'/api/accounts/:account/seats/:number',
		{
			onRequest: signedIn,
			bodyLimit: 4096,
			schema: {
				summary: 'Other days for a seat, or its end now; what was written under it is still handed over',
				tags,
				params: schemas.seatParams,
				body: schemas.seatDays,
				response: { 200: schemas.account, ...failing(400, 401, 403, 404, 422) },
			},
		},
		async (request, reply): Promise<FastifyReply | object> => {
			const asker = askerOf(request, deps);
			const account = listedAccount(deps, asker, request.params.account);
			const { number } = request.params;
			const seat = account?.grants.find((grant) => grant.number === number);
			// A cover is ended where it was set.
			if (!account || !seat || account.closed !== null || seat.cover || seat.ended !== undefined)
				return fail(reply, 'not-found');
			const denial = endSeatDenial(asker.session, { account: account.id }, seat, asker.day);
			if (denial) return fail(reply, denial);
			if (request.body.end) auth.accounts.endGrant(account.id, number, asker.doer);
			else {
				const { from, to } = request.body;
				const { number: _number, from: _from, to: _to, ...kept } = seat;
				const days = { ...(from && { from }), ...(to && { to }) };
				const refused = giveDenial(asker.session, { account: account.id }, { ...kept, ...days }, asker.day);
				if (refused) return fail(reply, failureOf(refused));
				auth.accounts.changeGrant(account.id, number, days, asker.doer);
			}
			auth.changed(account.id);
			return wholeView(auth.accounts.get(account.id)!, asker, deps);
		},
	);
}
