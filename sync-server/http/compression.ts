/** gzip, where it is worth it and the caller takes it. */
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** Below so many bytes the header costs more than is won. */
const smallestBytes = 1024;
const compress = promisify(gzip);

export async function gzipped(request: FastifyRequest, reply: FastifyReply, bytes: Buffer): Promise<Buffer> {
	reply.header('vary', 'accept-encoding');
	if (bytes.length < smallestBytes || !takesGzip(request)) return bytes;
	const packed = await compress(bytes);
	reply.header('content-encoding', 'gzip').header('content-length', packed.length);
	return packed;
}

/** Compresses big JSON answers. */
export function compressJson(app: FastifyInstance): void {
	app.addHook('onSend', async (request, reply, payload) => {
		const isJson = String(reply.getHeader('content-type') ?? '').startsWith('application/json');
		return isJson && typeof payload === 'string' ? gzipped(request, reply, Buffer.from(payload)) : payload;
	});
}

const takesGzip = ({ headers }: FastifyRequest): boolean =>
	/\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/.test(String(headers['accept-encoding'] ?? ''));
