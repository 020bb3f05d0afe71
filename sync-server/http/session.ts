import type { FastifyInstance, FastifyReply } from 'fastify';
import { cookieName } from '#server/auth/caller.ts';
import { sessionMs, type Session } from '#server/auth/sessions.ts';
import type { Deps } from './deps.ts';
import { fail, failures } from './errors.ts';
import { known, sessionOf, signedIn } from './guard.ts';
import * as schemas from './schemas.ts';
import { versionOf } from './static.ts';

interface SignIn {
	account: string;
	password: string;
	device?: string;
	deviceName?: string;
	space?: string;
}

const spaceId = { type: 'string', pattern: '^[0-9a-f-]{36}$' } as const;

const signInBody = {
	...schemas.object(
		{
			account: { type: 'string', minLength: 1, maxLength: 40 },
			password: { type: 'string', minLength: 1, maxLength: 200 },
			device: { type: 'string', pattern: '^[A-Za-z0-9-]{8,64}$', description: 'Random id made once on the device' },
			deviceName: schemas.deviceName,
			space: { ...spaceId, description: 'Asks for the key that was given into keeping under this id' },
		},
		['device', 'deviceName', 'space'],
	),
	additionalProperties: false,
};

export function sessionRoutes(app: FastifyInstance, { auth, callers, store, buildDir, publicUrl, now }: Deps): void {
	const cookie = sessionCookie(publicUrl);
	const { maxAge: _maxAge, ...goneCookie } = cookie;
	const tags = ['session'];

	app.post<{ Body: SignIn }>(
		'/api/session',
		{
			bodyLimit: 4096,
			schema: {
				summary: 'Sign in',
				tags,
				security: [],
				body: signInBody,
				response: { 200: schemas.signedIn, ...schemas.failing(400, 401, 403, 409, 429) },
			},
		},
		async (request, reply) => {
			const { account, password, device = null, deviceName, space } = request.body;
			const signed = await auth.signIn({
				account,
				password,
				device,
				deviceName,
				address: request.ip,
				isLocal: callers.isLocal(request.raw),
			});
			if (!signed.ok) {
				// By this token a revoked device hands over; the body does not show it.
				if (signed.error.code === 'revoked') reply.setCookie(cookieName, signed.error.token, cookie);
				return refuseSignIn(reply, signed.error);
			}
			const { token, session } = signed.value;
			reply.setCookie(cookieName, token, cookie);
			const spaceKey = space === undefined ? null : auth.spaceKeys.of(session.account, space);
			return { token, ...sessionFields(session), ...(spaceKey && { spaceKey }) };
		},
	);

	app.get(
		'/api/session',
		{
			onRequest: known,
			schema: { summary: 'Who is signed in', tags, response: { 200: schemas.session, ...schemas.failing(401) } },
		},
		async (request, reply) => {
			// The cookie slides with the session, or the browser would drop it after thirty days of use.
			if (request.caller?.by === 'cookie') {
				reply.setCookie(cookieName, request.cookies[cookieName] ?? '', cookie);
			}
			const version = versionOf(buildDir);
			return { ...sessionFields(sessionOf(request)), serverTime: now(), generation: store.generation, version };
		},
	);

	app.put<{ Body: { password?: string; next: string } }>(
		'/api/session/password',
		{
			onRequest: known,
			bodyLimit: 4096,
			schema: {
				summary: 'Choose a password of one’s own; all other sessions of the account end',
				tags,
				body: schemas.passwordChange,
				response: { 200: schemas.session, ...schemas.failing(400, 401, 429) },
			},
		},
		async (request, reply) => {
			const session = sessionOf(request);
			const { password = '', next } = request.body;
			const changed = await auth.changePassword({ session, password, next, address: request.ip });
			if (!changed.ok) return refuseSignIn(reply, changed.error);
			auth.changed(session.account);
			return {
				...sessionFields({ ...session, mustChange: false }),
				serverTime: now(),
				generation: store.generation,
				version: versionOf(buildDir),
			};
		},
	);

	app.put<{ Params: { id: string }; Body: { key: string } }>(
		'/api/session/space-keys/:id',
		{
			onRequest: signedIn,
			schema: {
				summary: 'Give a key of a locked space into keeping',
				description: 'Given out again by POST /api/session alone: for the password, never to a session.',
				tags,
				params: schemas.object({ id: spaceId }),
				body: schemas.object({
					key: { type: 'string', pattern: '^[A-Za-z0-9+/]{43}=$', description: '32 bytes as base64' },
				}),
				response: { 204: { type: 'null' }, ...schemas.failing(400, 401, 403, 409, 429) },
			},
		},
		async (request, reply) => {
			const kept = auth.spaceKeys.keep(sessionOf(request).account, request.params.id, request.body.key);
			if (kept === 'kept') return reply.code(204).send();
			return fail(reply, kept === 'full' ? 'slow-down' : 'space-key');
		},
	);

	app.delete(
		'/api/session',
		{ schema: { summary: 'Sign out', tags, response: { 204: { type: 'null' }, ...schemas.failing(403) } } },
		async (request, reply) => {
			if (request.caller) auth.end(request.caller.session.id);
			// A revoked device still has something to hand over by it.
			if (!request.handOver) reply.clearCookie(cookieName, goneCookie);
			return reply.code(204).send();
		},
	);
}

export const sessionCookie = (publicUrl: URL | null) =>
	({
		path: '/',
		httpOnly: true,
		sameSite: 'strict',
		secure: publicUrl?.protocol === 'https:',
		maxAge: sessionMs / 1000,
	}) as const;

type SignInRefusal = { readonly code: keyof typeof failures; readonly retryAfterSeconds?: number };

export function refuseSignIn(reply: FastifyReply, { code, retryAfterSeconds }: SignInRefusal): FastifyReply {
	if (retryAfterSeconds === undefined) return fail(reply, code);
	return fail(reply.header('retry-after', retryAfterSeconds), code, { retryAfterSeconds });
}

export const sessionFields = ({ account, name, grants, device, demo, mustChange }: Session) => ({
	account,
	name,
	grants,
	device,
	demo,
	mustChange,
});
