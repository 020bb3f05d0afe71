/** The trace of what was administered, as those who administer the area see it. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { seatDenial } from '#lib/access/policy.ts';
import { dayOf } from '#lib/ledger/page.ts';
import { operator } from '#server/auth/covers.ts';
import * as schemas from './account-schemas.ts';
import type { Deps } from './deps.ts';
import { fail } from './errors.ts';
import { sessionOf, signedIn } from './guard.ts';
import { failing } from './schemas.ts';

export function deedRoutes(app: FastifyInstance, { auth, areas, timeZone, now }: Deps): void {
	app.get<{ Querystring: { area: string; account?: string; cursor?: number; limit: number } }>(
		'/api/deeds',
		{
			onRequest: signedIn,
			schema: {
				summary: 'Who administered what of an area and below, to whom, when and from where; latest first',
				tags: ['accounts'],
				querystring: schemas.deedQuery,
				response: { 200: schemas.deeds, ...failing(400, 401, 403) },
			},
		},
		async (request, reply): Promise<FastifyReply | object> => {
			const { area, account, cursor, limit } = request.query;
			const denial = seatDenial(sessionOf(request).grants, 'read', 'accounts', area, dayOf(now(), timeZone));
			if (denial) return fail(reply, denial);
			// One more than asked for tells whether there is a next page.
			const found = auth.deeds.list({ area, account, before: cursor, limit: limit + 1 });
			const shown = found.slice(0, limit);
			return {
				deeds: shown.map((deed) => ({
					...deed,
					byName: deed.by === operator ? '' : auth.accounts.nameOf(deed.by),
					name: auth.accounts.nameOf(deed.account),
					deskName: deed.desk === null ? '' : areas.name(deed.desk),
				})),
				cursor: found.length > limit ? shown.at(-1)!.number : null,
			};
		},
	);
}
