/**
 * What phones say that they showed without network. A phone can lie, and can keep silent: its lines stand apart
 * (`opened`), with its own word on when. Rule D123.
 */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { reaches } from '#lib/access/policy.ts';
import { createAllowance } from '#server/sync/allowance.ts';
import type { Deps } from './deps.ts';
import { fail } from './errors.ts';
import { sessionOf, signedIn } from './guard.ts';
import * as schemas from './schemas.ts';

/** Lines of one account: more than a person opens, and few enough to be harmless. */
const readRate = { burst: 4000, perSecond: 0.1 } as const;
const atOnce = 200;
/** As long as a phone may stay away and still hand over. */
const oldestMs = 400 * 86_400_000;

interface Read {
	id: string;
	act: 'card' | 'search' | 'call';
	subject: string;
	at: number;
}

export function readRoutes(app: FastifyInstance, { store, deliveries, now }: Deps): void {
	const allowances = new Map<string, ReturnType<typeof createAllowance>>();
	const allowanceOf = (account: string) => {
		const known = allowances.get(account) ?? createAllowance(readRate, now);
		allowances.set(account, known);
		return known;
	};
	app.post<{ Body: { reads: Read[] } }>(
		'/api/reads',
		{
			onRequest: signedIn,
			schema: {
				summary: 'What a phone showed of people while nobody watched; sent again, a line counts once',
				tags: ['deliveries'],
				body: schemas.object({
					reads: {
						type: 'array',
						maxItems: atOnce,
						items: schemas.object({
							id: schemas.entryId,
							act: schemas.text('What was done', { enum: ['card', 'search', 'call'] }),
							subject: schemas.entryId,
							at: schemas.integer('When, as the phone says; unix ms', { minimum: 0 }),
						}),
					},
				}),
				response: { 204: { type: 'null' }, ...schemas.failing(400, 401, 409, 429) },
			},
		},
		async (request, reply): Promise<FastifyReply> => {
			const { account, device, grants } = sessionOf(request);
			if (device === null) return fail(reply, 'device');
			const { reads } = request.body;
			const allowance = allowanceOf(account);
			if (!reads.every(() => allowance.take())) return fail(reply, 'slow-down');
			const rows = await store.reads.rows([...new Set(reads.map(({ subject }) => subject))]);
			await Promise.all(
				reads.map(async ({ id, act, subject, at }) => {
					const desk = rows.get(subject)?.projection.desk;
					// Of what he never could have on his phone, a line would only be noise about somebody.
					if (desk === undefined || !grants.some((grant) => reaches(grant, desk))) return;
					const said = Math.min(Math.max(at, now() - oldestMs), now());
					const shown = { way: 'opened', area: desk, what: { act, at: said }, ids: [subject], report: id } as const;
					await deliveries.write({ account, device, address: request.ip, ...shown });
				}),
			);
			return reply.code(204).send();
		},
	);
}
