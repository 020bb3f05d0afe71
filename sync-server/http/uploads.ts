/** The bytes of a photo, by tus: an upload that was cut goes on where it stopped. Rules BL9–BL12. */
import { Readable } from 'node:stream';
import { Metadata, Server } from '@tus/server';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isEntryId } from '#lib/ledger/entry.ts';
import { photoSizeLimit } from '#lib/ledger/photo.ts';
import type { AddedAttached } from '#lib/ledger/attached.ts';
import type { PhotoFault, Photos } from '#server/blobs/photos.ts';
import type { Deps } from './deps.ts';
import { fail, failures, statusToCode, type FailureCode } from './errors.ts';
import { accountOf, handsOver } from './guard.ts';
import * as schemas from './schemas.ts';

const tags = ['photos'];
const path = '/api/uploads';
const chunkType = 'application/offset+octet-stream';

export const failureOf: Readonly<Record<PhotoFault, FailureCode>> = {
	heic: 'photo-heic',
	unknown: 'photo-unknown',
	damaged: 'photo-damaged',
	trailing: 'photo-trailing',
	'too-many-pixels': 'photo-too-many-pixels',
	'other-bytes': 'photo-other',
	'other-image': 'photo-other',
	full: 'full',
};

/** @param app a scope of its own: here a body is the bytes of a photo, and is not read before tus does. */
export function uploadRoutes(app: FastifyInstance, { photos }: Pick<Deps, 'photos'>): void {
	app.removeAllContentTypeParsers();
	app.addContentTypeParser(chunkType, (_, body, done) => done(null, body));
	const tus = tusOver(photos);
	const failing = schemas.failing(400, 401, 403, 404, 409, 413, 415, 422, 429, 500, 507);
	const shared = { onRequest: handsOver, bodyLimit: photoSizeLimit };

	app.post(
		path,
		{
			...shared,
			schema: {
				summary: 'Begin the upload of a photo whose entry stands on the ledger (tus 1.0.0, metadata `entry`: its id)',
				tags,
				response: failing,
			},
		},
		async (request, reply) => {
			const photo = await photoBy(photos, accountOf(request), announcedIn(request));
			if (!photo) return fail(reply, 'not-found');
			if (request.headers['upload-length'] !== String(photo.body.bytes)) return fail(reply, 'photo-other');
			const begun = await photos.begin(photo);
			if (!begun.ok) return fail(reply, begun.error === 'full' ? 'full' : 'photo-quota');
			return passOn(tus, path, request, reply);
		},
	);
	app.route<{ Params: { id: string } }>({
		...shared,
		method: ['HEAD', 'PATCH'],
		url: `${path}/:id`,
		schema: {
			summary: 'How far an upload came, and its next bytes (tus 1.0.0)',
			tags,
			params: schemas.object({ id: schemas.entryId }),
			response: failing,
		},
		handler: async (request, reply) => {
			const photo = await photoBy(photos, accountOf(request), request.params.id);
			if (!photo) return fail(reply, 'not-found');
			await photos.settle(photo);
			return passOn(tus, `${path}/${photo.id}`, request, reply);
		},
	});
}

/** The photo of an entry that this account wrote and that was taken; no other is kept. */
export async function photoBy(photos: Photos, account: string, id: string | null): Promise<AddedAttached | null> {
	const known = id !== null && isEntryId(id) ? await photos.photoOf(id) : null;
	return known?.photo.by === account ? known.photo : null;
}

function announcedIn({ headers }: FastifyRequest): string | null {
	try {
		return Metadata.parse(String(headers['upload-metadata'] ?? '')).entry ?? null;
	} catch {
		// Not as tus writes it.
		return null;
	}
}

function tusOver(photos: Photos): Server {
	return new Server({
		path,
		datastore: photos.uploads,
		relativeLocation: true,
		maxSize: photoSizeLimit,
		allowedOrigins: () => false,
		// Who asks and for what has been looked at by then.
		namingFunction: (_, metadata) => metadata!.entry!,
		onUploadFinish: async (_, { id }) => {
			const known = await photos.photoOf(id);
			const finished = known ? await photos.finish(known.photo) : null;
			if (!finished?.ok) throw faultAs(finished ? failureOf[finished.error] : 'not-found');
			return {};
		},
	});
}

const faultAs = (code: FailureCode) => ({ status_code: failures[code].status, body: code });

/**
 * What tus answers, as this API says it.
 * @param address made of what was looked at: tus takes whatever stands behind the last slash of an address, its query
 * among it. Rule BL18.
 */
async function passOn(
	tus: Server,
	address: string,
	request: FastifyRequest,
	reply: FastifyReply,
): Promise<FastifyReply> {
	const answer = await tus.handleWeb(toWeb(address, request) as Parameters<Server['handleWeb']>[0]);
	// Its own words are plain text; ours are not.
	for (const [name, value] of answer.headers) if (!name.startsWith('content-')) reply.header(name, value);
	if (answer.status < 400) return reply.code(answer.status).send();
	const said = (await answer.text()).trim();
	if (Object.hasOwn(failures, said)) return fail(reply, said as FailureCode);
	if (answer.status < 500) return reply.code(answer.status).send({ code: statusToCode(answer.status), message: said });
	// It names what broke inside: that is for the operator.
	request.log.warn({ said }, 'upload failed');
	return fail(reply, 'internal');
}

function toWeb(address: string, { method, headers, body }: FastifyRequest): Request {
	const given = Object.entries(headers).flatMap(([name, value]) =>
		value === undefined ? [] : [[name, String(value)] as [string, string]],
	);
	const bytes = method === 'PATCH' && body instanceof Readable ? (Readable.toWeb(body) as ReadableStream) : null;
	return new Request(`http://server${address}`, { method, headers: given, body: bytes, duplex: 'half' } as RequestInit);
}
