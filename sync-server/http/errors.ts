/** What the API answers when it does not do what was asked: `{code, message}`, one table from code to status. */
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';

export const failures = {
	request: { status: 400, message: 'The request is not what this address takes' },
	'sign-in': { status: 401, message: 'Account or password is not right' },
	'signed-out': { status: 401, message: 'Sign in first' },
	revoked: { status: 401, message: 'This device was revoked: hand over what is unsent' },
	closed: { status: 403, message: 'The account is closed' },
	'password-late': { status: 403, message: 'The password was for one sign-in and is too old: ask for another' },
	'password-change': { status: 403, message: 'Choose a password of your own first' },
	'demo-loopback': { status: 403, message: 'Demonstration accounts sign in only on the machine itself' },
	origin: { status: 403, message: 'The request comes from another site' },
	desk: { status: 403, message: 'You hold no seat there now' },
	book: { status: 403, message: 'Your seat there does not open this book' },
	role: { status: 403, message: 'Your role may not do this' },
	own: { status: 403, message: 'That is your own: another administrator changes it' },
	'not-found': { status: 404, message: 'There is nothing here' },
	'photo-waiting': { status: 404, message: 'The photo has not come yet' },
	device: { status: 409, message: 'The device belongs to another account' },
	taken: { status: 409, message: 'There is such an account already' },
	'space-key': { status: 409, message: 'Another key is kept under this id' },
	'sealing-key': { status: 409, message: 'It was sealed for another key, or for others' },
	'no-key': { status: 409, message: 'The key of its author’s device is not known here' },
	busy: { status: 409, message: 'An import is running in this community' },
	superseded: { status: 409, message: 'Another question came after this one' },
	moved: { status: 409, message: 'It is not where it was: look again' },
	'too-large': { status: 413, message: 'The request is too large' },
	'media-type': { status: 415, message: 'The content type is not one that is taken here' },
	unreadable: { status: 422, message: 'Its bytes show no entry' },
	'photo-heic': { status: 422, message: 'It is a HEIC picture: JPEG or WebP is taken' },
	'photo-unknown': { status: 422, message: 'It is no picture that is taken here' },
	'photo-damaged': { status: 422, message: 'The picture is damaged' },
	'photo-trailing': { status: 422, message: 'Something else stands behind the picture' },
	'photo-too-many-pixels': { status: 422, message: 'The picture has too many pixels' },
	'photo-other': { status: 422, message: 'It is not the photo that its entry announces' },
	'erasure-name': { status: 422, message: 'The name is not that of the person' },
	drawing: { status: 422, message: 'The drawing has faults: nothing was changed' },
	'cover-grid': { status: 422, message: 'A cover is at a grid' },
	'cover-closed': { status: 422, message: 'That grid is closed before the cover ends' },
	'cover-days': { status: 422, message: 'A cover begins today or later and lasts at most 92 days' },
	'cover-seat': { status: 422, message: 'Who covers must hold a seat of this community in all that time' },
	'cover-own-grid': { status: 422, message: 'That grid is the own one of who is to cover' },
	'account-id': { status: 422, message: 'That cannot be an account: 2 to 40 of a-z, 0-9, dot, dash, underscore' },
	'grant-level': { status: 422, message: 'That role has no seat at such a desk' },
	'grant-books': { status: 422, message: 'The seat needs a book, an administrator’s none' },
	'grant-days': { status: 422, message: 'The days are not right' },
	'grant-longer': { status: 422, message: 'The seat would outlast your own' },
	'enrol-code': { status: 422, message: 'That code is wrong, used, or too old' },
	'photo-quota': { status: 429, message: 'That is enough photos for today' },
	'entry-rate': { status: 429, message: 'That is many entries at once: keep them, and send them again a little later' },
	'slow-down': { status: 429, message: 'Too many attempts; wait a little' },
	internal: { status: 500, message: 'Something went wrong on the server' },
	unavailable: { status: 503, message: 'The server cannot answer now' },
	full: { status: 507, message: 'The server has no room now; what was to be sent stays where it is' },
} as const satisfies Record<string, { status: number; message: string }>;

export type FailureCode = keyof typeof failures;

export function fail(reply: FastifyReply, code: FailureCode, more: Record<string, unknown> = {}): FastifyReply {
	const { status, message } = failures[code];
	return reply.code(status).send({ code, message, ...more });
}

const codesByStatus: Readonly<Record<number, FailureCode>> = {
	400: 'request',
	404: 'not-found',
	413: 'too-large',
	415: 'media-type',
	503: 'unavailable',
};

/** What a status says that somebody else's code chose. */
export const statusToCode = (status: number): FailureCode =>
	codesByStatus[status] ?? (status < 500 ? 'request' : 'internal');

/** Everything thrown ends here: all of it is logged, only what the caller can mend is said. */
export function onError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
	const status = error.statusCode ?? 500;
	const code = statusToCode(status);
	const place = { err: error, method: request.method, path: pathOf(request.url) };
	if (status < 500) {
		// The message of a malformed address repeats it, and a token may stand in it.
		request.log.info({ ...place, err: { code: error.code } }, 'request refused');
		fail(reply, code, error.validation ? { message: error.message } : {});
		return;
	}
	request.log.error(place, 'request failed');
	fail(reply, code);
}

/** The address without its query: tokens of other clients stand there, and it is never logged. */
export const pathOf = (url: string): string => url.split('?', 1)[0]!;
