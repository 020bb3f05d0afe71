/** Before a route runs: who calls, and whether a write that a cookie bears comes from our own page. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Caller, Callers } from '#server/auth/caller.ts';
import type { HandOver, Session } from '#server/auth/sessions.ts';
import { fail } from './errors.ts';

declare module 'fastify' {
	interface FastifyRequest {
		caller: Caller | null;
		/** A revoked device. */
		handOver: HandOver | null;
	}
}

const readingMethods = ['GET', 'HEAD', 'OPTIONS'];

export function guard(app: FastifyInstance, callers: Callers): void {
	app.decorateRequest('caller', null);
	app.decorateRequest('handOver', null);
	app.addHook('onRequest', async (request, reply) => {
		request.caller = callers.callerOf(request.raw);
		request.handOver = request.caller ? null : callers.handOverOf(request.raw);
		// A token in a header or in the address does not travel by itself; a cookie does, and so does a first sign-in.
		const isBorne = request.caller === null || request.caller.by === 'cookie';
		if (isBorne && !readingMethods.includes(request.method) && !callers.isOwnOrigin(request.raw))
			return fail(reply, 'origin');
	});
}

/** As `onRequest` of a route that nobody uses signed out. */
export async function signedIn(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
	const refused = await known(request, reply);
	if (refused) return refused;
	if (request.caller!.session.mustChange) return fail(reply, 'password-change');
}

/** The same where a password that was for one sign-in may still be in use. A revoked device is told so. */
export async function known(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
	if (request.caller === null) return fail(reply, request.handOver ? 'revoked' : 'signed-out');
}

/** Who is signed in, or a revoked device that hands over. */
export async function handsOver(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
	if (!request.handOver) return signedIn(request, reply);
}

/** Whose account it is, on routes that `handsOver` guards. */
export function accountOf(request: FastifyRequest): string {
	return request.handOver?.account ?? sessionOf(request).account;
}

/** Which device asks, on routes that `handsOver` guards; '' when it did not say. */
export function deviceOf(request: FastifyRequest): string {
	return (request.handOver ?? sessionOf(request)).device ?? '';
}

/** The session, on routes that `signedIn` guards. */
export function sessionOf(request: FastifyRequest): Session {
	if (request.caller === null) throw new Error('Route without guard');
	return request.caller.session;
}
