/** A new phone: whose code it is, and its use. Nobody is signed in here. Rules AD5–AD7. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { cookieName } from '#server/auth/caller.ts';
import * as schemas from './account-schemas.ts';
import type { Deps } from './deps.ts';
import { fail } from './errors.ts';
import { failing, signedIn as signedInSchema } from './schemas.ts';
import { refuseSignIn, sessionCookie, sessionFields } from './session.ts';

const tags = ['session'];

interface Enrolment {
	code: string;
	password: string;
	device: string;
	deviceName: string;
}

export function enrolmentRoutes(app: FastifyInstance, { auth, callers, publicUrl }: Deps): void {
	app.post<{ Body: { code: string } }>(
		'/api/enrolment/look',
		{
			bodyLimit: 1024,
			schema: {
				summary: 'Whom a code is for; it is not used up by asking',
				tags,
				security: [],
				body: schemas.codeBody,
				response: { 200: schemas.whose, ...failing(400, 403, 422, 429) },
			},
		},
		async (request, reply): Promise<FastifyReply | object> => {
			const found = auth.lookUp(request.body.code, request.ip);
			if (!found.ok) return refuseSignIn(reply, found.error);
			const isDemo = auth.accounts.get(found.value.account)?.demo;
			return isDemo && !callers.isLocal(request.raw) ? fail(reply, 'demo-loopback') : found.value;
		},
	);

	app.post<{ Body: Enrolment }>(
		'/api/enrolment',
		{
			bodyLimit: 4096,
			schema: {
				summary: 'Enrol a phone: the code is used up, the password becomes the account’s, the phone is signed in',
				tags,
				security: [],
				body: schemas.enrolment,
				response: { 200: signedInSchema, ...failing(400, 403, 409, 422, 429) },
			},
		},
		async (request, reply): Promise<FastifyReply | object> => {
			const enrolled = await auth.enrol({
				...request.body,
				address: request.ip,
				isLocal: callers.isLocal(request.raw),
			});
			if (!enrolled.ok) return refuseSignIn(reply, enrolled.error);
			const { token, session } = enrolled.value;
			// The password is another one now: whoever was signed in with the old one is not any more.
			auth.changed(session.account);
			reply.setCookie(cookieName, token, sessionCookie(publicUrl));
			return { token, ...sessionFields(session) };
		},
	);
}
