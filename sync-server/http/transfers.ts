/** 转网格: households, buildings or a whole grid go to another grid; looked at first, then done whole. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { transfer, type TransferFault, type TransferRequest } from '#server/transfers/transfers.ts';
import type { Writers } from '#server/roster/writers.ts';
import type { Deps } from './deps.ts';
import { fail, type FailureCode } from './errors.ts';
import { sessionOf, signedIn } from './guard.ts';
import * as schemas from './schemas.ts';

const answers: Readonly<Record<TransferFault, { readonly code: FailureCode; readonly message?: string }>> = {
	desk: { code: 'desk' },
	book: { code: 'book' },
	role: { code: 'role' },
	gone: { code: 'moved' },
	nothing: { code: 'moved' },
	day: { code: 'request', message: 'The day lies ahead' },
	grid: {
		code: 'request',
		message: 'There is no such grid in this community, or it is the same one, or the name is taken',
	},
};

export function transferRoutes(app: FastifyInstance, deps: Deps, writers: Pick<Writers, 'transfer'>): void {
	app.post<{ Body: Omit<TransferRequest, 'author'> }>(
		'/api/transfers',
		{
			onRequest: signedIn,
			schema: {
				summary: 'Hand households, buildings or a whole grid to another grid of the community',
				tags: ['transfers'],
				body: schemas.transferOrder,
				response: { 200: schemas.transferred, ...schemas.failing(400, 401, 403, 409) },
			},
		},
		async (request, reply): Promise<FastifyReply | object> => {
			const { account, grants } = sessionOf(request);
			const author = { account, grants, device: null };
			const order = { ...request.body, author };
			// One at a time, and not beside the clerk: each is planned from what stands there, and has one journal.
			const done = await writers.transfer(order.from.slice(0, 12), () => deps.clerk.aside(() => transfer(deps, order)));
			if (!done) return fail(reply, 'busy');
			if (done.ok) return { id: order.id, ...done.value };
			const { code, message } = answers[done.error];
			return fail(reply, code, message ? { message } : {});
		},
	);
}
