/** 导入: a roster as a file, checked first and written whole or not at all; and the template to fill. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { denialOf } from '#lib/access/policy.ts';
import { dayOf } from '#lib/ledger/page.ts';
import type { Imports } from '#server/roster/imports.ts';
import { fileLimit } from '#server/roster/limits.ts';
import type { RowError } from '#server/roster/errors.ts';
import { rosterTemplate } from '#server/roster/template.ts';
import type { Deps } from './deps.ts';
import { fail } from './errors.ts';
import { sessionOf, signedIn } from './guard.ts';
import * as schemas from './schemas.ts';

const tags = ['roster'];

/** @param app a scope of its own: here any content type is a file. */
export function rosterRoutes(app: FastifyInstance, deps: Deps, imports: Imports): void {
	app.removeAllContentTypeParsers();
	app.addContentTypeParser('*', { parseAs: 'buffer' }, (_, body, done) => done(null, body));
	importRoute(app, deps, imports);
	templateRoute(app);
}

interface ImportQuery {
	community: string;
	dry: '0' | '1';
	name: string;
}

function importRoute(app: FastifyInstance, { timeZone, now }: Deps, imports: Imports): void {
	app.post<{ Querystring: ImportQuery; Body: Buffer }>(
		'/api/import',
		{
			bodyLimit: fileLimit,
			onRequest: signedIn,
			schema: {
				summary:
					'Import a roster (XLSX or CSV, at most 20 MiB) whole, as far as it differs from the ledger, or say what is wrong by row',
				tags,
				querystring: schemas.query(
					{
						community: { type: 'string', pattern: '^\\d{12}$', description: 'Code of the community' },
						dry: { ...schemas.flag, default: '0', description: '1: only look whether it could be done' },
						name: {
							type: 'string',
							maxLength: 200,
							default: '',
							description: 'Name of the file; its ending tells the format',
						},
					},
					['community'],
				),
				response: { 200: schemas.imported, 422: schemas.notImported, ...schemas.failing(400, 401, 403, 409, 413) },
			},
		},
		async (request, reply): Promise<FastifyReply | object> => {
			const { community, dry, name } = request.query;
			const { account, grants } = sessionOf(request);
			const denial = denialOf(grants, 'administer', community, 'field', dayOf(now(), timeZone), 'import');
			if (denial) return fail(reply, denial);
			if (!Buffer.isBuffer(request.body)) return fail(reply, 'request', { message: 'The file is missing' });
			const file = name || nameOf(request.headers['content-type']);
			const author = { account, grants, device: null };
			const imported = await imports.inOne({ community, file, bytes: request.body, author, dry: dry === '1' });
			if (imported.ok) return { ok: true, counts: imported.value };
			return imported.error === 'busy' ? fail(reply, 'busy') : refuse(reply, imported.error);
		},
	);
}

const refuse = (reply: FastifyReply, errors: readonly RowError[]): FastifyReply =>
	reply.code(422).send({ ok: false, errors });

/** The format of a file that came without a name. */
const nameOf = (type = ''): string => (type.startsWith('text/csv') ? 'roster.csv' : 'roster.xlsx');

function templateRoute(app: FastifyInstance): void {
	app.get<{ Querystring: { format: 'xlsx' | 'csv' } }>(
		'/api/import/template',
		{
			onRequest: signedIn,
			schema: {
				summary: 'The empty template of a roster',
				tags,
				querystring: schemas.query({ format: { type: 'string', enum: ['xlsx', 'csv'], default: 'xlsx' } }),
				response: schemas.failing(400, 401),
			},
		},
		async (request, reply) => {
			const { bytes, type, fileName } = await rosterTemplate(request.query.format);
			// The name is Chinese: RFC 6266 wants it encoded, beside a plain one for old clients.
			const disposition = `attachment; filename="roster.${request.query.format}"; filename*=UTF-8''${encodeURIComponent(fileName)}`;
			return reply.type(type).header('content-disposition', disposition).send(Buffer.from(bytes));
		},
	);
}
