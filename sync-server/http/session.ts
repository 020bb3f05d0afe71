import type { FastifyInstance, FastifyReply } from 'fastify';
import { cookieName } from '#server/auth/caller.ts';
import { sessionMs, type Session } from '#server/auth/sessions.ts';
import type { Deps } from './deps.ts';
import { fail, failures } from './errors.ts';
import { sessionOf, signedIn } from './guard.ts';
import * as schemas from './schemas.ts';
import { versionOf } from './static.ts';

interface SignIn {
	account: string;
	password: string;
	device?: string;
}

const signInBody = {
	...schemas.object(
		{
			account: { type: 'string', minLength: 1, maxLength: 40 },
			password: { type: 'string', minLength: 1, maxLength: 200 },
			device: { type: 'string', pattern: '^[A-Za-z0-9-]{8,64}$', description: 'Random id made once on the device' },
		},
		['device'],
	),
	additionalProperties: false,
};

export function sessionRoutes(app: FastifyInstance, { auth, callers, store, buildDir, publicUrl, now }: Deps): void {
	const cookie = { path: '/', httpOnly: true, sameSite: 'strict', secure: publicUrl?.protocol === 'https:' } as const;
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
			const { account, password, device = null } = request.body;
			const signed = await auth.signIn({
				account,
				password,
				device,
				address: request.ip,
				isLocal: callers.isLocal(request.raw),
			});
			if (!signed.ok) return refuseSignIn(reply, signed.error);
			const { token, session } = signed.value;
			reply.setCookie(cookieName, token, { ...cookie, maxAge: sessionMs / 1000 });
			return { token, ...toFields(session) };
		},
	);

	app.get(
		'/api/session',
		{
			onRequest: signedIn,
			schema: { summary: 'Who is signed in', tags, response: { 200: schemas.session, ...schemas.failing(401) } },
		},
		async (request, reply) => {
			// The cookie slides with the session, or the browser would drop it after thirty days of use.
			if (request.caller?.by === 'cookie') {
				reply.setCookie(cookieName, request.cookies[cookieName] ?? '', { ...cookie, maxAge: sessionMs / 1000 });
			}
			const version = versionOf(buildDir);
			return { ...toFields(sessionOf(request)), serverTime: now(), generation: store.generation, version };
		},
	);

	app.delete(
		'/api/session',
		{ schema: { summary: 'Sign out', tags, response: { 204: { type: 'null' }, ...schemas.failing(403) } } },
		async (request, reply) => {
			if (request.caller) auth.end(request.caller.session.id);
			reply.clearCookie(cookieName, cookie);
			return reply.code(204).send();
		},
	);
}

type SignInRefusal = { readonly code: keyof typeof failures; readonly retryAfterSeconds?: number };

function refuseSignIn(reply: FastifyReply, { code, retryAfterSeconds }: SignInRefusal): FastifyReply {
	if (retryAfterSeconds === undefined) return fail(reply, code);
	return fail(reply.header('retry-after', retryAfterSeconds), code, { retryAfterSeconds });
}

const toFields = ({ account, name, grants, device, demo }: Session) => ({ account, name, grants, device, demo });
