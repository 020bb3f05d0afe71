/** 保存期限: what is kept for how long, and when that was last applied; for those who see who looked. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { mayAnywhere } from '#lib/access/policy.ts';
import { dayOf } from '#lib/ledger/page.ts';
import type { Deps } from './deps.ts';
import { fail } from './errors.ts';
import { sessionOf, signedIn } from './guard.ts';
import * as schemas from './schemas.ts';

const runsShown = 10;
const { text, list, nullable, object, ms } = schemas;
const words = object({ zh: text('In Chinese'), en: text('In English') });

export function retentionRoutes(app: FastifyInstance, { retention, timeZone, now }: Deps): void {
	app.get(
		'/api/retention',
		{
			onRequest: signedIn,
			schema: {
				summary: 'What is kept for how long, why, and what removes it; and the last runs of the daily removal',
				tags: ['deliveries'],
				response: {
					200: object({
						periods: list(
							object(
								{
									data: text('Sort of data'),
									title: words,
									days: nullable({ type: 'number', description: 'Days; null: it stays' }),
									said: words,
									why: words,
									by: words,
								},
								['said'],
							),
						),
						runs: list(object({ at: ms, took: { type: 'object', additionalProperties: true } })),
					}),
					...schemas.failing(401, 403),
				},
			},
		},
		async (request, reply): Promise<FastifyReply | object> => {
			const { grants } = sessionOf(request);
			if (!mayAnywhere(grants, 'read', dayOf(now(), timeZone), 'deliveries')) return fail(reply, 'role');
			return { periods: retention.periods, runs: retention.runs(runsShown) };
		},
	);
}
